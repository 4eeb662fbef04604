"""How the measurements of a period become one value. Pure: Decimals in, Decimals out; no database, no clock.

Two steps. `summarised` sums up what was measured: the database does the same over many results at once
(`kpis.queries.rollup`), and a test holds the two together. `value_of` turns the sums into the KPI's value.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from functools import reduce

from core.periods import Period
from core.rounding import EXACT
from kpis.choices import Aggregation, ThresholdSide
from kpis.values import STATE_HOLDS, Observation, Summary

HUNDRED = Decimal(100)


def value_of(aggregation: str, summary: Summary) -> Decimal | None:  # noqa: C901, PLR0911  # one case an aggregation
    """The value that `summary` comes to, unrounded; None where there is nothing to say."""
    if summary.count == 0:
        return None
    match aggregation:
        case Aggregation.MEAN:
            return _divided(summary.total, Decimal(summary.count))
        case Aggregation.SUM:
            return summary.total
        case Aggregation.MINIMUM:
            return summary.least
        case Aggregation.MAXIMUM:
            return summary.greatest
        case Aggregation.LAST:
            return summary.last
        case Aggregation.COUNT:
            return Decimal(summary.count)
        case Aggregation.SHARE:
            return _percent(Decimal(summary.within), Decimal(summary.count))
        case Aggregation.RATIO:
            return _percent(summary.total, summary.denominators)
        case Aggregation.AVAILABILITY:
            return _percent(summary.up_seconds, summary.known_seconds)
    raise ValueError(aggregation)


def summarised(
    observations: Sequence[Observation],
    *,
    threshold: Decimal | None = None,
    threshold_side: str = ThresholdSide.AT_MOST,
) -> Summary:
    """The sums over the observations of one period, for every aggregation but availability."""
    if not observations:
        return Summary()
    values = [observation.value for observation in observations]
    return Summary(
        count=len(values),
        total=_total(values),
        denominators=_total(observation.denominator or Decimal(0) for observation in observations),
        least=min(values),
        greatest=max(values),
        last=max(observations, key=lambda observation: (observation.at, observation.subject)).value,
        within=sum(_counts(value, threshold, threshold_side) for value in values) if threshold is not None else 0,
    )


def uptime(observations: Iterable[Observation], period: Period, *, until: datetime) -> Summary:
    """Up time and known time of `period`, summed over its subjects.

    A state holds until the subject's next observation. The last one before the period is carried into it, unless it is
    older than `STATE_HOLDS`; before a subject's first observation nothing is known. `until` ends a period still open.
    `count` is of the observations inside the period: without any, nobody has looked, and there is no data.
    """
    ends_at = min(period.ends_at, until)
    by_subject: dict[str, list[Observation]] = defaultdict(list)
    for observation in observations:
        by_subject[observation.subject].append(observation)
    count, up, known = 0, timedelta(), timedelta()
    for states in by_subject.values():
        inside, subject_up, subject_known = _subject_uptime(sorted(states, key=lambda state: state.at), period, ends_at)
        count, up, known = count + inside, up + subject_up, known + subject_known
    return Summary(count=count, up_seconds=_seconds(up), known_seconds=_seconds(known))


def _subject_uptime(states: list[Observation], period: Period, ends_at: datetime) -> tuple[int, timedelta, timedelta]:
    before = [state for state in states if period.starts_at - STATE_HOLDS <= state.at < period.starts_at][-1:]
    inside = [state for state in states if state.at in period]
    up, known = timedelta(), timedelta()
    shown = before + inside
    for position, state in enumerate(shown):
        since = max(state.at, period.starts_at)
        till = min(shown[position + 1].at, ends_at) if position + 1 < len(shown) else ends_at
        span = max(till - since, timedelta())
        known += span
        up += span if state.value > 0 else timedelta()
    return len(inside), up, known


def _counts(value: Decimal, threshold: Decimal, side: str) -> bool:
    return value <= threshold if side == ThresholdSide.AT_MOST else value >= threshold


def _total(values: Iterable[Decimal]) -> Decimal:
    return reduce(EXACT.add, values, Decimal(0))


def _percent(part: Decimal | None, whole: Decimal | None) -> Decimal | None:
    return _divided(None if part is None else EXACT.multiply(part, HUNDRED), whole)


def _divided(part: Decimal | None, whole: Decimal | None) -> Decimal | None:
    if part is None or not whole:
        return None
    return EXACT.divide(part, whole)


def _seconds(span: timedelta) -> Decimal:
    return Decimal(span // timedelta(microseconds=1)) / 1_000_000
