"""Cadences: chosen by name, kept as rules of days, explained when they cannot be."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Refused
from projects.domain.cadence import Rhythm, cadence_of, checked_cadence, in_words, next_occurrences, rhythm_of

NAMED = [Rhythm.WEEKLY, Rhythm.BIWEEKLY, Rhythm.MONTHLY, Rhythm.QUARTERLY]
days = st.dates(date(2020, 1, 1), date(2035, 12, 31))


@pytest.mark.parametrize(
    ("rhythm", "starts_on", "expected"),
    [
        (Rhythm.WEEKLY, date(2026, 5, 20), [date(2026, 5, 27), date(2026, 6, 3)]),
        (Rhythm.BIWEEKLY, date(2026, 5, 20), [date(2026, 6, 3), date(2026, 6, 17)]),
        (Rhythm.MONTHLY, date(2026, 1, 31), [date(2026, 2, 28), date(2026, 3, 31)]),
        (Rhythm.QUARTERLY, date(2025, 11, 30), [date(2026, 2, 28), date(2026, 5, 30)]),
    ],
)
def test_named_rhythms_come_round(rhythm: Rhythm, starts_on: date, expected: list[date]) -> None:
    rule = cadence_of(rhythm, starts_on)
    assert next_occurrences(rule, starts_on, after=starts_on, count=2) == expected


@given(st.sampled_from(NAMED), days)
def test_every_named_rhythm_is_a_good_rule_and_keeps_its_name(rhythm: Rhythm, starts_on: date) -> None:
    rule = cadence_of(rhythm, starts_on)
    assert checked_cadence(rule, starts_on) == rule
    assert rhythm_of(rule, starts_on) == rhythm
    assert in_words(rule, starts_on) == rhythm.label


@given(st.sampled_from(NAMED), days, st.integers(0, 3650))
def test_occurrences_lie_ahead_in_order(rhythm: Rhythm, starts_on: date, later: int) -> None:
    after = date.fromordinal(starts_on.toordinal() + later)
    found = next_occurrences(cadence_of(rhythm, starts_on), starts_on, after=after)
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


def test_a_rule_of_its_own_is_said_with_its_text() -> None:
    assert in_words("FREQ=WEEKLY;INTERVAL=3;BYDAY=TU", date(2026, 5, 20)) == (
        "Every 3 weeks (FREQ=WEEKLY;INTERVAL=3;BYDAY=TU)"
    )
