"""Everybody on the demonstration's stage, with a password of their own."""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from accounts.choices import Role
from accounts.domain.people import add_person
from accounts.models import User
from notifications.domain.notices import set_mutes
from notifications.topics import all_topics
from outsourcing.demo.clock import ZONE
from vendors.domain.people import add_vendor_person
from vendors.models import Vendor

COMPANY = "Nordlicht Energie"
DOMAIN = "nordlicht.example"


@dataclass(frozen=True)
class Part:
    """A person to be made."""

    key: str
    name: str
    role: Role

    @property
    def email(self) -> str:
        return f"{self.key}@{DOMAIN}"


OURS = (
    Part("admin", "Ada Brandt", Role.ADMINISTRATOR),
    Part("marta", "Marta Lindqvist", Role.MANAGER),
    Part("jonas", "Jonas Weber", Role.MANAGER),
    Part("priya", "Priya Nair", Role.PROCUREMENT_OFFICER),
    Part("emil", "Emil Sørensen", Role.EVALUATOR),
    Part("ines", "Inês Carvalho", Role.EVALUATOR),
    Part("henrik", "Henrik Vogel", Role.APPROVER),
    Part("olga", "Olga Petrenko", Role.AUDITOR),
    Part("victor", "Victor Klein", Role.VIEWER),
)
ADMINISTRATOR = OURS[0].email


@dataclass(frozen=True)
class Login:
    """What somebody needs to come in."""

    user: User
    password: str


def make_our_people(*, now: datetime) -> dict[str, Login]:
    """Our side's people by key; the administrator first, who adds the others."""
    people: dict[str, Login] = {}
    for part in OURS:
        by = people["admin"].user if people else None
        password = new_password()
        user = add_person(email=part.email, name=part.name, role=part.role, by=by, password=password, time_zone=ZONE)
        people[part.key] = _muted(Login(user, password), now=now)
    return people


def make_vendor_people(
    vendor: Vendor, people: Mapping[str, tuple[str, Role]], *, domain: str, by: User, now: datetime
) -> dict[str, Login]:
    """A vendor's people by key, who can log in to the portal."""
    made: dict[str, Login] = {}
    for key, (name, role) in people.items():
        password = new_password()
        member = add_vendor_person(vendor, email=f"{key}@{domain}", name=name, role=role, password=password, by=by)
        made[key] = _muted(Login(member.user, password), now=now)
    return made


def new_password() -> str:
    """A random password of 64 bits that can be typed from a screen."""
    return "-".join(secrets.token_hex(2) for _group in range(4))


def listen(logins: Iterable[Login], *, now: datetime) -> None:
    """From now on everybody hears of everything."""
    for login in logins:
        set_mutes([], by=login.user, now=now)


def _muted(login: Login, *, now: datetime) -> Login:
    """`login`, who hears of nothing until `listen`."""
    set_mutes([topic.code for topic in all_topics()], by=login.user, now=now)
    return login
