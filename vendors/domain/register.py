"""The register: vendors come in, change, and are judged by us."""

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import Refused
from core.history import recorded
from core.periods import local_day
from core.validity import valid
from vendors.choices import Onboarding, Tier
from vendors.models import Vendor, VendorAssessment
from vendors.names import name_key

IDENTIFIERS = ("lei", "vat", "duns")
QUALIFIED = (Onboarding.QUALIFIED, Onboarding.CONDITIONALLY_QUALIFIED)


def register_vendor(
    *,
    by: User,
    now: datetime,
    tier: str = Tier.STANDARD,
    tier_reason: str = "",
    owner: User | None = None,
    **details: Any,
) -> Vendor:
    """A new vendor, a prospect at first; `details` are its fields, `owner` is `by` unless given."""
    vendor = _checked(Vendor(**details))
    assessment = VendorAssessment(vendor=vendor, tier=tier, tier_reason=tier_reason, owner=owner or by)
    _check_assessment(assessment)
    with recorded("registered a vendor", by=by):
        vendor.save()
        valid(assessment, exclude=["vendor"]).save()
    return vendor


def change_vendor(vendor: Vendor, *, by: User, now: datetime, **details: Any) -> Vendor:
    """Change what is known of a vendor: names, identifiers, where it is, its language and time zone."""
    for field, value in details.items():
        setattr(vendor, field, value)
    with recorded("changed a vendor", by=by):
        _checked(vendor).save()
    return vendor


def change_assessment(
    assessment: VendorAssessment, *, by: User, now: datetime, reason: str = "", **changes: Any
) -> VendorAssessment:
    """Change what we hold of a vendor: tier and why, owner, standing, the day of its next review.

    A qualified vendor keeps a review date in the future, and another tier keeps no old reason.
    """
    before = (assessment.tier, assessment.tier_reason, assessment.next_review_on)
    for field, value in changes.items():
        setattr(assessment, field, value)
    if assessment.tier != before[0] and assessment.tier_reason == before[1]:
        raise Refused(_("Say why the tier is another one now."), "tier_reason")
    _check_assessment(assessment)
    if assessment.next_review_on != before[2]:
        _check_review_date(assessment, local_day(now, by.time_zone))
    with recorded("changed a vendor's assessment", by=by, reason=reason):
        valid(assessment).save()
    return assessment


def _checked(vendor: Vendor) -> Vendor:
    """`vendor` with its identifiers as they are written and its name key, once it is valid and no other has them."""
    vendor.name_key = name_key(vendor.legal_name, vendor.trading_names)
    for field in (*IDENTIFIERS, "country"):
        setattr(vendor, field, "".join(getattr(vendor, field).split()).upper())
    for field in IDENTIFIERS:
        value = getattr(vendor, field)
        others = Vendor.objects.filter(**{field: value}).exclude(pk=vendor.pk)
        if value and (other := others.first()):
            raise Refused(_("%(vendor)s is registered with this number already.") % {"vendor": other}, field)
    return valid(vendor)


def _check_assessment(assessment: VendorAssessment) -> None:
    if assessment.owner.is_vendor_person or not assessment.owner.is_active:
        raise Refused(_("The owner is an active person of our own side."), "owner")
    if assessment.tier != Tier.STANDARD and not assessment.tier_reason.strip():
        raise Refused(_("Say why this vendor is in this tier."), "tier_reason")


def _check_review_date(assessment: VendorAssessment, today: date) -> None:
    if assessment.next_review_on is None:
        if assessment.onboarding in QUALIFIED:
            raise Refused(_("A qualified vendor has a date for its next review."), "next_review_on")
    elif assessment.onboarding not in QUALIFIED:
        raise Refused(
            _("Only a qualified vendor has a next review; decide on its due diligence first."), "next_review_on"
        )
    elif assessment.next_review_on <= today:
        raise Refused(_("The next review lies in the future."), "next_review_on")
