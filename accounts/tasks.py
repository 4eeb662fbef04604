"""What accounts does by the clock."""

from celery import shared_task
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone

from accounts.domain.idempotency import purge_answers


@shared_task
def purge_old_answers() -> int:
    """Forget the answers of idempotent calls after a day; returns how many."""
    return purge_answers(now=timezone.now())


@shared_task
def purge_old_sessions() -> None:
    """Delete the sessions that ran out: Django leaves them."""
    SessionStore.clear_expired()
