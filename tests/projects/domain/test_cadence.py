"""Cadences: chosen by name, kept as rules of days, explained when they cannot be."""

from datetime import date

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Refused
from projects.domain.cadence import checked_cadence, next_occurrences
from projects.domain.cadence_words import in_words
from projects.domain.rhythms import WEEKLY_RHYTHMS, Choice, Rhythm, Weekday, cadence_of, choice_of

days = st.dates(date(2020, 1, 1), date(2035, 12, 31))


@pytest.mark.parametrize(
    ("rhythm", "starts_on", "expected"),
    [
        (Rhythm.WEEKLY, date(2026, 5, 20), [date(2026, 5, 27), date(2026, 6, 3)]),
        (Rhythm.BIWEEKLY, date(2026, 5, 20), [date(2026, 6, 3), date(2026, 6, 17)]),
        (Rhythm.MONTHLY, date(2026, 1, 31), [date(2026, 2, 28), date(2026, 3, 31)]),
        (Rhythm.MONTHLY_WEEKDAY, date(2026, 1, 31), [date(2026, 2, 28), date(2026, 3, 28)]),
        (Rhythm.QUARTERLY, date(2025, 11, 30), [date(2026, 2, 28), date(2026, 5, 30)]),
        (Rhythm.YEARLY, date(2024, 2, 29), [date(2025, 2, 28), date(2026, 2, 28)]),
    ],
)
def test_named_rhythms_come_round(rhythm: Rhythm, starts_on: date, expected: list[date]) -> None:
    rule = cadence_of(Choice(rhythm), starts_on)
    assert next_occurrences(rule, starts_on, after=starts_on, count=2) == expected


some_weekdays = st.sets(st.sampled_from(Weekday)).map(lambda chosen: tuple(day for day in Weekday if day in chosen))
ends = st.none() | st.dates(date(2037, 1, 1), date(2040, 1, 1))
choices = st.builds(Choice, st.sampled_from(Rhythm), st.just(()), ends) | st.builds(
    Choice, st.sampled_from(sorted(WEEKLY_RHYTHMS)), some_weekdays, ends
)


@given(choices, days)
def test_every_choice_is_a_good_rule_and_is_found_again(choice: Choice, starts_on: date) -> None:
    rule = cadence_of(choice, starts_on)
    assert checked_cadence(rule, starts_on) == rule
    assert choice_of(rule, starts_on) == choice
    assert "on set days" not in in_words(rule, starts_on)


@given(st.sampled_from(Rhythm), days, st.integers(0, 3650))
def test_occurrences_lie_ahead_in_order(rhythm: Rhythm, starts_on: date, later: int) -> None:
    after = date.fromordinal(starts_on.toordinal() + later)
    found = next_occurrences(cadence_of(Choice(rhythm), starts_on), starts_on, after=after)
    assert len(found) == 3
    assert found == sorted(set(found))
    assert found[0] > after


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("", "Say how often"),
        ("weekly", "cannot be used"),
        ("FREQ=SECONDLY", "FREQ is one of"),
        ("FREQ=HOURLY", "FREQ is one of"),
        ("FREQ=WEEKLY;COUNT=5", "COUNT cannot be used"),
        ("FREQ=WEEKLY;BYHOUR=3", "BYHOUR cannot be used"),
        ("FREQ=WEEKLY;INTERVAL=0", "INTERVAL is a whole number"),
        ("FREQ=WEEKLY;INTERVAL=٣", "INTERVAL is a whole number"),
        ("FREQ=WEEKLY;BYDAY=XX", "is no rule such as"),
        ("FREQ=DAILY;BYMONTHDAY=99", "nothing ever happens"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "nothing ever happens"),
        ("FREQ=DAILY;UNTIL=20250101", "nothing ever happens"),
        ("FREQ=DAILY;UNTIL=20269999", "is no rule such as"),
        ("FREQ=DAILY;UNTIL=20261231T000000Z", "Write UNTIL as a day"),
        ("FREQ=DAILY;FREQ=WEEKLY", "stands twice"),
        ("FREQ=DAILY;" + "BYDAY=MO" * 40, "Say how often"),
    ],
)
def test_a_rule_that_cannot_be_is_explained(rule: str, words: str) -> None:
    with pytest.raises(Refused, match=words) as refusal:
        checked_cadence(rule, date(2026, 5, 20))
    assert refusal.value.field == "cadence"


@given(st.text(alphabet="FREQ=DAILYWKMONTHUBSP;,0123456789-+", max_size=60))
def test_whatever_is_typed_is_kept_or_refused(rule: str) -> None:
    try:
        checked_cadence(rule, date(2026, 5, 20))
    except Refused as refusal:
        assert refusal.field == "cadence"  # noqa: PT017  # kept or refused, both will do


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("FREQ=DAILY", "Every day"),
        ("FREQ=DAILY;INTERVAL=10", "Every 10 days"),
        ("FREQ=WEEKLY", "Every week on Wednesday"),
        ("FREQ=WEEKLY;BYDAY=TH,MO;WKST=MO", "Every week on Monday and Thursday"),
        ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "Every week from Monday to Friday"),
        ("FREQ=WEEKLY;INTERVAL=2;UNTIL=20261231", "Every two weeks on Wednesday, until 31 Dec 2026"),
        ("FREQ=WEEKLY;INTERVAL=3;BYDAY=TU", "Every 3 weeks on Tuesday"),
        ("FREQ=MONTHLY", "Every month on day 20"),
        ("FREQ=MONTHLY;BYDAY=2TU", "Every month on the second Tuesday"),
        ("FREQ=MONTHLY;INTERVAL=3;BYDAY=-1FR", "Every quarter on the last Friday"),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", "Every month on the last day of the month"),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1", "Every month on the first day from Monday to Friday"),
        ("FREQ=MONTHLY;INTERVAL=12", "Every year on 20 May"),
        ("FREQ=YEARLY", "Every year on 20 May"),
        ("FREQ=MONTHLY;BYMONTHDAY=1,15", "Every month on set days"),
        ("FREQ=YEARLY;BYMONTH=3,9;BYDAY=1MO", "Every year on set days"),
    ],
)
def test_a_rule_is_said_in_words(rule: str, words: str) -> None:
    assert in_words(rule, date(2026, 5, 20)) == words


def test_the_last_day_of_a_long_month_is_said_for_short_ones_too() -> None:
    rule = cadence_of(Choice(Rhythm.MONTHLY), date(2026, 1, 31))
    assert in_words(rule, date(2026, 1, 31)) == "Every month on day 31, or the last day of a shorter month"


def test_days_are_named_in_the_readers_language() -> None:
    with override("de"):
        assert in_words("FREQ=YEARLY", date(2026, 5, 20)).endswith("20. Mai")
