"""Claiming, storing and opening period results, many at a time. All inside the caller's transaction."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import OuterRef, Q, QuerySet, Subquery

from core.periods import Period
from kpis.choices import MissingData
from kpis.models import KpiVersion, PeriodResult, Target
from projects.choices import ProjectState
from projects.models import ProjectTransition

MEASURED_STATES = (ProjectState.ACTIVE, ProjectState.CLOSING)

STORE = """
UPDATE kpis_periodresult r
SET value = found.value, count = found.count, status = found.status, is_final = found.is_final,
    is_carried = found.is_carried, target_id = found.target_id, check_at = found.check_at, evaluated_at = %(now)s,
    stale_at = NULL
FROM unnest(%(ids)s::bigint[], %(values)s::numeric[], %(counts)s::bigint[], %(statuses)s::text[], %(finals)s::boolean[],
        %(carried)s::boolean[], %(targets)s::bigint[], %(checks)s::timestamptz[])
    AS found (id, value, count, status, is_final, is_carried, target_id, check_at)
WHERE r.id = found.id
"""


ASK_CARRIERS = """
UPDATE kpis_periodresult r SET stale_at = %(now)s
FROM unnest(%(kpis)s::bigint[], %(firsts)s::timestamptz[]) AS changed (kpi_id, starts_at)
WHERE r.kpi_id = changed.kpi_id AND r.starts_at > changed.starts_at
    AND r.count = 0 AND r.locked_at IS NULL AND r.stale_at IS NULL
"""

# Where a result does not begin where its KPI's earlier one ends, nor ends where the later one begins.
GAPS = """
SELECT r.kpi_id, earlier.ends_at, r.starts_at
FROM kpis_periodresult r
CROSS JOIN LATERAL (
    SELECT ends_at FROM kpis_periodresult WHERE kpi_id = r.kpi_id AND starts_at < r.starts_at
    ORDER BY starts_at DESC LIMIT 1
) earlier
WHERE r.id = ANY(%(ids)s) AND earlier.ends_at < r.starts_at
UNION
SELECT r.kpi_id, r.ends_at, later.starts_at
FROM kpis_periodresult r
CROSS JOIN LATERAL (
    SELECT starts_at FROM kpis_periodresult WHERE kpi_id = r.kpi_id AND starts_at > r.starts_at
    ORDER BY starts_at LIMIT 1
) later
WHERE r.id = ANY(%(ids)s) AND later.starts_at > r.ends_at
"""


@dataclass(frozen=True)
class Gap:
    """A time, [starts_at, ends_at), between two results of a KPI that no result covers."""

    kpi_id: int
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Evaluated:
    """What an evaluation found out about one result."""

    result_id: int
    value: Decimal | None
    count: int
    status: str
    is_final: bool
    is_carried: bool
    target_id: int | None
    check_at: datetime | None


def claim(now: datetime, limit: int) -> list[PeriodResult]:
    """Up to `limit` results whose measurements changed or whose time has come, locked, by KPI and time.

    Those that another worker holds are left to it.
    """
    wanted = PeriodResult.objects.filter(Q(stale_at__lte=now) | Q(stale_at__isnull=False, failure=None))
    stale = _locked(wanted.order_by("stale_at", "pk"), limit)
    if len(stale) == limit:
        return stale
    due = PeriodResult.objects.filter(stale_at=None, check_at__lte=now).order_by("check_at", "pk")
    return sorted(stale + _locked(due, limit - len(stale)), key=lambda result: (result.kpi_id, result.starts_at))


def _locked(rows: QuerySet[PeriodResult], limit: int) -> list[PeriodResult]:
    free = rows.filter(locked_at=None).select_for_update(skip_locked=True, of=("self",))
    keys = list(free.values_list("pk", flat=True)[:limit])
    return list(PeriodResult.objects.filter(pk__in=keys).select_related("kpi_version"))


def targets_of(kpi_ids: Iterable[int]) -> dict[int, list[Target]]:
    """The targets of KPIs, the newest first."""
    found: dict[int, list[Target]] = {}
    for target in Target.objects.filter(kpi__in=set(kpi_ids)).order_by("-effective_from"):
        found.setdefault(target.kpi_id, []).append(target)
    return found


def newest_of(kpi_ids: Iterable[int]) -> set[int]:
    """The ids of the last result of each KPI that has been evaluated."""
    judged = PeriodResult.objects.filter(kpi__in=set(kpi_ids), evaluated_at__isnull=False)
    return set(judged.order_by("kpi_id", "-starts_at").distinct("kpi_id").values_list("pk", flat=True))


def last_measured_before(results: Sequence[PeriodResult]) -> dict[int, Decimal]:
    """For each result, by id, the value of the KPI's latest earlier period that was measured and not carried."""
    earlier = PeriodResult.objects.filter(
        kpi=OuterRef("kpi"), starts_at__lt=OuterRef("starts_at"), value__isnull=False, is_carried=False
    ).order_by("-starts_at")
    rows = PeriodResult.objects.filter(pk__in=[result.pk for result in results])
    pairs = rows.annotate(earlier=Subquery(earlier.values("value")[:1])).values_list("pk", "earlier")
    return {pk: value for pk, value in pairs if value is not None}


