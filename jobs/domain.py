"""How a piece of long work is taken up, held, and brought to its end.

The row is the queue. A worker holds a job by a lease that it renews while it works; when the worker dies, the lease
runs out and another takes the job up again, so the work itself has to be safe to repeat.
"""

from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from jobs.models import Job, JobState

LEASE = timedelta(seconds=60)
MOST_ATTEMPTS = 5

J = TypeVar("J", bound=Job)


def start(job: Job) -> bool:
    """Hand a prepared job to the workers; False where somebody did so already."""
    rows = type(job)._default_manager.filter(pk=job.pk, state=JobState.PREPARED)
    return bool(rows.update(state=JobState.WAITING))


def claim(model: type[J], *, now: datetime, lease: timedelta = LEASE) -> J | None:
    """The oldest job of `model` that waits, or whose worker let its lease run out; None where nothing is to do.

    A job that was taken up `MOST_ATTEMPTS` times without coming to an end has failed.
    """
    due = Q(state=JobState.WAITING) | Q(state=JobState.RUNNING, lease_until__lt=now)
    with transaction.atomic():
        _give_up(model, now)
        rows: QuerySet[Any] = model._default_manager.filter(due).order_by("asked_at", "pk")
        job: J | None = rows.select_for_update(skip_locked=True).first()
        if job is None:
            return None
        job.state, job.lease_until, job.attempts = JobState.RUNNING, now + lease, job.attempts + 1
        job.save(update_fields=["state", "lease_until", "attempts"])
    return job


def _give_up(model: type[Job], now: datetime) -> None:
    hopeless = model._default_manager.filter(
        state=JobState.RUNNING, lease_until__lt=now, attempts__gte=MOST_ATTEMPTS
    ).select_for_update(skip_locked=True)
    reason = _("It was begun %d times and never came to an end. Ask your administrator to look at the log.")
    model._default_manager.filter(pk__in=list(hopeless.values_list("pk", flat=True))).update(
        state=JobState.FAILED, failure=reason % MOST_ATTEMPTS, finished_at=now, lease_until=None
    )


def is_held(job: Job) -> bool:
    """Whether this worker's claim still stands. Inside a transaction, it then stands until the end of it."""
    rows = type(job)._default_manager.select_for_update()
    return rows.filter(pk=job.pk, state=JobState.RUNNING, attempts=job.attempts).exists()


def progress(job: Job, *, done: int, now: datetime, total: int | None = None, lease: timedelta = LEASE) -> bool:
    """Say how far the work is, and hold it further; False where another worker has taken it over."""
    job.done_count = done
    fields: dict[str, object] = {"done_count": done, "lease_until": now + lease}
    if total is not None:
        job.total_count = fields["total_count"] = total
    return _update(job, fields)


def finish(job: Job, *, now: datetime) -> bool:
    """The work is done."""
    return _update(job, {"state": JobState.DONE, "finished_at": now, "lease_until": None})


def fail(job: Job, *, reason: str, now: datetime) -> bool:
    """The work cannot be done; `reason` tells the person who asked for it."""
    return _update(job, {"state": JobState.FAILED, "failure": reason, "finished_at": now, "lease_until": None})


def _update(job: Job, fields: dict[str, object]) -> bool:
    rows = type(job)._default_manager.filter(pk=job.pk, state=JobState.RUNNING, attempts=job.attempts)
    if not rows.update(**fields):
        return False
    job.refresh_from_db()
    return True
