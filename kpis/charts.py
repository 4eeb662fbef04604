"""A KPI's results as a chart."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from core.charts import Level, PeriodChart, PeriodPoint, period_chart
from kpis.choices import Aggregation
from kpis.models import Kpi, PeriodResult, Target
from kpis.models.results import STATUS_TONES
from kpis.words import short_period_name

BARS = frozenset({Aggregation.SUM, Aggregation.COUNT})


def chart_of(kpi: Kpi, results: Sequence[PeriodResult]) -> PeriodChart | None:
    """`results` (the newest first) against the target that judged each; None where there is nothing to draw."""
    shown = [result for result in reversed(results) if result.evaluated_at is not None]
    if not shown:
        return None
    version = shown[-1].kpi_version
    return period_chart(
        [_point(result) for result in shown],
        _levels(shown),
        title=kpi.name,
        unit=version.unit,
        places=version.precision,
        kind="bars" if version.aggregation in BARS else "line",
        key=f"kpi-{kpi.pk}",
    )


def _point(result: PeriodResult) -> PeriodPoint:
    return PeriodPoint(
        label=short_period_name(result.starts_at, result.kpi_version),
        value=result.value,
        tone=STATUS_TONES[result.status],  # type: ignore[index, arg-type]
        word=result.get_status_display(),
        is_open=not result.is_final,
    )


def _levels(results: Sequence[PeriodResult]) -> list[Level]:
    targets = [result.target for result in results]
    levels = [
        Level(_("Target"), "target", [target.expected if target else None for target in targets]),
        Level(_("Minimum"), "minimum", [target.minimum if target else None for target in targets]),
        Level(_("Band from"), "target", [_of(target, "band_low") for target in targets]),
        Level(_("Band to"), "target", [_of(target, "band_high") for target in targets]),
    ]
    return [level for level in levels if any(value is not None for value in level.values)]


def _of(target: Target | None, field: str) -> Decimal | None:
    return getattr(target, field) if target else None
