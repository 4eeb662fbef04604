"""What falls due: each room registers, at start-up, how to find it; people are reminded 21, 7 and 1 days before."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from accounts.models import ScopedModel, User
from notifications.params import Param
from notifications.topics import Topic


@dataclass(frozen=True)
class DueItem:
    """Something that is due on a day of the time zone `zone`. Its text may use `due_on` beside `params`."""

    about: ScopedModel
    due_on: date
    recipients: Iterable[User]
    params: Mapping[str, Param] = field(default_factory=dict)
    vendor_id: int | None = None
    zone: str = "UTC"


@dataclass(frozen=True)
class Reminder:
    """A kind of due thing. `due(date_from, date_to)` finds what is due on those days, both included, and still open."""

    topic: Topic
    due: Callable[[date, date], Iterable[DueItem]]
    offsets: tuple[int, ...] = (21, 7, 1)


_reminders: list[Reminder] = []


def register_reminder(reminder: Reminder) -> Reminder:
    """Have people reminded of what `reminder` finds."""
    if reminder not in _reminders:
        _reminders.append(reminder)
    return reminder


def all_reminders() -> list[Reminder]:
    return list(_reminders)
