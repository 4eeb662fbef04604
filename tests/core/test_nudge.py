"""Waking the workers: never an error, never a long wait."""

import time

import pytest
from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

from core import nudge as nudging
from core.nudge import after_commit, nudge
from outsourcing.tasks import beat_heart


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the tasks that were asked for; nothing leaves the process."""
    names: list[str] = []
    monkeypatch.setattr(current_app, "send_task", lambda name, **_options: names.append(name))
    nudging._broker.__dict__.clear()
    return names


def test_a_task_is_asked_for_once_the_transaction_is_committed(
    db: None, sent: list[str], django_capture_on_commit_callbacks: object
) -> None:
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        after_commit("outsourcing.tasks.beat_heart")
        after_commit(beat_heart)
        assert sent == []
    assert sent == ["outsourcing.tasks.beat_heart"] * 2


@pytest.mark.django_db(transaction=True)
def test_nothing_is_asked_for_when_the_transaction_fails(sent: list[str]) -> None:
    with transaction.atomic():
        after_commit(beat_heart)
        transaction.set_rollback(True)
    assert sent == []


def test_a_broker_that_is_away_costs_little_and_raises_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    nudging._broker.__dict__.clear()
    asked: list[str] = []

    def fail(name: str, **options: object) -> None:
        asked.append(name)
        raise OperationalError("away")

    monkeypatch.setattr(current_app, "send_task", fail)
    started = time.monotonic()
    for _ in range(100):
        nudge("outsourcing.tasks.beat_heart")
    assert asked == ["outsourcing.tasks.beat_heart"]
    assert time.monotonic() - started < 1
    nudging._broker.__dict__.clear()
