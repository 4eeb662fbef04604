"""A vendor's people: how they come in, and how their access ends."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.choices import VENDOR_ROLES, Role
from accounts.domain.people import add_person, change_role, deactivate_person, invite_person, send_invitation
from accounts.models import User
from core.errors import Refused
from core.history import recorded
from vendors.models import Vendor, VendorMember


def invite_vendor_person(
    vendor: Vendor, *, email: str, name: str, by: User, now: datetime, role: str = Role.VENDOR_MEMBER
) -> VendorMember:
    """A person of `vendor`, not yet active, with a letter holding the link that makes the account theirs.

    Refused where the address has an account already: one person works for one vendor.
    """
    _check_role(role)
    with recorded("invited a vendor's person", by=by):
        user = invite_person(
            email=email,
            name=name,
            role=role,
            by=by,
            now=now,
            language=vendor.language,
            time_zone=vendor.time_zone,
        )
        return VendorMember.objects.create(vendor=vendor, user=user)


def add_vendor_person(
    vendor: Vendor, *, email: str, name: str, password: str, by: User, role: str = Role.VENDOR_MEMBER
) -> VendorMember:
    """A person of `vendor` who can come in at once with `password`: where no letter can be sent."""
    _check_role(role)
    with recorded("added a vendor's person", by=by):
        user = add_person(
            email=email,
            name=name,
            role=role,
            password=password,
            by=by,
            language=vendor.language,
            time_zone=vendor.time_zone,
        )
        return VendorMember.objects.create(vendor=vendor, user=user)


def invite_again(member: VendorMember, *, by: User, now: datetime) -> VendorMember:
    """A fresh link for somebody who has not come in yet; the earlier one stops working."""
    send_invitation(member.user, by=by, now=now)
    return member


def change_vendor_role(member: VendorMember, *, role: str, by: User, now: datetime) -> VendorMember:
    """Make somebody a lead, who may sign and invite, or a member again."""
    _check_role(role)
    with recorded("changed the role of a vendor's person", by=by):
        member.user = change_role(member.user, role=role, by=by, now=now)
    return member


def end_vendor_access(member: VendorMember, *, by: User, now: datetime, reason: str = "") -> VendorMember:
    """End a person's access at once. The name stays beside what they did."""
    with recorded("ended the access of a vendor's person", by=by, reason=reason):
        member.user = deactivate_person(member.user, by=by, now=now, reason=reason)
    return member


def _check_role(role: str) -> None:
    if role not in VENDOR_ROLES:
        raise Refused(_("A vendor’s person is a vendor lead or a vendor member."), "role")
