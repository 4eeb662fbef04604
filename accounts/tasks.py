"""What accounts does by the clock."""

from celery import shared_task
from django.utils import timezone

from accounts.domain.idempotency import purge_answers


@shared_task
def purge_old_answers() -> None:
    """Forget the answers of idempotent calls after a day."""
    purge_answers(now=timezone.now())
