"""The days that the next review looks at: pure arithmetic."""

from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class ReviewDays:
    """First and last day that a review looks at, both included, and the day by which it is due."""

    first_day: date
    last_day: date
    due_on: date


def following(days: ReviewDays) -> ReviewDays:
    """The review after `days`: whole months are followed by as many whole months, anything else by as many days.

    It is due as long after its last day as the one before was.
    """
    first = days.last_day + ONE_DAY
    last = _last_day(days, first)
    return ReviewDays(first, last, last + (days.due_on - days.last_day))


def _last_day(days: ReviewDays, first: date) -> date:
    if days.first_day.day == 1 and first.day == 1:
        months = (first.year - days.first_day.year) * 12 + first.month - days.first_day.month
        return first + relativedelta(months=months) - ONE_DAY
    return first + (days.last_day - days.first_day)


def first_review(today: date) -> ReviewDays:
    """A project's first review: the quarter that `today` stands in, due two weeks after it."""
    start = today.replace(month=today.month - (today.month - 1) % 3, day=1)
    last = start + relativedelta(months=3) - ONE_DAY
    return ReviewDays(start, last, last + timedelta(days=14))
