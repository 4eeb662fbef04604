"""How reviews are searched and filtered, on the page and in the API."""

from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _

from projects.models import Project
from relationships.choices import ReviewState
from relationships.models import PerformanceReview, ReviewAction


class ReviewFilter(django_filters.FilterSet):
    project = django_filters.ModelChoiceFilter(queryset=Project.objects.all(), label=_("Project"))
    state = django_filters.ChoiceFilter(choices=ReviewState.choices, label=_("State"))
    due_from = django_filters.DateFilter(field_name="due_on", lookup_expr="gte", label=_("Due from"))
    due_until = django_filters.DateFilter(field_name="due_on", lookup_expr="lte", label=_("Due until"))

    class Meta:
        model = PerformanceReview
        fields: list[str] = []


class ReviewPageFilter(ReviewFilter):
    q = django_filters.CharFilter(method="search", label=_("Search by project or vendor"))

    def search(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(project__in=Project.objects.all().matching(value).values("pk"))


class ActionFilter(django_filters.FilterSet):
    review = django_filters.NumberFilter(field_name="review_id", label=_("Review"))
    is_done = django_filters.BooleanFilter(field_name="done_at", lookup_expr="isnull", exclude=True, label=_("Done"))
    mine = django_filters.BooleanFilter(method="filter_mine", label=_("Mine"))

    class Meta:
        model = ReviewAction
        fields: list[str] = []

    def filter_mine(self, rows: Any, name: str, value: bool) -> Any:
        return rows.owned_by(self.request.user) if value else rows.exclude(owner=self.request.user)
