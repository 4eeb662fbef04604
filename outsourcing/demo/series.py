"""The real series of `data/`, moved to the year that ends with last month. See data/README.md for their sources."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from core.periods import midnight
from outsourcing.demo.clock import ZONE, Clock

DATA = Path(__file__).parent / "data"
AVAILABILITY_ENDS = date(2026, 6, 1)
REQUESTS_END = date(2023, 1, 1)
ASSIGNED_NOTE = (
    "The call lengths come without instants: they were spread evenly over the time from %(first)s to %(last)s."
)


@dataclass(frozen=True)
class Point:
    """One value at one instant, about one subject."""

    at: datetime
    value: str
    subject: str = ""


def availability(clock: Clock) -> Iterator[Point]:
    """1 for up and 0 for down, by service."""
    moved = clock.end - AVAILABILITY_ENDS
    for row in _rows("availability.csv"):
        at = datetime.fromisoformat(row["observed_at"]) + moved
        yield Point(at, "1" if row["state"] == "up" else "0", row["service"])


def requests(clock: Clock) -> Iterator[Point]:
    """1 for a request that was done by its target date and 0 for one that was not, at that date, read as local time."""
    moved = clock.end - REQUESTS_END
    for row in _rows("requests.csv"):
        local = datetime.fromisoformat(row["target_at"]) + moved
        at = local.replace(tzinfo=ZoneInfo(ZONE)).astimezone(UTC)
        yield Point(at, "1" if row["on_time"] == "ONTIME" else "0", row["case"])


def calls(clock: Clock) -> Iterator[Point]:
    """Lengths of calls in seconds. They have no instants: each gets one, evenly over the twelve months."""
    first, last = midnight(clock.start, ZONE), midnight(clock.end, ZONE)
    rows = list(_rows("calls.csv"))
    step = (last - first) / len(rows)
    for number, row in enumerate(rows):
        yield Point(first + number * step, row["length"], f"call {number + 1}")


def monthly(clock: Clock, values: str, *, first_month: int = 0) -> Iterator[Point]:
    """Values that somebody typed in, one on the last day of each month."""
    for number, value in enumerate(values.split(), start=first_month + 1):
        last_day = clock.month(number) - timedelta(days=1)
        yield Point(datetime.combine(last_day, time(12), ZoneInfo(ZONE)).astimezone(UTC), value)


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
