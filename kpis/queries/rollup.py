"""Summing up the measurements of many period results at once: the set-based twin of `kpis.domain.rollup`."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import connection

from kpis.choices import Aggregation
from kpis.values import STATE_HOLDS, Summary

# Each result reads its own stretch of the index, in which a later revision of a row follows the earlier ones.
SUMMARISE = """
SELECT r.id, s.*
FROM kpis_periodresult r
JOIN kpis_kpiversion v ON v.id = r.kpi_version_id
CROSS JOIN LATERAL (
    SELECT count(*),
        sum(value),
        sum(coalesce(denominator, 0)),
        min(value),
        max(value),
        (array_agg(value ORDER BY at DESC, subject DESC))[1],
        count(*) FILTER (WHERE CASE v.threshold_side
            WHEN 'at_most' THEN value <= v.threshold WHEN 'at_least' THEN value >= v.threshold END)
    FROM (
        SELECT DISTINCT ON (at, subject) at, subject, value, denominator
        FROM kpis_measurement
        WHERE kpi_id = r.kpi_id AND at >= r.starts_at AND at < r.ends_at
        ORDER BY at, subject, revision DESC
    ) latest
) s
WHERE r.id = ANY(%(results)s) AND v.aggregation <> %(availability)s
"""

UPTIME = """
WITH wanted AS (
    SELECT r.id, r.kpi_id, r.starts_at, r.ends_at, least(r.ends_at, %(until)s) AS closes_at
    FROM kpis_periodresult r
    JOIN kpis_kpiversion v ON v.id = r.kpi_version_id
    WHERE r.id = ANY(%(results)s) AND v.aggregation = %(availability)s
), states AS (
    SELECT w.id, w.closes_at, m.subject, m.at, m.value, m.is_inside, greatest(m.at, w.starts_at) AS since
    FROM wanted w
    CROSS JOIN LATERAL (
        (
            SELECT DISTINCT ON (subject) subject, at, value, false AS is_inside
            FROM kpis_measurement
            WHERE kpi_id = w.kpi_id AND at >= w.starts_at - %(holds)s AND at < w.starts_at
            ORDER BY subject, at DESC, revision DESC
        )
        UNION ALL
        (
            SELECT DISTINCT ON (at, subject) subject, at, value, true
            FROM kpis_measurement
            WHERE kpi_id = w.kpi_id AND at >= w.starts_at AND at < w.ends_at
            ORDER BY at, subject, revision DESC
        )
    ) m
), spans AS (
    SELECT id, value, is_inside,
        greatest(extract(epoch FROM least(
            coalesce(lead(since) OVER (PARTITION BY id, subject ORDER BY at), closes_at), closes_at) - since), 0
        ) AS seconds
    FROM states
)
SELECT id, count(*) FILTER (WHERE is_inside), coalesce(sum(seconds) FILTER (WHERE value > 0), 0), sum(seconds)
FROM spans
GROUP BY id
"""


def summaries(results: Sequence[int], *, until: datetime) -> dict[int, Summary]:
    """The sums of each of `results` (ids); one that has no measurement may be missing. `until` ends open periods."""
    parameters: dict[str, Any] = {
        "results": list(results),
        "availability": Aggregation.AVAILABILITY.value,
        "until": until,
        "holds": STATE_HOLDS,
    }
    with connection.cursor() as cursor:
        cursor.execute(SUMMARISE, parameters)
        found = {row[0]: _summary(*row[1:]) for row in cursor.fetchall()}
        cursor.execute(UPTIME, parameters)
        found |= {row[0]: _uptime(*row[1:]) for row in cursor.fetchall()}
    return found


def _summary(  # noqa: PLR0917  # the columns of the query, in their order
    count: int,
    total: Decimal | None,
    denominators: Decimal | None,
    least: Decimal | None,
    greatest: Decimal | None,
    last: Decimal | None,
    within: int,
) -> Summary:
    if count == 0:
        return Summary()
    return Summary(count, total, denominators, least, greatest, last, within)


def _uptime(count: int, up_seconds: Decimal, known_seconds: Decimal) -> Summary:
    return Summary(count=count, up_seconds=up_seconds, known_seconds=known_seconds)
