"""When to try again."""

from datetime import UTC, datetime, timedelta

import pytest

from notifications.choices import Channel
from notifications.domain.retries import next_wait, retry_after

NOW = datetime(2026, 5, 20, 9, 30, tzinfo=UTC)


def test_a_webhook_is_tried_ten_times_over_three_days() -> None:
    waits = [next_wait(Channel.WEBHOOK, attempts, jitter=0) for attempts in range(1, 11)]
    seconds = [wait and wait.total_seconds() for wait in waits]
    assert seconds == [5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400, None]


def test_jitter_adds_at_most_a_tenth() -> None:
    assert next_wait(Channel.WEBHOOK, 2, jitter=1) == timedelta(seconds=330)


def test_a_mail_server_that_is_back_is_found_within_five_minutes_in_its_first_two_hours() -> None:
    waits = [next_wait(Channel.MAIL, attempts, jitter=0) for attempts in range(1, 27)]
    assert all(wait is not None and wait <= timedelta(minutes=5) for wait in waits)
    assert sum((wait for wait in waits if wait), timedelta()) > timedelta(hours=2)


def test_mail_is_tried_for_three_days() -> None:
    total, attempts = timedelta(), 1
    while (wait := next_wait(Channel.MAIL, attempts, jitter=0)) is not None:
        total, attempts = total + wait, attempts + 1
    assert total > timedelta(days=3)


def test_what_the_receiver_asks_for_is_honoured_up_to_a_day() -> None:
    assert next_wait(Channel.WEBHOOK, 1, jitter=0, asked=timedelta(minutes=7)) == timedelta(minutes=7)
    assert next_wait(Channel.WEBHOOK, 4, jitter=0, asked=timedelta(minutes=7)) == timedelta(hours=2)
    assert next_wait(Channel.WEBHOOK, 1, jitter=0, asked=timedelta(days=70)) == timedelta(days=1)


@pytest.mark.parametrize(
    ("header", "wait"),
    [
        ("120", timedelta(minutes=2)),
        (" 0 ", timedelta(0)),
        ("99999999999999999999", timedelta(days=1)),
        ("Wed, 20 May 2026 09:40:00 GMT", timedelta(minutes=10)),
        ("Wed, 20 May 2026 09:00:00 GMT", None),
        ("soon", None),
        ("", None),
        ("-5", None),
        ("\uff11\uff12", None),
    ],
)
def test_retry_after_is_read_in_both_its_forms(header: str, wait: timedelta | None) -> None:
    assert retry_after(header, NOW) == wait
