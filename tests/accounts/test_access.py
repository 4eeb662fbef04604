"""The access rule: which rows a person sees."""

import pytest

from accounts.access import CAPABILITIES, granted, may_change
from accounts.choices import Capability, Role
from tests.cast import Cast
from vendors.models import Vendor, VendorAssessment, VendorMember


def test_a_vendors_person_sees_their_own_vendor_alone(cast: Cast) -> None:
    assert list(Vendor.objects.visible_to(cast.acme_lead)) == [cast.acme]


def test_a_vendors_person_sees_nothing_internal(cast: Cast) -> None:
    assert VendorAssessment.objects.filter(vendor=cast.acme).exists()
    assert not VendorAssessment.objects.visible_to(cast.acme_lead).exists()


def test_our_people_see_every_vendor(cast: Cast) -> None:
    assert set(Vendor.objects.visible_to(cast[Role.VIEWER])) >= {cast.acme, cast.globex}


def test_a_person_who_has_left_sees_nothing(cast: Cast) -> None:
    cast.acme_lead.is_active = False
    assert not VendorMember.objects.visible_to(cast.acme_lead).exists()
    assert granted(cast.acme_lead) == frozenset()


@pytest.mark.parametrize("role", list(Role))
def test_every_role_has_its_capabilities(role: Role) -> None:
    assert Capability.SIGNED_IN in CAPABILITIES[role]


def test_a_token_narrows_and_never_widens(cast: Cast) -> None:
    viewer = cast[Role.VIEWER]
    assert granted(viewer, ["vendors:read", "people:manage"]) == {Capability.READ_VENDORS}


def test_a_record_without_a_team_is_changed_by_whoever_may(cast: Cast) -> None:
    assert may_change(cast[Role.PROCUREMENT_OFFICER], cast.acme)
