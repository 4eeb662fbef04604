"""Where values lie on a chart: round ticks, positions, and labels that do not touch."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from itertools import pairwise

STEPS = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))


@dataclass(frozen=True)
class Scale:
    """A straight line from values to places on the page, which count downward."""

    low: Decimal
    high: Decimal
    top: Decimal
    bottom: Decimal

    def position(self, value: Decimal) -> Decimal:
        """The place of `value`; values outside lie on the nearer edge."""
        share = (value - self.low) / (self.high - self.low)
        return self.bottom - min(max(share, Decimal(0)), Decimal(1)) * (self.bottom - self.top)


def nice_ticks(values: Sequence[Decimal], *, from_zero: bool = False, wanted: int = 5) -> list[Decimal]:
    """About `wanted` round values that enclose `values`: at least two, in rising order.

    >>> [str(tick) for tick in nice_ticks([Decimal("99.42"), Decimal("99.97")])]
    ['99.4', '99.6', '99.8', '100.0']
    """
    known = [*values, Decimal(0)] if from_zero else list(values)
    if not known:
        return [Decimal(0), Decimal(1)]
    low, high = min(known), max(known)
    if low == high:
        around = abs(low) / 10 or Decimal(1)
        low, high = low - around, high + around
    step = _round_step((high - low) / wanted)
    first = (low / step).to_integral_value(ROUND_FLOOR)
    last = (high / step).to_integral_value(ROUND_CEILING)
    return [step * (first + index) for index in range(int(last - first) + 1)]


def _round_step(least: Decimal) -> Decimal:
    """The smallest of 1, 2, 2.5, 5, 10 times a power of ten that is not below `least`."""
    power = Decimal(1).scaleb(least.adjusted())
    return next(step * power for step in STEPS if step * power >= least)


def spread_labels(heights: Sequence[Decimal], gap: Decimal) -> list[Decimal]:
    """The heights in the order given, moved apart so that any two are at least `gap` from each other."""
    order = sorted(range(len(heights)), key=lambda index: heights[index])
    placed = list(heights)
    for before, after in pairwise(order):
        placed[after] = max(placed[after], placed[before] + gap)
    if order:
        # the push went downward; half of it is given back, so that the group stays around its lines
        excess = placed[order[-1]] - heights[order[-1]]
        placed = [height - excess / 2 for height in placed]
    return placed
