"""What lists of people can be narrowed by."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.choices import Role
from accounts.models import User


class PersonFilter(django_filters.FilterSet):
    """`q` searches name and e-mail."""

    q = django_filters.CharFilter(method="search", label=_("Search people"))
    role = django_filters.ChoiceFilter(choices=Role.choices, label=_("Role"), empty_label=_("All roles"))
    is_active = django_filters.BooleanFilter(label=_("Has access"))
    order = django_filters.OrderingFilter(
        fields=("name", "email", "role", "joined_at"),
        field_labels={"name": _("Name"), "email": _("E-mail"), "role": _("Role"), "joined_at": _("Joined")},
        label=_("Order"),
    )

    class Meta:
        model = User
        fields = ("q", "role", "is_active", "order")

    def search(self, rows: QuerySet[User], name: str, value: Any) -> QuerySet[User]:
        return rows.matching(value)  # type: ignore[attr-defined]
