"""From stale results to judged ones: claim, roll up, judge, store, and tell what changed.

One batch is one transaction. A worker that dies in the middle leaves the claimed rows as they were, and they are found
again; nothing is told twice, because what is told is stored with what it tells of. A KPI whose evaluation fails is put
off by itself, and the rest of its batch goes on.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import groupby

from django.db import transaction

from core.rounding import rounded
from kpis.choices import Aggregation, MissingData, Status
from kpis.domain.announcements import announce_risks
from kpis.domain.breaches import follow_breaches
from kpis.domain.failures import overcome, put_off
from kpis.domain.judgement import Levels, judged, judged_missing
from kpis.domain.periods import VersionSpan, periods_over, span_of
from kpis.domain.rollup import value_of
from kpis.domain.targets import levels_of
from kpis.models import KpiVersion, PeriodResult, StatusChange, Target
from kpis.queries import results
from kpis.queries.rollup import summaries
from kpis.values import Summary

BATCH = 500
# Sums and counts grow while their period is open: until it ends they are no warning.
GROWING = frozenset({Aggregation.SUM, Aggregation.COUNT})


def refresh_due(*, now: datetime, limit: int = BATCH) -> int:
    """Evaluate one batch of results whose measurements changed or whose time has come; returns how many they were."""
    with transaction.atomic():
        claimed = results.claim(now, limit)
        if claimed and not _evaluated(claimed, now):
            for _kpi, own in groupby(claimed, key=lambda result: result.kpi_id):
                _evaluated(list(own), now, is_last_try=True)
    return len(claimed)


def open_periods(*, now: datetime, limit: int = BATCH) -> int:
    """Open the present period, and those missed since the last one, of KPIs of running projects.

    So a period into which nothing comes is noticed when it ends. Periods in which the project rested are no miss.
    Returns for how many KPIs.
    """
    unopened = results.without_a_present_period(now, limit)
    openings = []
    for each in unopened:
        span = span_of(each.version)
        first = max(each.last_ends_at or now, span.starts_at)
        openings += [
            results.Opening(each.kpi_id, span.pk, period, settled_at(period.ends_at, each.version))
            for _span, period in periods_over([span], first, now)
        ]
    results.open_results(_without_rests(openings), now)
    return len(unopened)


def _without_rests(openings: Sequence[results.Opening]) -> list[results.Opening]:
    """Those of `openings` whose period does not lie wholly in a time in which the project was on hold."""
    holds = results.times_on_hold(opening.kpi_id for opening in openings) if openings else {}
    return [
        opening
        for opening in openings
        if not any(
            hold.starts_at <= opening.period.starts_at and opening.period.ends_at <= hold.ends_at
            for hold in holds.get(opening.kpi_id, [])
        )
    ]


def settled_at(ends_at: datetime, version: KpiVersion) -> datetime:
    """From when a period that ends at `ends_at` is judged for good."""
    return ends_at + timedelta(hours=version.settling_hours)


def _evaluated(claimed: Sequence[PeriodResult], now: datetime, *, is_last_try: bool = False) -> bool:
    """Evaluate `claimed`, all or nothing; whether it went well. After the last try they are put off."""
    try:
        with transaction.atomic():
            _evaluate(claimed, now)
    except Exception as error:  # whatever it is, it concerns these results alone
        if is_last_try:
            put_off(claimed, error, now=now)
        return False
    return True


def _evaluate(claimed: Sequence[PeriodResult], now: datetime) -> None:
    sums = summaries([result.pk for result in claimed], until=now)
    targets = results.targets_of(result.kpi_id for result in claimed)
    earlier = results.last_measured_before([result for result in claimed if _may_carry(result, sums)])
    found = [
        evaluated(
            result,
            sums.get(result.pk, Summary()),
            target=_target_at(targets.get(result.kpi_id, []), result.starts_at),
            carried=earlier.get(result.pk),
            now=now,
        )
        for result in claimed
    ]
    results.store(found, now)
    overcome(claimed)
    _fill_gaps([result.pk for result in claimed if result.evaluated_at is None], now)
    _follow_up(claimed, found, now)


def _fill_gaps(new_results: Sequence[int], now: datetime) -> None:
    """Have a result for every period between two measured ones, so that silence is judged as the definition says."""
    gaps = results.gaps_beside(new_results)
    spans: dict[int, list[VersionSpan]] = defaultdict(list)
    for version in KpiVersion.objects.filter(kpi__in={gap.kpi_id for gap in gaps}) if gaps else ():
        spans[version.kpi_id].append(span_of(version))
    openings = [
        results.Opening(gap.kpi_id, span.pk, period)
        for gap in gaps
        for span, period in periods_over(spans[gap.kpi_id], gap.starts_at, gap.ends_at - timedelta(microseconds=1))
    ]
    results.open_results(_without_rests(openings), now)


def evaluated(
    result: PeriodResult, summary: Summary, *, target: Target | None, carried: Decimal | None, now: datetime
) -> results.Evaluated:
    """What `summary` comes to for `result`, judged by `target`; `carried` is the value of the last measured period."""
    version = result.kpi_version
    check_at = settled_at(result.ends_at, version)
    is_final = check_at <= now
    value = value_of(version.aggregation, summary)
    is_carried = value is None and is_final and version.missing_data == MissingData.CARRY and carried is not None
    if is_carried:
        value = carried
    shown = None if value is None else rounded(value, version.precision)
    return results.Evaluated(
        result_id=result.pk,
        value=shown,
        count=summary.count,
        status=_status(shown, version, target, is_final=is_final, in_grace=in_grace(result, version, target)),
        is_final=is_final,
        is_carried=is_carried,
        target_id=target.pk if target else None,
        check_at=None if is_final else check_at,
    )


def _status(
    value: Decimal | None, version: KpiVersion, target: Target | None, *, is_final: bool, in_grace: bool
) -> Status:
    levels: Levels | None = levels_of(target) if target else None
    if value is None:
        return judged_missing(version.missing_data, levels, is_final=is_final, in_grace=in_grace)
    return judged(value, levels, direction=version.direction, precision=version.precision, in_grace=in_grace)


def in_grace(result: PeriodResult, version: KpiVersion, target: Target | None) -> bool:
    """Whether `result` is one of the first periods of `target` in which a miss is excused."""
    if target is None or not target.grace_periods or result.starts_at < target.effective_from:
        return False
    span = replace(span_of(version), starts_at=target.effective_from, ends_at=None)
    period = span.period_at(target.effective_from)
    for _step in range(target.grace_periods):
        if result.starts_at < period.ends_at:
            return True
        period = span.next(period)
    return False


def _follow_up(claimed: Sequence[PeriodResult], found: Sequence[results.Evaluated], now: datetime) -> None:
    """Keep every change of status, and let breaches, carried values and warnings follow from it."""
    pairs = list(zip(claimed, found, strict=True))
    StatusChange.objects.bulk_create(
        StatusChange(
            result=result,
            from_status=result.status if result.evaluated_at else "",
            to_status=after.status,
            value=after.value,
            at=now,
        )
        for result, after in pairs
        if result.evaluated_at is None or result.status != after.status
    )
    results.ask_carriers_again((result for result, after in pairs if result.value != after.value), now)
    follow_breaches([result for result, after in pairs if after.is_final], now=now)
    warned = [result for result, after in pairs if _warns(result, after)]
    newest = results.newest_of(result.kpi_id for result in warned) if warned else set()
    announce_risks([result.pk for result in warned if result.pk in newest], now=now)  # what is past is no warning


def _warns(result: PeriodResult, after: results.Evaluated) -> bool:
    turned = after.status == Status.AT_RISK and (result.evaluated_at is None or result.status != Status.AT_RISK)
    return turned and (after.is_final or result.kpi_version.aggregation not in GROWING)


def _may_carry(result: PeriodResult, sums: dict[int, Summary]) -> bool:
    summary = sums.get(result.pk)
    return result.kpi_version.missing_data == MissingData.CARRY and (summary is None or summary.count == 0)


def _target_at(targets: Sequence[Target], starts_at: datetime) -> Target | None:
    return next((target for target in targets if _holds(target, starts_at)), None)


def _holds(target: Target, at: datetime) -> bool:
    return target.effective_from <= at and (target.effective_until is None or at < target.effective_until)
