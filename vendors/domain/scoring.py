"""Scores of a returned questionnaire. Pure: values in, values out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

from core.rounding import rounded
from vendors.choices import TOP_SCORE

PLACES = 2
OUTLIER_DEVIATIONS = 3
FEWEST_FOR_OUTLIERS = 4


@dataclass(frozen=True)
class Weighted:
    """A score on the scale, and the weight of what was scored."""

    weight: Decimal
    score: Decimal


@dataclass(frozen=True)
class Panel:
    """What several evaluators' totals say together; `outliers` are the keys of those far from the median."""

    mean: Decimal
    median: Decimal
    spread: Decimal
    outliers: frozenset[int]


def weighted_score(scores: Sequence[Weighted], *, top: int = TOP_SCORE) -> Decimal | None:
    """0 to 100: sum of weight x score / `top` of the scale, over the sum of the weights. None where nothing weighs.

    >>> weighted_score([Weighted(Decimal(40), Decimal(4)), Weighted(Decimal(60), Decimal(5))])
    Decimal('92.00')
    """
    weight = sum((part.weight for part in scores), Decimal(0))
    if not weight:
        return None
    earned = sum((part.weight * part.score for part in scores), Decimal(0))
    return rounded(100 * earned / (weight * top), PLACES)


def panel(totals: Mapping[int, Decimal]) -> Panel | None:
    """Mean, median, spread (highest less lowest) and outliers of the evaluators' totals by key. None without totals.

    An outlier stands further from the median than 3 median absolute deviations; nobody is named under four evaluators,
    or when that deviation is 0.
    """
    if not totals:
        return None
    values = list(totals.values())
    middle = median(values)
    return Panel(
        mean=rounded(sum(values, Decimal(0)) / len(values), PLACES),
        median=rounded(middle, PLACES),
        spread=rounded(max(values) - min(values), PLACES),
        outliers=_outliers(totals, middle),
    )


def _outliers(totals: Mapping[int, Decimal], middle: Decimal) -> frozenset[int]:
    deviation = median(abs(value - middle) for value in totals.values())
    if len(totals) < FEWEST_FOR_OUTLIERS or not deviation:
        return frozenset()
    return frozenset(key for key, value in totals.items() if abs(value - middle) > OUTLIER_DEVIATIONS * deviation)
