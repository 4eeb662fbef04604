"""What the lists of choosing can be searched and filtered by."""

from typing import Any

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from core.countries import countries
from vendors.choices import Onboarding, QuestionnaireState, Standing, Tier
from vendors.models import Questionnaire, Vendor
from vendors.readings import owners


class VendorNameFilter(django_filters.FilterSet):
    """What a vendor's people may filter by: nothing that tells what we think of anybody."""

    q = django_filters.CharFilter(method="search", label=_("Search by name or number"))
    country = django_filters.ChoiceFilter(choices=countries, label=_("Country"), empty_label=_("Any"))
    order = django_filters.OrderingFilter(fields={"name_key": "name", "country": "country"})

    class Meta:
        model = Vendor
        fields: list[str] = []

    def search(self, rows: Any, name: str, value: str) -> Any:
        return rows.matching(value)


class VendorFilter(VendorNameFilter):
    """What our own side may filter by besides."""

    tier = django_filters.MultipleChoiceFilter(field_name="assessment__tier", choices=Tier, label=_("Tier"))
    onboarding = django_filters.MultipleChoiceFilter(
        field_name="assessment__onboarding", choices=Onboarding, label=_("Due diligence")
    )
    standing = django_filters.MultipleChoiceFilter(
        field_name="assessment__standing", choices=Standing, label=_("Standing")
    )
    owner = django_filters.ModelChoiceFilter(field_name="assessment__owner", queryset=owners(), label=_("Owner"))
    review_before = django_filters.DateFilter(
        field_name="assessment__next_review_on", lookup_expr="lte", label=_("Review due by")
    )
    order = django_filters.OrderingFilter(
        fields={
            "name_key": "name",
            "country": "country",
            "assessment__next_review_on": "review",
            "assessment__onboarding": "onboarding",
        }
    )


class QuestionnaireFilter(django_filters.FilterSet):
    """Questionnaires by state and due date."""

    state = django_filters.MultipleChoiceFilter(choices=QuestionnaireState, label=_("State"))
    due_before = django_filters.DateFilter(field_name="due_on", lookup_expr="lte", label=_("Due by"))
    order = django_filters.OrderingFilter(fields={"due_on": "due", "sent_at": "sent", "title": "title"})

    class Meta:
        model = Questionnaire
        fields: list[str] = []


class VendorsQuestionnaireFilter(QuestionnaireFilter):
    """The API's: of one vendor besides."""

    vendor = django_filters.NumberFilter(field_name="vendor_id", label=_("Vendor"))


class QuestionnaireListFilter(QuestionnaireFilter):
    """The list page's: searched by the vendor's name, and what waits for one's own score."""

    q = django_filters.CharFilter(method="search", label=_("Search by vendor"))
    mine = django_filters.BooleanFilter(method="only_mine", label=_("Waiting for my score"), widget=forms.CheckboxInput)

    def search(self, rows: Any, name: str, value: str) -> Any:
        return rows.of_vendor_named(value)

    def only_mine(self, rows: Any, name: str, value: bool | None) -> Any:
        return rows.waiting_for_score_of(self.request.user) if value and self.request else rows
