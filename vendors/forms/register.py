"""Forms of the register."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from accounts.choices import VENDOR_ROLES, Role
from accounts.forms import ScopedForm, ScopedModelForm
from core.countries import countries
from core.forms import Group
from vendors.choices import Tier
from vendors.models import Vendor, VendorAssessment
from vendors.readings import owners


def _zones() -> list[tuple[str, str]]:
    return [(name, name.replace("_", " ")) for name in sorted(available_timezones())]


def _countries() -> list[tuple[str, str]]:
    return [("", "—"), *countries()]


class DateInput(forms.DateInput):
    """The browser's own date picker, which sends and takes ISO dates."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class VendorForm(ScopedModelForm):
    """What is known of a vendor."""

    groups = (
        Group(_("Place and language"), (("country", "time_zone"), ("language", "website"))),
        Group(_("Identifiers"), ("lei", ("vat", "duns"), "registration")),
        Group(
            _("How we hold it"), ("tier", "tier_reason", "owner"), help_text=_("Internal: the vendor never sees this.")
        ),
    )
    country = forms.ChoiceField(label=_("Country"), choices=lazy(_countries, list))
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=lazy(_zones, list),
        initial="UTC",
        help_text=_("The vendor’s days begin and end in it: due dates are meant there."),
    )

    website = forms.URLField(label=_("Website"), required=False, assume_scheme="https")

    class Meta:
        model = Vendor
        fields = (
            "legal_name",
            "trading_names",
            "country",
            "time_zone",
            "language",
            "website",
            "lei",
            "vat",
            "duns",
            "registration",
        )
        widgets = {"trading_names": forms.Textarea(attrs={"rows": 2})}
        help_texts = {
            "lei": _("Legal Entity Identifier, 20 characters; its check digits are verified."),
            "vat": _("With the letters of the country, such as DE811907980."),
        }


class RegisterForm(VendorForm):
    """A new vendor, with what we hold of it."""

    tier = forms.ChoiceField(
        label=_("Tier"),
        choices=Tier.choices,
        initial=Tier.STANDARD,
        help_text=_("How much it would hurt if this vendor failed. The vendor never sees it."),
    )
    tier_reason = forms.CharField(
        label=_("Why this tier"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed for critical and important vendors."),
    )
    owner = forms.ModelChoiceField(
        label=_("Owner"),
        queryset=owners(),
        help_text=_("Who answers for this vendor on our side, and is reminded of its reviews."),
    )


class AssessmentForm(ScopedModelForm):
    """What we hold of a vendor."""

    owner = forms.ModelChoiceField(label=_("Owner"), queryset=owners())
    reason = forms.CharField(
        label=_("Reason of the change"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Kept in the history beside the change."),
    )

    class Meta:
        model = VendorAssessment
        fields = ("tier", "tier_reason", "owner", "standing", "next_review_on")
        widgets = {"tier_reason": forms.Textarea(attrs={"rows": 2}), "next_review_on": DateInput()}
        help_texts = {
            "next_review_on": _("For qualified vendors. The owner is reminded 21, 7 and 1 days before."),
            "standing": _("How the relationship stands, beside due diligence."),
        }


class InvitePersonForm(ScopedForm):
    """A person of the vendor who is to work in the portal."""

    name = forms.CharField(label=_("Name"), max_length=200)
    email = forms.EmailField(label=_("E-mail"), help_text=_("The invitation goes here; its link lasts seven days."))
    role = forms.ChoiceField(
        label=_("Role"),
        choices=[(role.value, role.label) for role in Role if role in VENDOR_ROLES],
        initial=Role.VENDOR_MEMBER,
        help_text=_("A lead also signs for the vendor and invites colleagues."),
    )


class EndAccessForm(ScopedForm):
    """Why somebody's access ends."""

    reason = forms.CharField(label=_("Reason"), required=False, max_length=500)
