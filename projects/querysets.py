"""What contracts and projects can be asked. Names no model, so that the models can use it."""

from typing import Any, Self

from django.db.models import Q

from accounts.access import ScopedQuerySet
from accounts.models import User
from core.text import folded
from projects.choices import ProjectState

ENDED = (ProjectState.CLOSING, ProjectState.CLOSED)


class ContractQuerySet(ScopedQuerySet[Any]):
    def matching(self, words: str) -> Self:
        """Contracts in whose title, reference or vendor's name every one of `words` occurs."""
        rows = self
        for word in folded(words).split():
            rows = rows.filter(Q(title_key__contains=word) | Q(vendor__name_key__contains=word))
        return rows


class ProjectQuerySet(ScopedQuerySet[Any]):
    def matching(self, words: str) -> Self:
        """Projects in whose name or vendor's name every one of `words` occurs."""
        rows = self
        for word in folded(words).split():
            rows = rows.filter(Q(name_key__contains=word) | Q(vendor__name_key__contains=word))
        return rows

    def of(self, person: User) -> Self:
        """Projects on whose team `person` has a place."""
        return self.filter(places__user=person)

    def under_way(self) -> Self:
        """Projects that are not closing or closed."""
        return self.exclude(state__in=ENDED)
