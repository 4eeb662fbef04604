"""What the page base and the API base share: who asks, what they may, and the record under lock."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar, cast

from django import forms
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import IntegrityError
from django.db.models import Model
from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.request import Request

from accounts.access import ScopedQuerySet, granted, may_change
from accounts.choices import Capability
from accounts.models import User
from core.errors import Stale

M = TypeVar("M", bound=Model)
CLASHES = {"23503", "23505", "23514", "23P01"}  # Postgres: foreign key, unique, check, exclusion
Requires = Capability | Mapping[str, Capability]


def capabilities_of(request: HttpRequest) -> frozenset[Capability]:
    """What the person or token behind `request` may do."""
    token = getattr(request, "auth", None)
    return granted(request.user, token.scopes if token is not None else None)  # type: ignore[arg-type]


def narrow_choices(fields: Mapping[str, forms.Field], user: Any) -> None:
    """Leave, in every choice of records among `fields`, those that `user` may see."""
    for field in fields.values():
        if isinstance(field, forms.ModelChoiceField) and isinstance(field.queryset, ScopedQuerySet):
            field.queryset = field.queryset.visible_to(user)


def person_of(request: HttpRequest | Request) -> User:
    """Who asks. The door has sent everybody away by now who is not signed in."""
    return cast(User, request.user)


def now() -> datetime:
    """The instant of a request: taken once at the door, and passed from there."""
    return timezone.now()


def version_in(text: str) -> int:
    """The version that a form or an `If-Match` names; 0, which no record has, where it names none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


def found(rows: ScopedQuerySet[M], **lookup: Any) -> M:
    """The one row of `rows` that `lookup` names, or 404: a foreign row answers as an unknown one."""
    try:
        return rows.get(**lookup)
    except (ObjectDoesNotExist, ValueError, OverflowError):
        raise Http404(_("There is nothing here under this address.")) from None


def readable_for_change(rows: ScopedQuerySet[M], user: Any, *, needs_place: bool = True, **lookup: Any) -> M:
    """The row of `rows` that `lookup` names, for somebody who is about to change it.

    Raises Http404 as `found`, and PermissionDenied where `user` has no place on its team and needs one.
    """
    record = found(rows, **lookup)
    if needs_place and not may_change(user, record):
        raise PermissionDenied(_("Only the people on its team may change this."))
    return record


def is_clash(error: IntegrityError) -> bool:
    """Whether the database refused a row because of what somebody else stored at the same moment."""
    return getattr(error.__cause__, "pgcode", "") in CLASHES


def found_for_change(
    rows: ScopedQuerySet[M], user: Any, *, version: int | None = None, needs_place: bool = True, **lookup: Any
) -> M:
    """The row of `rows` that `lookup` names, locked until the transaction ends.

    Raises Http404 as `found`, PermissionDenied where `user` has no place on its team, Stale where `version` is given
    and is not the row's. `needs_place=False` is for the few changes that people outside the team make (an approver's).
    """
    record = readable_for_change(rows.select_for_update(of=("self",)), user, needs_place=needs_place, **lookup)
    if version is not None and record.version != version:  # type: ignore[attr-defined]
        raise Stale(record.version)  # type: ignore[attr-defined]
    return record
