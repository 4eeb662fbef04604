"""Calendar periods in a time zone: [start, end) as aware UTC instants."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

from dateutil.relativedelta import relativedelta
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class PeriodKind(models.TextChoices):
    """How long a period is. The values are Postgres' `date_trunc` words."""

    DAY = "day", gettext_lazy("Day")
    WEEK = "week", gettext_lazy("Week")
    MONTH = "month", gettext_lazy("Month")
    QUARTER = "quarter", gettext_lazy("Quarter")


_LENGTH = {
    PeriodKind.DAY: relativedelta(days=1),
    PeriodKind.WEEK: relativedelta(weeks=1),
    PeriodKind.MONTH: relativedelta(months=1),
    PeriodKind.QUARTER: relativedelta(months=3),
}


@dataclass(frozen=True, order=True)
class Period:
    """The instants from `starts_at` up to, but not including, `ends_at`; both aware, in UTC."""

    starts_at: datetime
    ends_at: datetime

    @property
    def duration(self) -> timedelta:
        """Elapsed time: a day with a clock change has 23 or 25 hours."""
        return self.ends_at - self.starts_at

    def __contains__(self, instant: datetime) -> bool:
        return self.starts_at <= instant < self.ends_at


def midnight(day: date, zone: str) -> datetime:
    """The instant, in UTC, at which `day` begins in `zone`."""
    return datetime.combine(day, time.min, ZoneInfo(zone)).astimezone(UTC)


def local_day(instant: datetime, zone: str) -> date:
    """The day that `instant` (aware) falls on in `zone`."""
    return instant.astimezone(ZoneInfo(zone)).date()


def period_starting(first_day: date, kind: PeriodKind, zone: str) -> Period:
    """The period of `kind` whose first day is `first_day`."""
    return Period(midnight(first_day, zone), midnight(first_day + _LENGTH[kind], zone))


def period_containing(instant: datetime, kind: PeriodKind, zone: str) -> Period:
    """The period of `kind` in `zone` that `instant` (aware) falls into; weeks begin on Monday."""
    return period_starting(_first_day(instant.astimezone(ZoneInfo(zone)).date(), kind), kind, zone)


def next_period(period: Period, kind: PeriodKind, zone: str) -> Period:
    """The period that begins where `period` ends."""
    return period_containing(period.ends_at, kind, zone)


def previous_period(period: Period, kind: PeriodKind, zone: str) -> Period:
    """The period that ends where `period` begins."""
    return period_containing(period.starts_at - timedelta(microseconds=1), kind, zone)


def validate_time_zone(value: str) -> None:
    """Raise ValidationError unless `value` names a zone of the tz database."""
    if value not in available_timezones():
        raise ValidationError(_("“%(value)s” is not a time zone such as Europe/Berlin."), params={"value": value})


def _first_day(day: date, kind: PeriodKind) -> date:
    if kind == PeriodKind.WEEK:
        return day - timedelta(days=day.weekday())
    if kind == PeriodKind.MONTH:
        return day.replace(day=1)
    if kind == PeriodKind.QUARTER:
        return day.replace(month=day.month - (day.month - 1) % 3, day=1)
    return day
