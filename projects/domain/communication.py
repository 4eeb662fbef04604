"""The communication plan: who tells whom what, how often, with an owner on each side."""

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import Refused
from core.history import recorded
from core.validity import valid
from projects.choices import FIRST_START, LAST_START
from projects.domain.cadence import checked_cadence
from projects.domain.projects import refuse_closed, today_of
from projects.models import CommunicationLine, Project


def add_line(
    project: Project,
    *,
    audience: str,
    purpose: str,
    channel: str,
    cadence: str,
    by: User,
    now: datetime,
    starts_on: date | None = None,
    client_owner: User | None = None,
    vendor_owner: User | None = None,
    language: str = "en",
) -> CommunicationLine:
    """A line that begins on `starts_on` (today unless given). `cadence` is an RRULE. Owners may follow later."""
    refuse_closed(project)
    line = CommunicationLine(
        project=project,
        audience=audience,
        purpose=purpose,
        channel=channel,
        cadence=cadence,
        starts_on=starts_on or today_of(project, now),
        client_owner=client_owner,
        vendor_owner=vendor_owner,
        language=language,
    )
    with recorded("added a communication line", by=by):
        _check(line)
        line.save()
    return line


def change_line(line: CommunicationLine, *, by: User, now: datetime, **changes: Any) -> CommunicationLine:
    refuse_closed(line.project)
    for field, value in changes.items():
        setattr(line, field, value)
    with recorded("changed a communication line", by=by):
        _check(line)
        line.save()
    return line


def remove_line(line: CommunicationLine, *, by: User, now: datetime) -> None:
    refuse_closed(line.project)
    with recorded("removed a communication line", by=by):
        line.delete()


def _check(line: CommunicationLine) -> None:
    valid(line)
    if not FIRST_START <= line.starts_on <= LAST_START:
        raise Refused(_("Choose a day that somebody living will see."), "starts_on")
    line.cadence = checked_cadence(line.cadence, line.starts_on)
    if line.client_owner is not None and line.client_owner.is_vendor_person:
        raise Refused(_("Choose somebody of our own side."), "client_owner")
    if line.vendor_owner is not None and not line.project.vendor.members.filter(user=line.vendor_owner).exists():
        raise Refused(_("Choose one of this vendor’s people."), "vendor_owner")
