"""What the lists of measuring can be searched and filtered by."""

from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _

from kpis.choices import BreachState, KpiKind, Status
from kpis.models import Breach, Kpi, MeasurementImport, PeriodResult
from projects.models import Project
from vendors.models import Vendor


def _visible(model: Any) -> Any:
    """The rows of `model` that the person who asks may see, as choices of a filter."""

    def rows(request: Any) -> Any:
        return model._default_manager.visible_to(request.user) if request else model._default_manager.none()

    return rows


class KpiFilter(django_filters.FilterSet):
    """KPIs by name, place and how they stand."""

    q = django_filters.CharFilter(field_name="name", lookup_expr="icontains", label=_("Search by name"))
    project = django_filters.ModelChoiceFilter(queryset=_visible(Project), label=_("Project"))
    vendor = django_filters.ModelChoiceFilter(
        field_name="project__vendor", queryset=_visible(Vendor), label=_("Vendor")
    )
    status = django_filters.MultipleChoiceFilter(field_name="latest_status", choices=Status, label=_("Status"))
    kind = django_filters.MultipleChoiceFilter(choices=KpiKind, label=_("Kind"))
    order = django_filters.OrderingFilter(fields={"name": "name", "project__name": "project"})

    class Meta:
        model = Kpi
        fields: list[str] = []


class BreachFilter(django_filters.FilterSet):
    """Breaches by state and place."""

    q = django_filters.CharFilter(field_name="kpi__name", lookup_expr="icontains", label=_("Search by KPI"))
    state = django_filters.MultipleChoiceFilter(choices=BreachState, label=_("State"))
    project = django_filters.ModelChoiceFilter(
        field_name="kpi__project", queryset=_visible(Project), label=_("Project")
    )
    kpi = django_filters.NumberFilter(field_name="kpi_id", label=_("KPI"))
    order = django_filters.OrderingFilter(fields={"opened_at": "opened", "kpi__name": "kpi"})

    class Meta:
        model = Breach
        fields: list[str] = []


class ResultFilter(django_filters.FilterSet):
    """Period results by KPI, project, status and time."""

    kpi = django_filters.NumberFilter(field_name="kpi_id", label=_("KPI"))
    project = django_filters.NumberFilter(field_name="kpi__project_id", label=_("Project"))
    status = django_filters.MultipleChoiceFilter(choices=Status, label=_("Status"))
    is_final = django_filters.BooleanFilter(label=_("Ended and settled"))
    starts_from = django_filters.IsoDateTimeFilter(field_name="starts_at", lookup_expr="gte", label=_("From"))
    starts_before = django_filters.IsoDateTimeFilter(field_name="starts_at", lookup_expr="lt", label=_("Before"))

    class Meta:
        model = PeriodResult
        fields: list[str] = []


class ImportFilter(django_filters.FilterSet):
    """Imports by KPI."""

    kpi = django_filters.NumberFilter(field_name="kpi_id", label=_("KPI"))

    class Meta:
        model = MeasurementImport
        fields: list[str] = []
