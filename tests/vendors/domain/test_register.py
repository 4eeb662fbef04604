"""The register: who comes in, what changes, and what we hold of it."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from accounts.choices import Role
from accounts.models import User
from core.errors import Refused
from tests.cast import Cast
from tests.factories.vendors import VendorFactory
from vendors.choices import Onboarding
from vendors.domain.people import change_vendor_role, end_vendor_access, invite_again, invite_vendor_person
from vendors.domain.register import change_assessment, change_vendor, register_vendor
from vendors.models import Vendor, VendorMember

LEI = "529900T8BM49AURSDO55"


def test_a_vendor_is_a_prospect_of_who_registers_it(officer: User, now: datetime) -> None:
    vendor = register_vendor(legal_name="Initech SARL", country="fr", lei=f" {LEI.lower()} ", by=officer, now=now)
    held = vendor.assessment
    assert (vendor.country, vendor.lei) == ("FR", LEI)
    assert (held.owner, held.onboarding, held.standing) == (officer, Onboarding.PROSPECT, "none")


@pytest.mark.parametrize(
    ("details", "field"),
    [
        ({"legal_name": ""}, "legal_name"),
        ({"country": "Germany"}, "country"),
        ({"country": "ZZ"}, "country"),
        ({"lei": "529900T8BM49AURSDO56"}, "lei"),
        ({"duns": "12345678"}, "duns"),
        ({"vat": "123"}, "vat"),
        ({"website": "acme"}, "website"),
        ({"tier": "critical"}, "tier_reason"),
        ({"tier": "vital", "tier_reason": "x"}, "tier"),
        ({"trading_names": "x" * 1001}, "trading_names"),
    ],
)
def test_what_cannot_be_a_vendor_is_refused(officer: User, now: datetime, details: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as refusal:
        register_vendor(**{"legal_name": "Initech", "country": "FR", **details}, by=officer, now=now)
    assert refusal.value.field == field
    assert not Vendor.objects.filter(legal_name="Initech").exists()


def test_a_number_belongs_to_one_vendor(cast: Cast, officer: User, now: datetime) -> None:
    change_vendor(cast.acme, duns="123456789", by=officer, now=now)
    with pytest.raises(Refused, match="Acme Services GmbH is registered") as refusal:
        change_vendor(cast.globex, duns="123456789", by=officer, now=now)
    assert refusal.value.field == "duns"


def test_a_new_name_is_found_and_the_old_one_is_not(cast: Cast, officer: User, now: datetime) -> None:
    change_vendor(cast.acme, legal_name="Zenit Söhne", by=officer, now=now)
    assert list(Vendor.objects.matching("sohne zen")) == [cast.acme]
    assert not Vendor.objects.matching("acme").exists()


def test_a_number_is_found_whole(cast: Cast, officer: User, now: datetime) -> None:
    change_vendor(cast.acme, lei=LEI, by=officer, now=now)
    assert list(Vendor.objects.matching(LEI.lower())) == [cast.acme]
    assert not Vendor.objects.matching(LEI[:10]).exists()


def test_names_as_long_as_can_be_fit_into_the_index(officer: User, now: datetime) -> None:
    vendor = register_vendor(legal_name="ﷺ" * 300, trading_names="𓀀" * 1000, country="DE", by=officer, now=now)
    assert len(vendor.name_key) <= 700


def test_the_search_is_answered_by_its_index(cast: Cast) -> None:
    VendorFactory.create_batch(3)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off")
    assert "vendors_vendor_search" in Vendor.objects.matching("acme ser").explain()


def test_the_owner_is_one_of_us(cast: Cast, officer: User, now: datetime) -> None:
    with pytest.raises(Refused) as refusal:
        change_assessment(cast.acme.assessment, owner=cast.acme_lead, by=officer, now=now)
    assert refusal.value.field == "owner"


@pytest.mark.parametrize(
    ("onboarding", "day", "reason"),
    [
        ("qualified", None, "has a date"),
        ("qualified", date(2026, 5, 20), "in the future"),
        ("prospect", date(2026, 9, 1), "Only a qualified vendor"),
    ],
)
def test_the_review_date_fits_the_vendor(
    cast: Cast, officer: User, now: datetime, *, onboarding: str, day: date | None, reason: str
) -> None:
    held = cast.acme.assessment
    held.onboarding, held.next_review_on = onboarding, date(2026, 8, 1) if onboarding == "qualified" else None
    held.save()
    with pytest.raises(Refused, match=reason):
        change_assessment(held, next_review_on=day, by=officer, now=now)


def test_a_person_invited_by_the_lead_belongs_to_the_vendor(cast: Cast) -> None:
    member = invite_vendor_person(cast.acme, email="N@acme.example", name="Nora", by=cast.acme_lead, now=timezone.now())
    assert (member.vendor, member.user.role, member.access) == (cast.acme, Role.VENDOR_MEMBER, "invited")
    assert member.user.time_zone == cast.acme.time_zone


def test_nobody_of_a_vendor_gets_a_role_of_ours(cast: Cast, officer: User, now: datetime) -> None:
    with pytest.raises(Refused) as refusal:
        invite_vendor_person(
            cast.acme, email="n@acme.example", name="Nora", role=Role.ADMINISTRATOR, by=officer, now=now
        )
    assert refusal.value.field == "role"
    with pytest.raises(Refused):
        change_vendor_role(cast.acme_member.vendor_member, role=Role.MANAGER, by=officer, now=now)


def test_an_invitation_can_be_withdrawn_and_sent_again(cast: Cast, officer: User) -> None:
    now = timezone.now()
    member = invite_vendor_person(cast.acme, email="n@acme.example", name="Nora", by=officer, now=now)
    end_vendor_access(member, reason="Wrong address.", by=officer, now=now)
    assert VendorMember.objects.get(pk=member.pk).access == "expired"
    invite_again(member, by=officer, now=now + timedelta(seconds=1))
    assert VendorMember.objects.get(pk=member.pk).access == "invited"


def test_who_has_left_stays_in_the_list(cast: Cast, officer: User, now: datetime) -> None:
    member = end_vendor_access(cast.acme_member.vendor_member, reason="Left.", by=officer, now=now)
    member.refresh_from_db()
    assert member.access == "ended"
    assert member in cast.acme.members.all()
