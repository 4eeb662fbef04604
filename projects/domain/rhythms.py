"""The cadences that people choose by name, and the rules that they are kept as. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

LAST_DAY_OF_EVERY_MONTH = 28
LAST_WEEK = 5  # a fifth weekday of a month is taken as its last, which every month has


class Rhythm(TextChoices):
    """How often something comes round, counted from its first day."""

    WEEKLY = "weekly", _("Every week")
    BIWEEKLY = "biweekly", _("Every two weeks")
    MONTHLY = "monthly", _("Every month, on the same day")
    MONTHLY_WEEKDAY = "monthly_weekday", _("Every month, on the same weekday (such as the second Tuesday)")
    QUARTERLY = "quarterly", _("Every quarter, on the same day")
    QUARTERLY_WEEKDAY = "quarterly_weekday", _("Every quarter, on the same weekday")
    HALF_YEARLY = "half_yearly", _("Every half-year, on the same day")
    YEARLY = "yearly", _("Every year, on the same day")


class Weekday(TextChoices):
    """The days of the week as rules write them, from Monday."""

    MONDAY = "MO", pgettext_lazy("weekday", "Monday")
    TUESDAY = "TU", pgettext_lazy("weekday", "Tuesday")
    WEDNESDAY = "WE", pgettext_lazy("weekday", "Wednesday")
    THURSDAY = "TH", pgettext_lazy("weekday", "Thursday")
    FRIDAY = "FR", pgettext_lazy("weekday", "Friday")
    SATURDAY = "SA", pgettext_lazy("weekday", "Saturday")
    SUNDAY = "SU", pgettext_lazy("weekday", "Sunday")


WEEKLY_RHYTHMS = {Rhythm.WEEKLY: "FREQ=WEEKLY", Rhythm.BIWEEKLY: "FREQ=WEEKLY;INTERVAL=2"}
_MONTHLY = {
    Rhythm.MONTHLY: "FREQ=MONTHLY",
    Rhythm.MONTHLY_WEEKDAY: "FREQ=MONTHLY",
    Rhythm.QUARTERLY: "FREQ=MONTHLY;INTERVAL=3",
    Rhythm.QUARTERLY_WEEKDAY: "FREQ=MONTHLY;INTERVAL=3",
    Rhythm.HALF_YEARLY: "FREQ=MONTHLY;INTERVAL=6",
    Rhythm.YEARLY: "FREQ=MONTHLY;INTERVAL=12",
}
_BY_WEEKDAY = {Rhythm.MONTHLY_WEEKDAY, Rhythm.QUARTERLY_WEEKDAY}


@dataclass(frozen=True)
class Choice:
    """What a person chose: a rhythm, for the weekly ones the days of the week, and the last day, if there is one."""

    rhythm: Rhythm
    weekdays: tuple[Weekday, ...] = ()
    until: date | None = None


def cadence_of(choice: Choice, starts_on: date) -> str:
    """The rule of a choice that begins on `starts_on`.

    Without days of the week a weekly rhythm keeps that of the first time. A day that short months lack becomes their
    last day. Days of the week count for weekly rhythms alone.
    """
    parts = [WEEKLY_RHYTHMS.get(choice.rhythm) or _MONTHLY[choice.rhythm]]
    if choice.rhythm in WEEKLY_RHYTHMS:
        parts += [f"BYDAY={','.join(_in_order(choice.weekdays))}"] if choice.weekdays else []
    elif choice.rhythm in _BY_WEEKDAY:
        parts.append(f"BYDAY={_which_weekday(starts_on)}")
    elif starts_on.day > LAST_DAY_OF_EVERY_MONTH:
        days = ",".join(str(day) for day in range(LAST_DAY_OF_EVERY_MONTH, starts_on.day + 1))
        parts.append(f"BYMONTHDAY={days};BYSETPOS=-1")
    if choice.until:
        parts.append(f"UNTIL={choice.until:%Y%m%d}")
    return ";".join(parts)


def choice_of(cadence: str, starts_on: date) -> Choice | None:
    """The choice that leads to a kept rule; None for a rule that cannot be chosen by name."""
    parts = dict(part.partition("=")[::2] for part in cadence.split(";"))
    try:
        until = date.fromisoformat(parts["UNTIL"]) if "UNTIL" in parts else None
    except ValueError:
        return None
    named = parts.get("BYDAY", "").split(",")
    weekdays = tuple(day for day in Weekday if day in named)
    found = (Choice(rhythm, weekdays if rhythm in WEEKLY_RHYTHMS else (), until) for rhythm in Rhythm)
    return next((choice for choice in found if cadence_of(choice, starts_on) == cadence), None)


def _in_order(weekdays: Sequence[Weekday]) -> list[Weekday]:
    return [day for day in Weekday if day in weekdays]


def _which_weekday(day: date) -> str:
    """The weekday of a day and which of its month it is: 2TU, or -1FR for the last."""
    week = (day.day - 1) // 7 + 1
    return f"{-1 if week == LAST_WEEK else week}{list(Weekday)[day.weekday()].value}"
