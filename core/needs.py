"""What needs somebody today: the words in which each room tells the home page."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from typing import Any


class Harm(IntEnum):
    """How bad it is to leave something; the worst comes first."""

    BROKEN = 0  # a promise is broken now
    LATE = 1  # somebody waits, and the day is over
    THREATENED = 2  # it will break unless somebody acts
    WAITING = 3  # somebody waits for this person
    COMING = 4  # it is due soon


@dataclass(frozen=True)
class Need:
    """One thing that needs a person, with the one action that meets it: an item of components/action_list.html.

    `kind` names the sort of thing ("breach"), by which the home page's first sentence counts. `on` is the day that it
    is about, since when it is broken or by when it is due, and `due` says so in words.
    """

    kind: str
    harm: Harm
    title: str
    about: str
    url: str
    act_label: str
    on: date | None = None
    due: str = ""
    act: str = ""

    @property
    def act_url(self) -> str:
        """Where the one action is done: the matter's own page unless said otherwise."""
        return self.act or self.url

    @property
    def tone(self) -> str:
        """The tone of its shape: see docs/design.md."""
        return {Harm.BROKEN: "bad", Harm.LATE: "bad", Harm.THREATENED: "watch"}.get(self.harm, "info")

    @property
    def due_tone(self) -> str:
        return "bad" if self.harm == Harm.LATE else ""


def by_harm_and_date(needs: Iterable[Need]) -> list[Need]:
    """The worst first, and of equally bad things the earliest; what has no day comes last."""
    return sorted(needs, key=_urgency)


def _urgency(need: Need) -> tuple[Any, ...]:
    return need.harm, need.on or date.max, need.title
