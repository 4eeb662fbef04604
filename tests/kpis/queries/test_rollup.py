"""The set-based sums against the pure functions, over the same measurements."""

import random
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from core.periods import Period
from kpis.choices import Aggregation, Source, ThresholdSide
from kpis.domain.ingest import ingest
from kpis.domain.rollup import summarised, uptime, value_of
from kpis.models import Kpi, PeriodResult
from kpis.queries.rollup import summaries
from kpis.values import Observation, Summary
from projects.models import Project
from tests.factories.kpis import make_kpi, measure, row

NOW = datetime(2026, 5, 20, 9, 30, tzinfo=UTC)
SINCE = datetime(2026, 1, 1, tzinfo=UTC)


def random_observations(draw: random.Random, aggregation: str) -> list[Observation]:
    seen: dict[tuple[datetime, str], Observation] = {}
    for _ in range(draw.randint(0, 60)):
        at = SINCE + timedelta(minutes=draw.randint(0, 139 * 24 * 60))
        subject = draw.choice(["", "a", "ä", "B"])
        up = aggregation == Aggregation.AVAILABILITY
        value = (
            Decimal(draw.randint(0, 1)) if up else Decimal(draw.randint(-(10**9), 10**9)).scaleb(-draw.randint(0, 9))
        )
        below = Decimal(draw.randint(0, 500)) if aggregation == Aggregation.RATIO else None
        seen[at, subject] = Observation(at, value, below, subject)
    return list(seen.values())


def submit(kpi: Kpi, observations: list[Observation]) -> None:
    """First other values, then these: a revision must not count twice."""
    for offset in (1, 0):
        rows = [
            row(
                kpi,
                each.at,
                abs(each.value - offset) if offset else each.value,
                subject=each.subject,
                denominator="" if each.denominator is None else each.denominator,
                number=number,
            )
            for number, each in enumerate(observations, start=1)
        ]
        assert ingest(rows, source=Source.API, by=kpi.project.manager, now=NOW).refused == 0


def expected(kpi: Kpi, result: PeriodResult, observations: list[Observation]) -> Summary:
    period = Period(result.starts_at, result.ends_at)
    version = result.kpi_version
    if version.aggregation == Aggregation.AVAILABILITY:
        return uptime(observations, period, until=NOW)
    inside = [each for each in observations if each.at in period]
    return summarised(inside, threshold=version.threshold, threshold_side=version.threshold_side)


@pytest.mark.parametrize("aggregation", Aggregation.values)
@pytest.mark.parametrize("seed", range(3))
def test_the_database_sums_up_as_the_pure_function_does(project: Project, aggregation: str, seed: int) -> None:
    draw = random.Random(f"{aggregation}{seed}")
    share = {"threshold": Decimal(5), "threshold_side": draw.choice(ThresholdSide.values)}
    kpi = make_kpi(
        project,
        aggregation=aggregation,
        time_zone="Europe/Berlin",
        period=draw.choice(["week", "month", "quarter"]),
        **(share if aggregation == Aggregation.SHARE else {}),
    )
    observations = [
        each for each in random_observations(draw, aggregation) if each.at >= kpi.versions.get().effective_from
    ]
    submit(kpi, observations)
    results = list(kpi.results.select_related("kpi_version"))
    found = summaries([result.pk for result in results], until=NOW)
    for result in results:
        pure = expected(kpi, result, observations)
        assert value_of(aggregation, found.get(result.pk, Summary())) == value_of(aggregation, pure)
        assert found.get(result.pk, Summary()).count == pure.count


def test_a_batch_sums_up_results_of_several_kpis_at_once(project: Project) -> None:
    mean, best = make_kpi(project), make_kpi(project, aggregation=Aggregation.MAXIMUM)
    for kpi in (mean, best):
        measure(kpi, ("2026-03-01T00:00:00Z", 90), ("2026-03-02T00:00:00Z", 100))
    results = PeriodResult.objects.in_bulk()
    found = summaries(list(results), until=NOW)
    assert {results[pk].kpi_id: (summary.total, summary.greatest) for pk, summary in found.items()} == {
        mean.pk: (190, 100),
        best.pk: (190, 100),
    }
