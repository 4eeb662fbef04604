from datetime import UTC, datetime, timedelta
from decimal import Decimal as D  # noqa: N817  # tables of numbers

import pytest

from core.periods import Period
from kpis.choices import Aggregation, ThresholdSide
from kpis.domain.rollup import summarised, uptime, value_of
from kpis.values import STATE_HOLDS, Observation, Summary

DAY = Period(datetime(2026, 3, 10, tzinfo=UTC), datetime(2026, 3, 11, tzinfo=UTC))


def at(hour: int, value: object, *, subject: str = "", denominator: object = None) -> Observation:
    exact = None if denominator is None else D(str(denominator))
    return Observation(DAY.starts_at + timedelta(hours=hour), D(str(value)), exact, subject)


@pytest.mark.parametrize(
    ("aggregation", "value"),
    [
        (Aggregation.MEAN, "5"),
        (Aggregation.SUM, "20"),
        (Aggregation.MINIMUM, "1"),
        (Aggregation.MAXIMUM, "10"),
        (Aggregation.LAST, "7"),
        (Aggregation.COUNT, "4"),
        (Aggregation.SHARE, "50"),
        (Aggregation.RATIO, "50"),
    ],
)
def test_measurements_become_one_value(aggregation: str, value: str) -> None:
    measured = [at(3, 7, denominator=10), at(1, 2, denominator=10), at(0, 10, denominator=10), at(2, 1, denominator=10)]
    assert value_of(aggregation, summarised(measured, threshold=D(2))) == D(value)


def test_a_share_counts_the_threshold_itself_on_both_sides() -> None:
    measured = [at(0, 9), at(1, 10), at(2, 11)]
    at_most = summarised(measured, threshold=D(10), threshold_side=ThresholdSide.AT_MOST)
    at_least = summarised(measured, threshold=D(10), threshold_side=ThresholdSide.AT_LEAST)
    assert (at_most.within, at_least.within) == (2, 2)


@pytest.mark.parametrize("aggregation", Aggregation.values)
def test_nothing_measured_is_no_value(aggregation: str) -> None:
    assert value_of(aggregation, Summary()) is None


def test_a_ratio_over_nothing_is_no_value() -> None:
    assert value_of(Aggregation.RATIO, summarised([at(0, 0, denominator=0)])) is None


def test_sums_larger_than_a_decimal_keeps_by_itself_stay_exact() -> None:
    large = D("999999999999999999.9999999999")
    assert summarised([at(hour, large) for hour in range(20)]).total == D("19999999999999999999.9999999980")


def availability(*observations: Observation, until: datetime = DAY.ends_at) -> D | None:
    return value_of(Aggregation.AVAILABILITY, uptime(observations, DAY, until=until))


def test_a_state_holds_until_the_next_one() -> None:
    assert availability(at(0, 1), at(6, 0), at(12, 1)) == D(75)


def test_nothing_is_known_before_the_first_observation() -> None:
    assert availability(at(12, 1), at(18, 0)) == D(50)


def test_the_last_state_before_the_period_is_carried_into_it() -> None:
    assert availability(at(-5, 0), at(-1, 1), at(18, 0)) == D(75)


def test_a_state_older_than_a_quarter_is_not_carried() -> None:
    old = Observation(DAY.starts_at - STATE_HOLDS - timedelta(seconds=1), D(0))
    assert availability(old, at(12, 1)) == D(100)


def test_a_carried_state_alone_is_no_data() -> None:
    assert availability(at(-1, 1)) is None


def test_subjects_are_added_by_their_time() -> None:
    assert availability(at(0, 1, subject="a"), at(16, 0, subject="b")) == D(75)


def test_an_open_period_counts_until_now() -> None:
    assert availability(at(0, 1), at(6, 0), until=DAY.starts_at + timedelta(hours=8)) == D(75)


def test_irregular_checks_are_weighted_by_time_and_not_by_number() -> None:
    assert availability(at(0, 1), at(1, 1), at(2, 1), at(3, 1), at(12, 0)) == D(50)
