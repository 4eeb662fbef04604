"""What pages and the API read of KPIs, each in a constant number of queries."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery

from accounts.access import ScopedQuerySet
from kpis.models import BatchShare, Breach, EvaluationFailure, Kpi, KpiVersion, PeriodResult, Target
from projects.models import Project


def _latest_of(kpi: Any) -> QuerySet[PeriodResult]:
    """The results of `kpi`, the last judged for good first."""
    return PeriodResult.objects.filter(kpi=kpi, evaluated_at__isnull=False).order_by("-is_final", "-starts_at")


def with_latest(kpis: ScopedQuerySet[Kpi]) -> ScopedQuerySet[Kpi]:
    """Add `latest_id` and `latest_status`: of the last period judged for good, else of the open one."""
    latest = _latest_of(OuterRef("pk"))
    return kpis.annotate(
        latest_id=Subquery(latest.values("pk")[:1]), latest_status=Subquery(latest.values("status")[:1])
    )


def attach_latest(kpis: Iterable[Any]) -> None:
    """Set `latest` (a result with its version and target, or None) on KPIs that were read by `with_latest`."""
    shown = list(kpis)
    rows = PeriodResult.objects.select_related("kpi_version", "target").in_bulk(
        [kpi.latest_id for kpi in shown if kpi.latest_id]
    )
    for kpi in shown:
        kpi.latest = rows.get(kpi.latest_id)


def with_definition(kpis: ScopedQuerySet[Kpi]) -> ScopedQuerySet[Kpi]:
    """Join project and people, and fetch the versions and targets, the newest first."""
    return kpis.select_related("project__vendor", "goal", "owner").prefetch_related(
        Prefetch("versions", KpiVersion.objects.order_by("-number")),
        Prefetch("targets", Target.objects.order_by("-effective_from")),
    )


def recent_results(kpi: Kpi, count: int) -> list[PeriodResult]:
    """The last `count` results, the newest first."""
    rows = PeriodResult.objects.filter(kpi=kpi).select_related("kpi_version", "target").order_by("-starts_at")
    return list(rows[:count])


def results_of(project: Project, since: datetime | None, until: datetime | None) -> QuerySet[PeriodResult]:
    """The results of a project's KPIs whose periods lie inside [since, until)."""
    rows = PeriodResult.objects.filter(kpi__project=project)
    if since is not None:
        rows = rows.filter(starts_at__gte=since)
    if until is not None:
        rows = rows.filter(ends_at__lte=until)
    return rows.select_related("kpi", "kpi_version", "target").order_by("kpi__name", "kpi_id", "-starts_at")


def recent_batches(kpi: Kpi, count: int) -> list[BatchShare]:
    """The last batches that brought rows of `kpi`."""
    return list(BatchShare.objects.filter(kpi=kpi).select_related("batch__by").order_by("-batch_id")[:count])


def failures_of(failures: ScopedQuerySet[EvaluationFailure], kpi: Kpi) -> ScopedQuerySet[EvaluationFailure]:
    """Those of `failures` that are about results of `kpi`, the newest period first."""
    rows = failures.filter(result__kpi=kpi).select_related("result__kpi_version")
    return rows.order_by("-result__starts_at")


def with_kpi(breaches: ScopedQuerySet[Breach]) -> ScopedQuerySet[Breach]:
    """Join what a list of breaches shows."""
    return breaches.select_related("kpi__project__vendor", "kpi__owner")
