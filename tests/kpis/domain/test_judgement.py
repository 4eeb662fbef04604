from decimal import Decimal as D  # noqa: N817  # tables of numbers

import pytest

from kpis.choices import Direction, MissingData, Status
from kpis.domain.judgement import Levels, attainment, judged, judged_missing

HIGHER = Levels(expected=D("99.5"), minimum=D(99), warning=D("99.8"))
LOWER = Levels(expected=D(4), minimum=D(8), warning=D(3))
BAND = Levels(band_low=D(10), band_high=D(20), outer_low=D(5), outer_high=D(30))


@pytest.mark.parametrize(
    ("value", "levels", "direction", "status"),
    [
        ("99.9", HIGHER, Direction.HIGHER, Status.MET),
        ("99.8", HIGHER, Direction.HIGHER, Status.MET),
        ("99.79", HIGHER, Direction.HIGHER, Status.AT_RISK),
        ("99.5", HIGHER, Direction.HIGHER, Status.AT_RISK),
        ("99.495", HIGHER, Direction.HIGHER, Status.AT_RISK),  # 99.50 at the KPI's precision
        ("99.494", HIGHER, Direction.HIGHER, Status.BELOW_EXPECTED),
        ("99", HIGHER, Direction.HIGHER, Status.BELOW_EXPECTED),
        ("98.99", HIGHER, Direction.HIGHER, Status.BELOW_MINIMUM),
        ("3", LOWER, Direction.LOWER, Status.MET),
        ("4", LOWER, Direction.LOWER, Status.AT_RISK),
        ("4.01", LOWER, Direction.LOWER, Status.BELOW_EXPECTED),
        ("8", LOWER, Direction.LOWER, Status.BELOW_EXPECTED),
        ("8.01", LOWER, Direction.LOWER, Status.BELOW_MINIMUM),
        ("10", BAND, Direction.BAND, Status.MET),
        ("20", BAND, Direction.BAND, Status.MET),
        ("9.99", BAND, Direction.BAND, Status.BELOW_EXPECTED),
        ("4.99", BAND, Direction.BAND, Status.BELOW_MINIMUM),
        ("30", BAND, Direction.BAND, Status.BELOW_EXPECTED),
        ("30.01", BAND, Direction.BAND, Status.BELOW_MINIMUM),
        ("98", Levels(expected=D(99)), Direction.HIGHER, Status.BELOW_EXPECTED),
        ("98", None, Direction.HIGHER, Status.NO_TARGET),
    ],
)
def test_value_is_judged_after_rounding(value: str, levels: Levels | None, direction: str, status: Status) -> None:
    assert judged(D(value), levels, direction=direction, precision=2) == status


def test_a_miss_within_grace_is_excused_and_a_good_value_stays_good() -> None:
    assert judged(D(98), HIGHER, direction=Direction.HIGHER, precision=2, in_grace=True) == Status.EXCUSED
    assert judged(D(100), HIGHER, direction=Direction.HIGHER, precision=2, in_grace=True) == Status.MET


@pytest.mark.parametrize(
    ("missing_data", "levels", "is_final", "status"),
    [
        (MissingData.FAIL, HIGHER, True, Status.BELOW_MINIMUM),
        (MissingData.FAIL, Levels(expected=D(99)), True, Status.BELOW_EXPECTED),
        (MissingData.FAIL, HIGHER, False, Status.NO_DATA),
        (MissingData.FAIL, None, True, Status.NO_DATA),
        (MissingData.LEAVE_OUT, HIGHER, True, Status.NO_DATA),
        (MissingData.CARRY, HIGHER, True, Status.NO_DATA),
        ("", HIGHER, True, Status.NO_DATA),
    ],
)
def test_missing_data_mean_what_the_definition_says(
    missing_data: str, levels: Levels | None, is_final: bool, status: Status
) -> None:
    assert judged_missing(missing_data, levels, is_final=is_final) == status


@pytest.mark.parametrize(
    ("value", "levels", "direction", "share"),
    [
        ("99.7", Levels(expected=D("99.9"), minimum=D("99.5")), Direction.HIGHER, "50"),
        ("5", Levels(expected=D(4), minimum=D(8)), Direction.LOWER, "75"),
        ("100", Levels(expected=D("99.9"), minimum=D("99.5")), Direction.HIGHER, "100"),
        ("90", Levels(expected=D("99.9"), minimum=D("99.5")), Direction.HIGHER, "0"),
        ("99.9", Levels(expected=D("99.9")), Direction.HIGHER, "100"),
        ("99.89", Levels(expected=D("99.9"), minimum=D("99.9")), Direction.HIGHER, "0"),
        ("15", BAND, Direction.BAND, "100"),
        ("7.5", BAND, Direction.BAND, "50"),
        ("25", BAND, Direction.BAND, "50"),
        ("31", BAND, Direction.BAND, "0"),
        ("9", Levels(band_low=D(10), band_high=D(20)), Direction.BAND, "0"),
    ],
)
def test_attainment_goes_from_minimum_to_expected(value: str, levels: Levels, direction: str, share: str) -> None:
    assert attainment(D(value), levels, direction=direction, precision=2) == D(share)


def test_missing_data_is_never_attained() -> None:
    assert attainment(None, HIGHER, direction=Direction.HIGHER, precision=2) is None
