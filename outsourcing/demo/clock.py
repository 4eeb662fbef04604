"""The days that the demonstration is about, counted from today."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

ZONE = "Europe/Berlin"
MONTHS = 12


@dataclass(frozen=True)
class Clock:
    """`now` is the present; the history ends with the last day of last month and begins twelve months before."""

    now: datetime

    @property
    def today(self) -> date:
        return self.now.astimezone(ZoneInfo(ZONE)).date()

    @property
    def end(self) -> date:
        """The first day after the history: the first of this month."""
        return self.today.replace(day=1)

    @property
    def start(self) -> date:
        """The first day of the history."""
        return self.month(0)

    def month(self, number: int) -> date:
        """The first day of month `number` of the history: 0 for the first, 12 for the present one."""
        return self.end - relativedelta(months=MONTHS - number)

    def on(self, day: date, hour: int = 9) -> datetime:
        """An hour of a day of the past, never later than the present."""
        return min(datetime.combine(day, time(hour), ZoneInfo(ZONE)).astimezone(UTC), self.now)

    def before_start(self, days: int) -> datetime:
        """The morning so many days before the history begins."""
        return self.on(self.start - timedelta(days=days))
