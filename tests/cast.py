"""The cast that is always on stage: one person of every role, and two vendors that must never see each other."""

from dataclasses import dataclass

from accounts.choices import INTERNAL_ROLES, Role
from accounts.models import User
from tests.factories.accounts import UserFactory
from tests.factories.vendors import VendorFactory, VendorMemberFactory
from vendors.models import Vendor


@dataclass(frozen=True)
class Cast:
    """Our people by role, and the two vendors with a lead and a member each."""

    people: dict[Role, User]
    acme: Vendor
    globex: Vendor
    acme_lead: User
    acme_member: User
    globex_lead: User
    globex_member: User

    def __getitem__(self, role: Role) -> User:
        return self.people[role]


def make_cast() -> Cast:
    people = {
        role: UserFactory.create(role=role, email=f"{role}@tandem.example", name=str(Role(role).label))
        for role in sorted(INTERNAL_ROLES)
    }
    acme = VendorFactory.create(legal_name="Acme Services GmbH", country="DE")
    globex = VendorFactory.create(legal_name="Globex Operations Ltd", country="IE", time_zone="Europe/Dublin")
    return Cast(
        people=people,
        acme=acme,
        globex=globex,
        acme_lead=_vendor_person(acme, Role.VENDOR_LEAD, "lead@acme.example"),
        acme_member=_vendor_person(acme, Role.VENDOR_MEMBER, "member@acme.example"),
        globex_lead=_vendor_person(globex, Role.VENDOR_LEAD, "lead@globex.example"),
        globex_member=_vendor_person(globex, Role.VENDOR_MEMBER, "member@globex.example"),
    )


def _vendor_person(vendor: Vendor, role: Role, email: str) -> User:
    return VendorMemberFactory.create(
        vendor=vendor, user=UserFactory.create(role=role, email=email, name=f"{vendor} {role.label}")
    ).user
