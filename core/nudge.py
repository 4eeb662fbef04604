"""Waking the workers early. Rows are the queue; a nudge only saves the seconds until the next tick of beat."""

import logging
import time
from functools import partial
from threading import local
from typing import Any

from celery import Task, current_app
from django.db import transaction
from kombu.exceptions import OperationalError

log = logging.getLogger(__name__)

FRESH_SECONDS = 5
"""A nudge that no worker took by then is dropped: beat has asked for the same by that time."""

_broker = local()


def after_commit(task: "Task[Any, Any] | str") -> None:
    """Ask a worker for `task` once the transaction is committed.

    A domain function gives the dotted name ("kpis.tasks.refresh_due"), since tasks stand above it.

    Never fails and never waits long: with the broker away the work is found by the next tick of beat.
    """
    transaction.on_commit(partial(nudge, task if isinstance(task, str) else task.name))


def nudge(task: str) -> None:
    """Ask a worker for `task` now. After a failure the broker is left alone for a few seconds."""
    if time.monotonic() < getattr(_broker, "rests_until", 0.0):
        return
    try:
        current_app.send_task(task, expires=FRESH_SECONDS, retry=False, ignore_result=True)
    except (OperationalError, OSError) as error:
        _broker.rests_until = time.monotonic() + FRESH_SECONDS
        log.warning("The broker does not answer, so %s waits for beat: %s", task, error)
