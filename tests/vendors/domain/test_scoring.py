"""Weighted scores and what a panel of evaluators says."""

from decimal import Decimal

import pytest

from vendors.domain.scoring import Weighted, panel, weighted_score

WEIGHTS = [Decimal(40), Decimal(35), Decimal(25)]


def weighted(*scores: int) -> list[Weighted]:
    return [Weighted(weight, Decimal(score)) for weight, score in zip(WEIGHTS, scores, strict=True)]


@pytest.mark.parametrize(
    ("scores", "total"), [((4, 3, 5), "78"), ((5, 3, 3), "76"), ((0, 0, 0), "0"), ((5, 5, 5), "100")]
)
def test_the_weighted_score_is_the_share_of_the_top(scores: tuple[int, int, int], total: str) -> None:
    assert weighted_score(weighted(*scores)) == Decimal(total)


def test_weights_need_not_add_up_to_a_hundred() -> None:
    assert weighted_score([Weighted(Decimal(1), Decimal(5)), Weighted(Decimal(2), Decimal(4))]) == Decimal("86.67")


@pytest.mark.parametrize("scores", [[], [Weighted(Decimal(0), Decimal(5))]])
def test_nothing_that_weighs_is_no_score(scores: list[Weighted]) -> None:
    assert weighted_score(scores) is None


def test_rounding_is_half_away_from_zero() -> None:
    assert weighted_score([Weighted(Decimal(1), Decimal("4.00025"))], top=5) == Decimal("80.01")


def test_a_panel_has_mean_median_and_spread() -> None:
    said = panel({1: Decimal(78), 2: Decimal(76), 3: Decimal(60)})
    assert said is not None
    assert (said.mean, said.median, said.spread) == (Decimal("71.33"), Decimal("76.00"), Decimal("18.00"))


def test_nobody_is_named_an_outlier_under_four_evaluators() -> None:
    said = panel({1: Decimal(78), 2: Decimal(77), 3: Decimal(10)})
    assert said is not None
    assert not said.outliers


def test_who_stands_far_from_the_median_is_named_among_four() -> None:
    said = panel({1: Decimal(78), 2: Decimal(76), 3: Decimal(77), 4: Decimal(10)})
    assert said is not None
    assert said.outliers == {4}


def test_nobody_is_named_when_the_others_agree_to_the_point() -> None:
    said = panel({1: Decimal(78), 2: Decimal(78), 3: Decimal(78), 4: Decimal(10)})
    assert said is not None
    assert not said.outliers


def test_no_totals_say_nothing() -> None:
    assert panel({}) is None
