"""Who answers for what: activities, and the letters of the RACI grid. Never two accountable for one activity."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.choices import Side
from accounts.models import User
from core.errors import Refused
from core.history import recorded
from core.validity import valid
from projects.choices import RaciLetter
from projects.domain.projects import refuse_closed
from projects.models import Activity, Project, RaciEntry


@dataclass(frozen=True)
class Cell:
    """What one role is to one activity; an empty letter is nothing."""

    activity_id: int
    side: str
    role: str
    letter: str


def add_activity(project: Project, *, title: str, by: User, now: datetime) -> Activity:
    """A row at the end of the grid."""
    refuse_closed(project)
    last = project.activities.aggregate(last=Max("position"))["last"] or 0
    activity = Activity(project=project, title=title.strip(), position=last + 1)
    with recorded("added an activity", by=by):
        _refuse_double_title(activity)
        valid(activity)
        activity.save()
    return activity


def change_activity(activity: Activity, *, title: str, by: User, now: datetime) -> Activity:
    refuse_closed(activity.project)
    activity.title = title.strip()
    with recorded("changed an activity", by=by):
        _refuse_double_title(activity)
        valid(activity)
        activity.save()
    return activity


def remove_activity(activity: Activity, *, by: User, now: datetime) -> None:
    """Take an activity out of the grid, with its letters."""
    refuse_closed(activity.project)
    with recorded("removed an activity", by=by):
        activity.delete()


def set_letter(activity: Activity, *, side: str, role: str, letter: str, by: User, now: datetime) -> RaciEntry:
    """Say what a role is to an activity. Refused where another role is accountable for it already."""
    refuse_closed(activity.project)
    role = role.strip()
    with recorded("changed the RACI grid", by=by):
        activity = Activity.objects.select_for_update().get(pk=activity.pk)
        entry = activity.entries.filter(side=side, role=role).first()
        entry = entry or RaciEntry(activity=activity, side=side, role=role)
        entry.letter = letter
        if letter == RaciLetter.ACCOUNTABLE:
            _refuse_second_accountable(activity, entry)
        valid(entry)
        entry.save()
    return entry


def remove_entry(entry: RaciEntry, *, by: User, now: datetime) -> None:
    refuse_closed(entry.activity.project)
    with recorded("changed the RACI grid", by=by):
        entry.delete()


def change_grid(project: Project, *, cells: Iterable[Cell], by: User, now: datetime) -> None:
    """Set many letters at once; an empty letter takes one away. All of them, or none where one is refused."""
    refuse_closed(project)
    wanted: dict[int, dict[tuple[str, str], str]] = {}
    for cell in cells:
        wanted.setdefault(cell.activity_id, {})[(cell.side, cell.role.strip())] = cell.letter
    with recorded("changed the RACI grid", by=by):
        activities = Activity.objects.select_for_update().filter(project=project, pk__in=wanted).order_by("pk")
        for activity in activities:
            _change_row(activity, wanted[activity.pk])


def _change_row(activity: Activity, letters: dict[tuple[str, str], str]) -> None:
    held = {(entry.side, entry.role): entry for entry in activity.entries.all()}
    after = {place: entry.letter for place, entry in held.items()} | letters
    accountable = [place for place, letter in after.items() if letter == RaciLetter.ACCOUNTABLE]
    if len(accountable) > 1:
        raise Refused(_two_accountable(activity, accountable))
    changed = {place: letter for place, letter in letters.items() if letter != getattr(held.get(place), "letter", "")}
    gone = [held[place].pk for place in changed if place in held]
    activity.entries.filter(pk__in=gone).delete()
    for (side, role), letter in changed.items():
        if letter:
            entry = RaciEntry(activity=activity, side=side, role=role, letter=letter)
            valid(entry)
            entry.save()


def _refuse_second_accountable(activity: Activity, entry: RaciEntry) -> None:
    other = activity.entries.filter(letter=RaciLetter.ACCOUNTABLE).exclude(pk=entry.pk).first()
    if other is not None:
        reason = _("“%(role)s” (%(side)s) is accountable for “%(activity)s” already; an activity has one.")
        raise Refused(reason % {"role": other.role, "side": other.get_side_display(), "activity": activity}, "letter")


def _two_accountable(activity: Activity, places: Iterable[tuple[str, str]]) -> str:
    who = ", ".join(f"{role} ({Side(side).label})" for side, role in places)
    return _("An activity has one accountable; for “%(activity)s” there would be: %(who)s.") % {
        "activity": activity,
        "who": who,
    }


def _refuse_double_title(activity: Activity) -> None:
    if Activity.objects.filter(project=activity.project_id, title=activity.title).exclude(pk=activity.pk).exists():
        raise Refused(_("“%s” stands in the grid already.") % activity.title, "title")
