"""Files of measurements as people upload them, cut from the real series of the demonstration.

A month of the source becomes a month of ours: the days stay, up to the 28th, so that every month holds them all.
"""

import csv
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from django.conf import settings

from core.rounding import rounded

DATA = Path(settings.BASE_DIR, "outsourcing", "demo", "data")
ON_TIME = "ONTIME"
PROMPT_SECONDS = 10


@dataclass(frozen=True)
class File:
    """A file, and what its good rows come to."""

    path: Path
    rows: int
    percent: str


def requests(folder: Path, *, source: str, month: date, bad: tuple[str, ...] = ()) -> File:
    """Service requests of one month: case, target date, whether it was done on time; `bad` rows stand at the end."""
    kept = [row for row in _rows("requests.csv") if row["target_at"].startswith(source)]
    lines = [f"{row['case']};{_moved(row['target_at'], month)};{row['on_time']}" for row in kept]
    path = _written(folder / f"requests-{month:%Y-%m}.csv", "case;target;on time", [*lines, *bad])
    return File(path, len(kept), _share(sum(row["on_time"] == ON_TIME for row in kept), len(kept)))


def calls(folder: Path, *, count: int) -> File:
    """Lengths of calls in seconds: the source knows no instants."""
    kept = [row["length"] for row in _rows("calls.csv")][:count]
    path = _written(folder / "calls.csv", "length", kept)
    return File(path, len(kept), _share(sum(int(length) <= PROMPT_SECONDS for length in kept), len(kept)))


def availability(folder: Path, *, source: str, month: date) -> File:
    """Checks of web services, with names that are not plain ASCII."""
    kept = [row for row in _rows("availability.csv") if row["observed_at"].startswith(source)]
    lines = [f"{_moved(row['observed_at'], month)},{row['service']},{row['state']}" for row in kept]
    return File(_written(folder / "availability.csv", "seen,service,state", lines), len(kept), "")


def _rows(name: str) -> list[dict[str, str]]:
    with Path(DATA, name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _moved(written: str, month: date) -> str:
    moment = datetime.fromisoformat(written).replace(tzinfo=None)
    return moment.replace(year=month.year, month=month.month, day=min(moment.day, 28)).isoformat()


def _share(part: int, of: int) -> str:
    return str(rounded(Decimal(100 * part) / of, 2))


def _written(path: Path, header: str, lines: list[str]) -> Path:
    path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    return path
