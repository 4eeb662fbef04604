"""The months of the measurement table. A month is attached before the first row that needs it, and ahead of time."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db import connection

# One at a time attaches a month: the number is this lock's name.
ATTACHING = 7_310_042


def attach_months(months: Iterable[date]) -> None:
    """Have a partition for each of `months` (first days, UTC).

    CREATE and ATTACH take SHARE UPDATE EXCLUSIVE on the parent, so that reading and writing go on meanwhile; CREATE
    TABLE … PARTITION OF would stop them.
    """
    missing = sorted(set(months) - _attached())
    if not missing:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ATTACHING])
        for month in sorted(set(missing) - _attached()):
            _attach(cursor, month)


def month_of(instant: datetime) -> date:
    """The first day of the month, in UTC, that `instant` is kept in."""
    return instant.astimezone(UTC).date().replace(day=1)


def months_ahead(now: datetime, count: int) -> list[date]:
    """This month and the `count` that follow."""
    return [month_of(now) + relativedelta(months=step) for step in range(count + 1)]


def _attached() -> set[date]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT to_date(right(relname, 7), 'YYYY_MM') FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid"
            " WHERE inhparent = 'kpis_measurement'::regclass"
        )
        return {month for (month,) in cursor.fetchall()}


def _attach(cursor: Any, month: date) -> None:
    name = f"kpis_measurement_{month:%Y_%m}"
    until = month + relativedelta(months=1)
    bounds = f"at >= '{month} 00:00+00' AND at < '{until} 00:00+00'"
    # The check tells Postgres that the rows fit, so that attaching does not scan; afterwards the bounds say the same.
    cursor.execute(
        f"CREATE TABLE {name} (LIKE kpis_measurement INCLUDING DEFAULTS INCLUDING CONSTRAINTS,"
        f" CONSTRAINT in_month CHECK ({bounds}))"
    )
    cursor.execute(
        f"ALTER TABLE kpis_measurement ATTACH PARTITION {name} FOR VALUES FROM ('{month} 00:00+00')"
        f" TO ('{until} 00:00+00')"
    )
    cursor.execute(f"ALTER TABLE {name} DROP CONSTRAINT in_month")
