"""Readings of the register. Names no model, so that the models can use it."""

from typing import Any, Self

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.apps import apps
from django.db.models import F, QuerySet

from accounts.access import ScopedQuerySet
from accounts.models import User
from core.text import folded


class VendorQuerySet(ScopedQuerySet):  # type: ignore[type-arg]
    def matching(self, words: str) -> Self:
        """Vendors whose names begin with each of `words` in any order; identifiers match whole."""
        terms = [f"'{term}':*" for term in folded(words).replace("'", " ").replace("\\", " ").split()]
        if not terms:
            return self
        query = SearchQuery(" & ".join(terms), search_type="raw", config="simple")
        return self.annotate(search=SearchVector(F("name_key"), config="simple")).filter(search=query)


def vendors_of(user: User) -> QuerySet[Any]:
    """The ids of the vendors whose people `user` is one of, as a subquery for the access rule."""
    return apps.get_model("vendors", "VendorMember").objects.filter(user=user).values("vendor_id")
