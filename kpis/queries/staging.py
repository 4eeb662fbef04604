"""Rows of one request on their way into the measurement table: copied into a temporary table, checked, merged.

All functions run inside the caller's transaction. The order in which rows are inserted is the order of the table's
key, so that the index grows at one end, and two requests with the same rows wait for each other in one order.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO, Any

from django.db import connection

STAGE = """
CREATE TEMPORARY TABLE IF NOT EXISTS staged_measurement (
    number bigint NOT NULL,
    kpi_id bigint NOT NULL,
    at timestamptz NOT NULL,
    value numeric NOT NULL,
    denominator numeric,
    subject varchar(200) COLLATE "C" NOT NULL
) ON COMMIT DELETE ROWS;
TRUNCATE staged_measurement
"""
COPY = "COPY staged_measurement (number, kpi_id, at, value, denominator, subject) FROM STDIN"

CONTRADICTIONS = """
SELECT s.number
FROM staged_measurement s
JOIN (
    SELECT kpi_id, at, subject
    FROM staged_measurement
    GROUP BY kpi_id, at, subject
    HAVING count(DISTINCT (value, denominator)) > 1
) twice USING (kpi_id, at, subject)
ORDER BY s.number
"""

INSERT_NEW = """
INSERT INTO kpis_measurement (kpi_id, at, subject, revision, value, denominator, batch_id)
SELECT kpi_id, at, subject, 1, value, denominator, %(batch)s
FROM staged_measurement
ORDER BY kpi_id, at, subject
ON CONFLICT DO NOTHING
"""

# A correction becomes the next revision of what stands. Two requests that correct the same row at once take the same
# number, and one of them keeps nothing of it: it has to look again.
INSERT_REVISED = """
WITH different AS (
    SELECT s.kpi_id, s.at, s.subject, latest.revision + 1 AS revision, s.value, s.denominator
    FROM (SELECT DISTINCT ON (kpi_id, at, subject) * FROM staged_measurement ORDER BY kpi_id, at, subject) s
    CROSS JOIN LATERAL (
        SELECT m.revision, m.value, m.denominator
        FROM kpis_measurement m
        WHERE m.kpi_id = s.kpi_id AND m.at = s.at AND m.subject = s.subject
        ORDER BY m.revision DESC
        LIMIT 1
    ) latest
    WHERE (s.value, s.denominator) IS DISTINCT FROM (latest.value, latest.denominator)
), kept AS (
    INSERT INTO kpis_measurement (kpi_id, at, subject, revision, value, denominator, batch_id)
    SELECT kpi_id, at, subject, revision, value, denominator, %(batch)s
    FROM different
    ORDER BY kpi_id, at, subject
    ON CONFLICT DO NOTHING
    RETURNING 1
)
SELECT (SELECT count(*) FROM different), (SELECT count(*) FROM kept)
"""

# width_bucket finds each row's period by binary search in its KPI's own period starts.
MARK_STALE = """
WITH grid AS (
    SELECT kpi_id, array_agg(starts_at ORDER BY starts_at) AS starts
    FROM unnest(%(kpis)s::bigint[], %(starts)s::timestamptz[]) AS period (kpi_id, starts_at)
    GROUP BY kpi_id
), touched AS (
    SELECT DISTINCT s.kpi_id, grid.starts[width_bucket(s.at, grid.starts)] AS starts_at
    FROM staged_measurement s JOIN grid USING (kpi_id)
), marked AS (
    INSERT INTO kpis_periodresult
        (kpi_id, starts_at, ends_at, kpi_version_id, stale_at, count, status, is_final, is_carried, version)
    SELECT kpi_id, starts_at, ends_at, version_id, %(now)s, 0, 'no_data', false, false, 1
    FROM touched
    JOIN unnest(%(kpis)s::bigint[], %(starts)s::timestamptz[], %(ends)s::timestamptz[], %(versions)s::bigint[])
        AS period (kpi_id, starts_at, ends_at, version_id) USING (kpi_id, starts_at)
    ORDER BY kpi_id, starts_at
    ON CONFLICT (kpi_id, starts_at) DO UPDATE SET stale_at = EXCLUDED.stale_at
        WHERE kpis_periodresult.locked_at IS NULL
    RETURNING kpi_id, starts_at
)
SELECT (SELECT count(*) FROM touched), (SELECT count(*) FROM marked)
"""

# What a period holds may be carried into the ones after it. It runs before MARK_STALE and takes the touched periods
# themselves too, so that two requests lock the results that they share in one order.
MARK_LATER_STALE = """
UPDATE kpis_periodresult r SET stale_at = %(now)s
FROM (
    SELECT r.id
    FROM kpis_periodresult r
    JOIN (SELECT kpi_id, min(at) AS since FROM staged_measurement WHERE kpi_id = ANY(%(kpis)s) GROUP BY kpi_id) s
        ON s.kpi_id = r.kpi_id AND r.ends_at > s.since
    WHERE r.locked_at IS NULL
    ORDER BY r.kpi_id, r.starts_at
    FOR UPDATE OF r
) later
WHERE later.id = r.id
"""


@dataclass(frozen=True)
class Reach:
    """How far the staged rows of one KPI reach."""

    kpi_id: int
    first: datetime
    last: datetime
    rows: int


@dataclass(frozen=True)
class GridPeriod:
    """One period that staged rows may fall into."""

    kpi_id: int
    version_id: int
    starts_at: datetime
    ends_at: datetime


def open_stage() -> None:
    """Have an empty stage in this transaction."""
    _run(STAGE)


def copy_in(lines: IO[str]) -> None:
    """Append rows in Postgres' text format: number, KPI, instant, value, denominator, subject."""
    with connection.cursor() as cursor:
        cursor.copy_expert(COPY, lines)


