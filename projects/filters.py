"""What the lists of contracts and projects can be searched and filtered by."""

from typing import Any

import django_filters
from django.forms import CheckboxInput
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from projects.choices import ContractKind, ProjectState, Renewal
from projects.models import Contract, Project
from vendors.models import Vendor


class ContractFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(method="search", label=_("Search by title, reference or vendor"))
    vendor = django_filters.ModelChoiceFilter(queryset=Vendor.objects.all(), label=_("Vendor"))
    kind = django_filters.MultipleChoiceFilter(choices=ContractKind, label=_("Kind"))
    renewal = django_filters.MultipleChoiceFilter(choices=Renewal, label=_("Renewal"))
    order = django_filters.OrderingFilter(
        fields={"title_key": "title", "vendor__name_key": "vendor", "start_on": "start", "annual_value": "value"}
    )

    class Meta:
        model = Contract
        fields: list[str] = []

    def search(self, rows: Any, name: str, value: str) -> Any:
        return rows.matching(value)


class SharedProjectFilter(django_filters.FilterSet):
    """What both sides may filter by."""

    q = django_filters.CharFilter(method="search", label=_("Search by project or vendor"))
    state = django_filters.MultipleChoiceFilter(choices=ProjectState, label=_("State"))
    order = django_filters.OrderingFilter(
        fields={"name_key": "name", "vendor__name_key": "vendor", "state": "state", "manager__name": "manager"}
    )

    class Meta:
        model = Project
        fields: list[str] = []

    def search(self, rows: Any, name: str, value: str) -> Any:
        return rows.matching(value)


class ProjectFilter(SharedProjectFilter):
    """What our own side may filter by besides."""

    vendor = django_filters.ModelChoiceFilter(queryset=Vendor.objects.all(), label=_("Vendor"))
    manager = django_filters.ModelChoiceFilter(queryset=User.objects.internal(), label=_("Manager"))
    mine = django_filters.BooleanFilter(
        method="of_mine", label=_("Only projects with my place"), widget=CheckboxInput(attrs={"value": "true"})
    )

    def of_mine(self, rows: Any, name: str, value: Any) -> Any:
        return rows.of(self.request.user) if value else rows
