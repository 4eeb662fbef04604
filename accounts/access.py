"""THE access rule. Two questions, answered here and nowhere else.

May this role do this kind of thing? `CAPABILITIES`, asked by `granted`, which the page and API bases call for what
each page or action `requires`. Which rows? Each model's `vendor_path`, applied by `ScopedQuerySet.visible_to`.
Changing a record that belongs to a team needs a place on it besides: `may_change`.
"""

from collections.abc import Callable, Iterable
from enum import Enum
from typing import TYPE_CHECKING, Any, Self, TypeVar

from django.db.models import Manager, Model, QuerySet

from accounts.choices import Capability, Role

if TYPE_CHECKING:
    from accounts.models import User

C = Capability

_READ = {
    C.SIGNED_IN,
    C.READ_VENDORS,
    C.READ_QUESTIONNAIRES,
    C.READ_PROJECTS,
    C.READ_READINESS,
    C.READ_KPIS,
    C.READ_REVIEWS,
}
_VENDOR = {
    C.SIGNED_IN,
    C.READ_VENDORS,
    C.READ_QUESTIONNAIRES,
    C.ANSWER_QUESTIONNAIRES,
    C.READ_PROJECTS,
    C.SUBMIT_MILESTONES,
    C.READ_KPIS,
    C.READ_REVIEWS,
    C.COMMENT_REVIEWS,
}
_MANAGE = _READ | {
    C.CHANGE_PROJECTS,
    C.SIGN_SCOPE,
    C.SUBMIT_MILESTONES,
    C.CHANGE_KPIS,
    C.SUBMIT_MEASUREMENTS,
    C.HANDLE_BREACHES,
    C.CHANGE_REVIEWS,
    C.COMMENT_REVIEWS,
}

CAPABILITIES: dict[Role, frozenset[Capability]] = {
    Role.ADMINISTRATOR: frozenset(C) - {C.ANSWER_QUESTIONNAIRES},
    Role.MANAGER: frozenset(_MANAGE),
    Role.PROCUREMENT_OFFICER: frozenset(
        _READ
        | {
            C.CHANGE_VENDORS,
            C.INVITE_VENDOR_PEOPLE,
            C.SEND_QUESTIONNAIRES,
            C.SCORE_QUESTIONNAIRES,
            C.QUALIFY_VENDORS,
            C.COMMENT_REVIEWS,
        }
    ),
    Role.EVALUATOR: frozenset(_READ | {C.SCORE_QUESTIONNAIRES}),
    Role.APPROVER: frozenset(_READ | {C.SIGN_SCOPE, C.WAIVE_READINESS, C.QUALIFY_VENDORS, C.COMMENT_REVIEWS}),
    Role.AUDITOR: frozenset(_READ | {C.READ_TRAIL, C.READ_PEOPLE}),
    Role.VIEWER: frozenset(_READ),
    Role.VENDOR_LEAD: frozenset(_VENDOR | {C.SIGN_SCOPE, C.INVITE_VENDOR_PEOPLE}),
    Role.VENDOR_MEMBER: frozenset(_VENDOR),
}


def granted(user: "User", scopes: Iterable[str] | None = None) -> frozenset[Capability]:
    """What `user` may do: the role's capabilities, narrowed to a token's `scopes` where the request came with one."""
    if not user.is_authenticated or not user.is_active:
        return frozenset()
    held = CAPABILITIES[Role(user.role)]
    return held if scopes is None else held & frozenset(scopes)


PUBLIC = "public"
V = TypeVar("V", bound=Callable[..., Any])


def public(view: V) -> V:
    """Mark a view function that anybody may ask, without an account. There are few."""
    view.requires = PUBLIC  # type: ignore[attr-defined]
    return view


class Road(Enum):
    """Where a model stands whose rows lead to no vendor."""

    INTERNAL = "internal"  # never a vendor's people
    OPEN = "open"  # everybody who is signed in
    OWN = "own"  # the one person that `owner_path` names


INTERNAL, OPEN, OWN = Road.INTERNAL, Road.OPEN, Road.OWN

VendorsOf = Callable[["User"], QuerySet[Any]]
_vendors_of: list[VendorsOf] = []


def register_vendors_of(subquery: VendorsOf) -> None:
    """At start-up `vendors` says, once, which vendors' ids are a user's: accounts knows no vendor."""
    _vendors_of[:] = [subquery]


def vendors_of(user: "User") -> QuerySet[Any]:
    """The ids of the vendors whose people `user` is one of, as a subquery."""
    return _vendors_of[0](user)


M = TypeVar("M", bound=Model, covariant=True)


class ScopedQuerySet(QuerySet[M]):
    """Rows, and which of them a person may see."""

    def visible_to(self, user: "User") -> Self:
        """The rows that `user` may see. What the role may do with them is asked by `granted` and `may_change`."""
        model: Any = self.model
        if not user.is_authenticated or not user.is_active:
            return self.none()
        if model.vendor_path is OPEN:
            return self
        if model.vendor_path is OWN:
            return self.filter(**{model.owner_path: user})
        if not user.is_vendor_person:
            return self
        if model.vendor_path is INTERNAL:
            return self.none()
        return self.filter(model.vendor_sees, **{f"{model.vendor_path}__in": vendors_of(user)})


ScopedManager = Manager.from_queryset(ScopedQuerySet)


def may_change(user: "User", record: Any) -> bool:
    """Whether `user` has the place on the team that changing `record` needs.

    True where the record belongs to no team, for administrators, and for a vendor's people, whose road to the record
    is their place.
    """
    team_path = type(record).team_path
    if team_path is None or user.role == Role.ADMINISTRATOR or user.is_vendor_person:
        return True
    return type(record)._default_manager.filter(pk=record.pk, **{team_path: user}).exists()