def months_staged() -> list[date]:
    """The months, in UTC, that the staged rows fall into."""
    return [
        month
        for (month,) in _rows(
            "SELECT DISTINCT date_trunc('month', at AT TIME ZONE 'UTC')::date FROM staged_measurement"
        )
    ]


def reaches() -> list[Reach]:
    """The staged KPIs, each with its first and last instant."""
    return [
        Reach(*row)
        for row in _rows(
            "SELECT kpi_id, min(at), max(at), count(*) FROM staged_measurement GROUP BY kpi_id ORDER BY kpi_id"
        )
    ]


def hold_definitions(kpi_ids: Sequence[int]) -> None:
    """Have no change of the definition or targets of KPIs come between until this transaction ends.

    Whoever changes them locks the versions; here they are shared, so that requests do not wait for each other.
    """
    _run(
        "SELECT 1 FROM kpis_kpiversion WHERE kpi_id = ANY(%(kpis)s) ORDER BY id FOR KEY SHARE", {"kpis": list(kpi_ids)}
    )


def insert_new(batch_id: int) -> int:
    """Keep the rows whose key is new; returns how many they were."""
    return _run(INSERT_NEW, {"batch": batch_id})


def take_back_contradictions(batch_id: int) -> tuple[list[int], int]:
    """Rows that give one key two values leave the stage, and the table where one of them just came in.

    Returns their numbers, and how many had come in.
    """
    numbers, taken_back = [number for (number,) in _rows(CONTRADICTIONS)], 0
    if numbers:
        parameters = {"batch": batch_id, "numbers": numbers}
        taken_back = _run(
            "DELETE FROM kpis_measurement m USING staged_measurement s WHERE s.number = ANY(%(numbers)s)"
            " AND m.batch_id = %(batch)s AND (m.kpi_id, m.at, m.subject) = (s.kpi_id, s.at, s.subject)",
            parameters,
        )
        _run("DELETE FROM staged_measurement WHERE number = ANY(%(numbers)s)", parameters)
    return numbers, taken_back


def insert_revised(batch_id: int) -> int:
    """Keep the rows whose value differs from what stands as further revisions; returns how many they were."""
    _run("ANALYZE staged_measurement")
    revised = 0
    while True:
        ((different, kept),) = _rows(INSERT_REVISED, {"batch": batch_id})
        revised += kept
        if kept == different:
            return revised


def mark_stale(grid: Sequence[GridPeriod], *, carries_on: Iterable[int], now: datetime) -> int:
    """Ask for a new evaluation of every period that a staged row falls into; returns how many of them are locked.

    `carries_on` names the KPIs whose later periods depend on earlier ones.
    """
    parameters = {
        "kpis": [period.kpi_id for period in grid],
        "versions": [period.version_id for period in grid],
        "starts": [period.starts_at for period in grid],
        "ends": [period.ends_at for period in grid],
        "now": now,
    }
    carrying = list(carries_on)
    if carrying:
        _run(MARK_LATER_STALE, {"kpis": carrying, "now": now})
    ((touched, marked),) = _rows(MARK_STALE, parameters)
    return int(touched - marked)


def _run(sql: str, parameters: Any = None) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return max(cursor.rowcount, 0)


def _rows(sql: str, parameters: Any = None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()
