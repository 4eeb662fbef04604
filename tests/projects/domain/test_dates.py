"""The date engine: worked examples, clamped months, terms in one step."""

from calendar import monthrange
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects.choices import NoticeUnit, Renewal
from projects.domain.dates import (
    TermDates,
    Terms,
    current_term,
    has_ended,
    notice_is_longer_than_the_term,
    reasons,
    reminders_between,
    term_dates,
)

EXAMPLE = Terms(date(2024, 3, 31), 11, Renewal.AUTOMATIC, 2, NoticeUnit.MONTHS, 14)

terms = st.builds(
    Terms,
    start_on=st.dates(date(1950, 1, 1), date(2199, 12, 31)),
    term_months=st.integers(1, 600),
    renewal=st.just(Renewal.AUTOMATIC),
    notice_amount=st.integers(0, 12),
    notice_unit=st.sampled_from(NoticeUnit),
    lead_days=st.integers(0, 366),
)


def test_the_first_term_of_the_worked_example() -> None:
    assert term_dates(EXAMPLE) == TermDates(
        1, date(2024, 3, 31), date(2025, 2, 28), date(2024, 12, 28), date(2024, 12, 14)
    )


def test_two_terms_are_counted_from_the_first_start_in_one_step() -> None:
    assert term_dates(EXAMPLE, 2).renews_on == date(2026, 1, 31)


@pytest.mark.parametrize(
    ("start", "months", "renews_on"),
    [
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2023, 1, 31), 1, date(2023, 2, 28)),
        (date(2023, 12, 31), 2, date(2024, 2, 29)),
        (date(2026, 1, 1), 12, date(2027, 1, 1)),
    ],
)
def test_months_clamp_to_the_last_day(start: date, months: int, renews_on: date) -> None:
    assert term_dates(Terms(start, months, Renewal.NONE, 0, NoticeUnit.DAYS, 0)).renews_on == renews_on


@pytest.mark.parametrize(
    ("amount", "unit", "notice_by"),
    [
        (30, NoticeUnit.DAYS, date(2026, 12, 2)),
        (6, NoticeUnit.WEEKS, date(2026, 11, 20)),
        (3, NoticeUnit.MONTHS, date(2026, 10, 1)),
        (0, NoticeUnit.DAYS, date(2027, 1, 1)),
    ],
)
def test_notice_is_counted_back_from_the_renewal(amount: int, unit: NoticeUnit, notice_by: date) -> None:
    assert term_dates(Terms(date(2026, 1, 1), 12, Renewal.MANUAL, amount, unit, 14)).notice_by == notice_by


@pytest.mark.parametrize(
    ("today", "number"),
    [
        (date(2020, 1, 1), 1),
        (date(2024, 3, 31), 1),
        (date(2025, 2, 27), 1),
        (date(2025, 2, 28), 2),
        (date(2026, 1, 30), 2),
        (date(2026, 1, 31), 3),
        (date(2034, 5, 1), 12),
    ],
)
def test_the_current_term_when_renewals_are_behind_us(today: date, number: int) -> None:
    assert current_term(EXAMPLE, today).number == number


def test_a_contract_that_does_not_renew_by_itself_has_one_term_and_ends() -> None:
    manual = Terms(date(2024, 3, 31), 11, Renewal.MANUAL, 2, NoticeUnit.MONTHS, 14)
    assert current_term(manual, date(2030, 1, 1)).number == 1
    assert has_ended(manual, date(2025, 2, 28))
    assert not has_ended(manual, date(2025, 2, 27))
    assert not has_ended(EXAMPLE, date(2030, 1, 1))


@pytest.mark.parametrize(
    ("months", "amount", "unit", "longer"),
    [
        (12, 12, NoticeUnit.MONTHS, False),
        (12, 13, NoticeUnit.MONTHS, True),
        (1, 31, NoticeUnit.DAYS, False),
        (1, 32, NoticeUnit.DAYS, True),
        (1, 5, NoticeUnit.WEEKS, True),
    ],
)
def test_notice_longer_than_the_term_is_seen(months: int, amount: int, unit: NoticeUnit, longer: bool) -> None:
    asked = Terms(date(2026, 1, 1), months, Renewal.AUTOMATIC, amount, unit, 0)
    assert notice_is_longer_than_the_term(asked) is longer


def test_reminders_of_two_years_are_one_a_term() -> None:
    found = [dates.remind_on for dates in reminders_between(EXAMPLE, date(2024, 12, 14), date(2026, 12, 31))]
    assert found == [date(2024, 12, 14), date(2025, 11, 16), date(2026, 10, 17)]


def test_a_contract_without_renewal_reminds_once() -> None:
    once = Terms(date(2024, 3, 31), 11, Renewal.NONE, 2, NoticeUnit.MONTHS, 14)
    assert len(list(reminders_between(once, date(2024, 1, 1), date(2034, 1, 1)))) == 1
    assert not list(reminders_between(once, date(2024, 12, 15), date(2034, 1, 1)))


def test_each_date_says_why() -> None:
    renews, notice, remind = reasons(EXAMPLE, term_dates(EXAMPLE))
    assert renews.why.startswith("31 Mar 2024 (first start) + 11 months = 28 Feb 2025")
    assert "has no day 31" in renews.why
    assert notice.why == "28 Feb 2025 − 2 months of notice = 28 Dec 2024."
    assert remind.why == "28 Dec 2024 − 14 days = 14 Dec 2024."


def test_a_later_term_says_that_it_was_counted_in_one_step() -> None:
    why = reasons(EXAMPLE, term_dates(EXAMPLE, 2))[0].why
    assert "+ 22 months" in why
    assert "2 terms of 11 months are counted in one step" in why


@given(terms, st.integers(1, 12))
def test_a_renewal_keeps_the_day_of_the_first_start_or_the_months_last(asked: Terms, number: int) -> None:
    renews_on = term_dates(asked, number).renews_on
    assert renews_on.day == min(asked.start_on.day, monthrange(renews_on.year, renews_on.month)[1])


@given(terms, st.integers(1, 12))
def test_terms_follow_each_other_without_a_gap(asked: Terms, number: int) -> None:
    assert term_dates(asked, number).renews_on == term_dates(asked, number + 1).starts_on


@given(terms, st.integers(0, 40_000))
def test_the_current_term_covers_the_day(asked: Terms, days: int) -> None:
    today = asked.start_on + timedelta(days=days)
    dates = current_term(asked, today)
    assert dates.starts_on <= today < dates.renews_on


@given(terms)
def test_dates_come_in_order(asked: Terms) -> None:
    dates = term_dates(asked)
    assert dates.remind_on <= dates.notice_by <= dates.renews_on