def store(found: Sequence[Evaluated], now: datetime) -> None:
    """Write what was found out, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            STORE,
            {
                "now": now,
                "ids": [each.result_id for each in found],
                "values": [each.value for each in found],
                "counts": [each.count for each in found],
                "statuses": [each.status for each in found],
                "finals": [each.is_final for each in found],
                "carried": [each.is_carried for each in found],
                "targets": [each.target_id for each in found],
                "checks": [each.check_at for each in found],
            },
        )


def ask_carriers_again(changed: Iterable[PeriodResult], now: datetime) -> None:
    """Have the later periods evaluated that carry a value which has changed."""
    first_of: dict[int, datetime] = {}
    for result in changed:
        if result.kpi_version.missing_data == MissingData.CARRY:
            first_of[result.kpi_id] = min(result.starts_at, first_of.get(result.kpi_id, result.starts_at))
    if not first_of:
        return
    with connection.cursor() as cursor:
        cursor.execute(ASK_CARRIERS, {"now": now, "kpis": list(first_of), "firsts": list(first_of.values())})


def gaps_beside(result_ids: Sequence[int]) -> list[Gap]:
    """The times without a result directly before and after the results named."""
    if not result_ids:
        return []
    with connection.cursor() as cursor:
        cursor.execute(GAPS, {"ids": list(result_ids)})
        return [Gap(*row) for row in cursor.fetchall()]


@dataclass(frozen=True)
class Unopened:
    """A KPI whose present period has no result yet: its version in force, and where its last result ends."""

    kpi_id: int
    version: KpiVersion
    last_ends_at: datetime | None


def without_a_present_period(now: datetime, limit: int) -> list[Unopened]:
    """KPIs of running projects whose present period has no result yet."""
    versions = (
        KpiVersion.objects.filter(
            Q(effective_until=None) | Q(effective_until__gt=now),
            effective_from__lte=now,
            kpi__project__state__in=MEASURED_STATES,
        )
        .annotate(last_ends_at=Subquery(_last_end()))
        .filter(Q(last_ends_at=None) | Q(last_ends_at__lte=now))
        .order_by("kpi_id")[:limit]
    )
    return [Unopened(version.kpi_id, version, version.last_ends_at) for version in versions]


def times_on_hold(kpi_ids: Iterable[int]) -> dict[int, list[Period]]:
    """For each of the KPIs whose project rested, when it did; a rest that goes on ends at the end of time."""
    steps = ProjectTransition.objects.filter(project__kpis__in=set(kpi_ids)).order_by("at", "pk")
    holds: dict[int, list[Period]] = defaultdict(list)
    since: dict[int, datetime] = {}
    for kpi_id, to_state, at in steps.values_list("project__kpis", "to_state", "at"):
        if to_state == ProjectState.ON_HOLD:
            since[kpi_id] = at
        elif kpi_id in since:
            holds[kpi_id].append(Period(since.pop(kpi_id), at))
    for kpi_id, at in since.items():
        holds[kpi_id].append(Period(at, datetime.max.replace(tzinfo=UTC)))
    return holds


def _last_end() -> QuerySet[Any]:
    return PeriodResult.objects.filter(kpi=OuterRef("kpi")).order_by("-ends_at").values("ends_at")[:1]


@dataclass(frozen=True)
class Opening:
    """A period of a KPI that shall have a result, to be looked at by `check_at`, or at once where that is None."""

    kpi_id: int
    version_id: int
    period: Period
    check_at: datetime | None = None


def open_results(openings: Iterable[Opening], now: datetime) -> None:
    """Have a result for each of `openings` that has none."""
    results = [
        PeriodResult(
            kpi_id=opening.kpi_id,
            kpi_version_id=opening.version_id,
            starts_at=opening.period.starts_at,
            ends_at=opening.period.ends_at,
            check_at=opening.check_at,
            stale_at=None if opening.check_at else now,
        )
        for opening in openings
    ]
    PeriodResult.objects.bulk_create(results, ignore_conflicts=True)
