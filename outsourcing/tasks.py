"""The workers' sign of life."""

from celery import shared_task
from django.utils import timezone

from outsourcing.health import record_heartbeat


@shared_task
def beat_heart() -> None:
    """Beat asks for it and a worker does it, so its age tells that the whole chain moves."""
    record_heartbeat(now=timezone.now())
