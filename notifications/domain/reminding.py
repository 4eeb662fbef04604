"""Reminders of what falls due: told once for each offset, caught up once after a stop, anew when the date moves."""

import logging
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from notifications.domain.publish import publish
from notifications.reminders import DueItem, Reminder, all_reminders

log = logging.getLogger(__name__)

_DAY = timedelta(days=1)


def offset_to_tell(offsets: tuple[int, ...], days_left: int) -> int | None:
    """The offset that `days_left` has come to: of several that have passed, the nearest to the day. None before the
    first one and after the day itself.

    >>> [offset_to_tell((21, 7, 1), left) for left in (22, 21, 8, 7, 1, 0, -1)]
    [None, 21, 21, 7, 1, 1, None]
    """
    return min((offset for offset in offsets if days_left <= offset), default=None) if days_left >= 0 else None


def remind(*, now: datetime) -> int:
    """Tell every reminder whose time has come and that was not told; returns how many were.

    Whatever is wrong with one source, the others are told.
    """
    told = 0
    for reminder in all_reminders():
        try:
            told += sum(_tell(reminder, item, now) for item in _due(reminder, now))
        except Exception:
            log.exception("The reminders of %s could not be told", reminder.topic.code)
    return told


def _due(reminder: Reminder, now: datetime) -> Iterator[DueItem]:
    """A day more on either side: somewhere it is yesterday or tomorrow already."""
    today = now.date()
    yield from reminder.due(today - _DAY, today + timedelta(days=max(reminder.offsets)) + _DAY)


def _tell(reminder: Reminder, item: DueItem, now: datetime) -> bool:
    offset = offset_to_tell(reminder.offsets, (item.due_on - _today(item, now)).days)
    if offset is None:
        return False
    message = publish(
        reminder.topic,
        about=item.about,
        recipients=item.recipients,
        params={"due_on": item.due_on, **item.params},
        now=now,
        vendor_id=item.vendor_id,
        dedupe_key=f"{reminder.topic.code}:{item.about._meta.label_lower}:{item.about.pk}:{item.due_on}:{offset}",
    )
    return message is not None


def _today(item: DueItem, now: datetime) -> date:
    return now.astimezone(ZoneInfo(item.zone)).date()
