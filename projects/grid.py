"""The RACI grid as it is shown: a column a role, a row an activity."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.choices import Side
from projects.choices import RaciLetter
from projects.models import Activity


@dataclass(frozen=True)
class Column:
    """A role of one side."""

    side: str
    role: str


@dataclass(frozen=True)
class Letter:
    """What a role is to an activity: the letter and its word; both empty where it is nothing."""

    letter: str = ""
    word: str = ""


@dataclass(frozen=True)
class Row:
    activity: Activity
    letters: list[Letter]
    has_accountable: bool


@dataclass(frozen=True)
class Grid:
    columns: list[Column]
    rows: list[Row]


def grid_of(activities: Sequence[Activity], *, for_vendor: bool = False) -> Grid:
    """Activities, with their entries fetched, as a grid whose sides are named for its reader."""
    names = {Side.CLIENT: _("Client"), Side.VENDOR: _("You")} if for_vendor else {side: side.label for side in Side}
    places = sorted({(entry.side, entry.role) for activity in activities for entry in activity.entries.all()})
    return Grid(
        columns=[Column(str(names[Side(side)]), role) for side, role in places],
        rows=[_row(activity, places) for activity in activities],
    )


def _row(activity: Activity, places: Sequence[tuple[str, str]]) -> Row:
    held = {(entry.side, entry.role): entry.letter for entry in activity.entries.all()}
    letters = [
        Letter(held[place], str(RaciLetter(held[place]).label)) if place in held else Letter() for place in places
    ]
    return Row(activity, letters, RaciLetter.ACCOUNTABLE in held.values())
