"""What a value means against its target. Pure: the value is first rounded to the KPI's precision."""

from dataclasses import dataclass
from decimal import Decimal

from core.rounding import rounded
from kpis.choices import MISSED, Direction, MissingData, Status

ZERO, HUNDRED = Decimal(0), Decimal(100)


@dataclass(frozen=True)
class Levels:
    """A target's levels. One-sided: `expected` with a looser `minimum` and a stricter `warning`. Or a band."""

    expected: Decimal | None = None
    minimum: Decimal | None = None
    warning: Decimal | None = None
    band_low: Decimal | None = None
    band_high: Decimal | None = None
    outer_low: Decimal | None = None
    outer_high: Decimal | None = None


def judged(value: Decimal, levels: Levels | None, *, direction: str, precision: int, in_grace: bool = False) -> Status:
    """The status of a measured (or carried) value. A miss within the grace after the target's start is excused."""
    if levels is None:
        return Status.NO_TARGET
    exact = rounded(value, precision)
    status = _in_band(exact, levels) if direction == Direction.BAND else _one_sided(exact, levels, direction)
    return Status.EXCUSED if in_grace and status in MISSED else status


def judged_missing(missing_data: str, levels: Levels | None, *, is_final: bool, in_grace: bool = False) -> Status:
    """The status of a period without a value: no data, or a miss where the definition says that silence fails."""
    if missing_data != MissingData.FAIL or levels is None or not is_final:
        return Status.NO_DATA
    if in_grace:
        return Status.EXCUSED
    has_a_floor = levels.minimum is not None or levels.outer_low is not None or levels.outer_high is not None
    return Status.BELOW_MINIMUM if has_a_floor else Status.BELOW_EXPECTED


def attainment(value: Decimal | None, levels: Levels, *, direction: str, precision: int) -> Decimal | None:
    """How much of the way from minimum to expected, 0 to 100; None without a value, for missing data is never 100."""
    if value is None:
        return None
    exact = rounded(value, precision)
    if direction == Direction.BAND:
        return _band_attainment(exact, levels)
    if levels.expected is None:
        return None
    if levels.minimum is None or levels.minimum == levels.expected:
        return ZERO if _misses(exact, levels.expected, direction) else HUNDRED
    return _clamped((exact - levels.minimum) / (levels.expected - levels.minimum))


def _one_sided(value: Decimal, levels: Levels, direction: str) -> Status:
    if levels.expected is None:
        return Status.NO_TARGET
    if levels.minimum is not None and _misses(value, levels.minimum, direction):
        return Status.BELOW_MINIMUM
    if _misses(value, levels.expected, direction):
        return Status.BELOW_EXPECTED
    if levels.warning is not None and _misses(value, levels.warning, direction):
        return Status.AT_RISK
    return Status.MET


def _misses(value: Decimal, level: Decimal, direction: str) -> bool:
    return value > level if direction == Direction.LOWER else value < level


def _in_band(value: Decimal, levels: Levels) -> Status:
    if levels.band_low is None or levels.band_high is None:
        return Status.NO_TARGET
    if levels.band_low <= value <= levels.band_high:
        return Status.MET
    limit = levels.outer_low if value < levels.band_low else levels.outer_high
    beyond = limit is not None and (value < limit if value < levels.band_low else value > limit)
    return Status.BELOW_MINIMUM if beyond else Status.BELOW_EXPECTED


def _band_attainment(value: Decimal, levels: Levels) -> Decimal | None:
    if levels.band_low is None or levels.band_high is None:
        return None
    if levels.band_low <= value <= levels.band_high:
        return HUNDRED
    edge, limit = (
        (levels.band_low, levels.outer_low) if value < levels.band_low else (levels.band_high, levels.outer_high)
    )
    if limit is None or limit == edge:
        return ZERO
    return _clamped((value - limit) / (edge - limit))


def _clamped(share: Decimal) -> Decimal:
    return min(max(share * HUNDRED, ZERO), HUNDRED)
