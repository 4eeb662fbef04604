"""What the clock asks of this room. Tasks carry no arguments: they ask the database what is due."""

from celery import shared_task
from django.utils import timezone

from notifications.domain.delivering import deliver_all_due, gather_mails
from notifications.domain.reminding import remind

KEEP_AT_IT_SECONDS = 60.0


@shared_task
def deliver_due() -> int:
    """Send the mails and webhooks that are due; several workers share them."""
    gather_mails(now=timezone.now())
    return deliver_all_due(timezone.now, at_most_seconds=KEEP_AT_IT_SECONDS)


@shared_task
def remind_due() -> int:
    """Tell the reminders whose time has come."""
    return remind(now=timezone.now())
