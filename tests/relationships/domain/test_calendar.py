"""The days of the next review."""

from datetime import date

import pytest

from relationships.domain.calendar import ReviewDays, first_review, following


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        pytest.param(
            (date(2026, 1, 1), date(2026, 3, 31), date(2026, 4, 14)),
            (date(2026, 4, 1), date(2026, 6, 30), date(2026, 7, 14)),
            id="a quarter is followed by a quarter",
        ),
        pytest.param(
            (date(2024, 1, 1), date(2024, 1, 31), date(2024, 2, 5)),
            (date(2024, 2, 1), date(2024, 2, 29), date(2024, 3, 5)),
            id="a month is followed by a month, however long",
        ),
        pytest.param(
            (date(2025, 11, 1), date(2026, 1, 31), date(2026, 1, 31)),
            (date(2026, 2, 1), date(2026, 4, 30), date(2026, 4, 30)),
            id="months run over the turn of the year",
        ),
        pytest.param(
            (date(2026, 1, 5), date(2026, 1, 18), date(2026, 1, 20)),
            (date(2026, 1, 19), date(2026, 2, 1), date(2026, 2, 3)),
            id="two weeks are followed by two weeks",
        ),
        pytest.param(
            (date(2026, 1, 1), date(2026, 1, 15), date(2026, 1, 15)),
            (date(2026, 1, 16), date(2026, 1, 30), date(2026, 1, 30)),
            id="half a month is followed by as many days",
        ),
    ],
)
def test_the_next_review_looks_at_the_days_that_follow(
    days: tuple[date, date, date], expected: tuple[date, date, date]
) -> None:
    assert following(ReviewDays(*days)) == ReviewDays(*expected)


def test_the_first_review_looks_at_the_quarter_that_has_begun() -> None:
    assert first_review(date(2026, 5, 20)) == ReviewDays(date(2026, 4, 1), date(2026, 6, 30), date(2026, 7, 14))
