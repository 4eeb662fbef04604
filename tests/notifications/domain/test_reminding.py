"""Reminders: once for each offset, caught up after a stop, anew when the date moves."""

import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, connection

from accounts.choices import Role
from accounts.models import ScopedModel, User
from notifications import reminders
from notifications.domain.reminding import offset_to_tell, remind
from notifications.models import Message, Notice
from notifications.reminders import DueItem, Reminder, register_reminder
from notifications.rendering import rendered
from notifications.topics import Topic, register
from tests.cast import Cast
from tests.notifications.subjects import SOMETHING

REVIEW_DUE = register(
    Topic(code="tests.review_due", label="Review due", title="%(vendor)s is due", text="By %(due_on)s.")
)


class Calendar:
    """What is due, as a room would find it; `asked` keeps the periods that were asked for."""

    def __init__(self) -> None:
        self.about: ScopedModel | None = None
        self.due_on = date(2026, 6, 10)
        self.people: list[User] = []
        self.zone = "UTC"
        self.asked: list[tuple[date, date]] = []

    def due(self, date_from: date, date_to: date) -> Iterator[DueItem]:
        self.asked.append((date_from, date_to))
        if self.about is not None and date_from <= self.due_on <= date_to:
            yield DueItem(self.about, self.due_on, self.people, {"vendor": str(self.about)}, zone=self.zone)


@pytest.fixture
def calendar(monkeypatch: pytest.MonkeyPatch) -> Calendar:
    """The only source of reminders."""
    monkeypatch.setattr(reminders, "_reminders", [])
    calendar = Calendar()
    register_reminder(Reminder(REVIEW_DUE, calendar.due))
    return calendar


@pytest.fixture
def review(cast: Cast, calendar: Calendar) -> Calendar:
    calendar.about, calendar.people = cast.acme, [cast[Role.PROCUREMENT_OFFICER]]
    return calendar


def on(day: str, hour: int = 9) -> int:
    """Remind as of that day; returns how many reminders were told."""
    return remind(now=datetime.fromisoformat(day).replace(hour=hour, tzinfo=UTC))


@pytest.mark.parametrize(
    ("days_left", "offset"),
    [(22, None), (21, 21), (20, 21), (8, 21), (7, 7), (2, 7), (1, 1), (0, 1), (-1, None), (-40, None)],
)
def test_of_the_offsets_that_have_passed_the_nearest_counts(days_left: int, offset: int | None) -> None:
    assert offset_to_tell((21, 7, 1), days_left) == offset


def test_a_review_is_reminded_of_21_7_and_1_days_before_once_each(review: Calendar) -> None:
    day, told = date(2026, 5, 15), {}
    while day <= date(2026, 6, 12):
        for _beat in range(3):
            told[day.isoformat()] = told.get(day.isoformat(), 0) + on(day.isoformat())
        day += timedelta(days=1)
    assert {day: count for day, count in told.items() if count} == {"2026-05-20": 1, "2026-06-03": 1, "2026-06-09": 1}


def test_a_reminder_names_the_day(review: Calendar, cast: Cast) -> None:
    on("2026-05-20")
    matter = rendered(Message.objects.get(), cast[Role.PROCUREMENT_OFFICER])
    assert matter.text == "By 10 Jun 2026."


def test_a_date_that_moves_is_reminded_of_anew(review: Calendar) -> None:
    assert on("2026-06-03") == 1
    review.due_on = date(2026, 6, 30)
    assert on("2026-06-04") == 0
    assert on("2026-06-09") == 1
    assert on("2026-06-23") == 1


def test_after_a_stop_only_the_nearest_missed_reminder_is_told_and_once(review: Calendar) -> None:
    assert on("2026-06-05") == 1
    assert on("2026-06-06") == 0
    assert Message.objects.count() == 1


def test_what_is_overdue_is_not_reminded_of(review: Calendar) -> None:
    assert on("2026-06-11") == 0


def test_today_is_the_items_own_day(review: Calendar) -> None:
    review.zone = "Pacific/Auckland"
    assert on("2026-05-19", hour=11) == 0
    assert on("2026-05-19", hour=12) == 1  # the 20th there


def test_one_source_that_fails_does_not_silence_the_others(review: Calendar) -> None:
    def broken(date_from: date, date_to: date) -> Iterator[DueItem]:
        raise DatabaseError("gone")
        yield

    reminders._reminders.insert(0, Reminder(SOMETHING, broken))
    assert on("2026-05-20") == 1


def test_the_source_is_asked_for_every_day_that_can_matter(review: Calendar) -> None:
    on("2026-05-20")
    assert review.asked == [(date(2026, 5, 19), date(2026, 6, 11))]


@pytest.mark.django_db(transaction=True)
def test_two_beats_tell_once(cast_on_disk: Cast, calendar: Calendar) -> None:
    calendar.about, calendar.people = cast_on_disk.acme, [cast_on_disk[Role.PROCUREMENT_OFFICER]]
    barrier = threading.Barrier(4)

    def beat() -> None:
        barrier.wait()
        on("2026-05-20")
        connection.close()

    beats = [threading.Thread(target=beat) for _ in range(4)]
    for one in beats:
        one.start()
    for one in beats:
        one.join()
    assert Message.objects.count() == Notice.objects.count() == 1
