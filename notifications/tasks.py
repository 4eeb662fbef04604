"""What the clock asks of this room. Tasks carry no arguments: they ask the database what is due."""

import time
import uuid

from celery import shared_task
from django.core.cache import cache
from django.utils import timezone

from notifications.domain.delivering import deliver_all_due, gather_mails
from notifications.domain.reminding import remind

KEEP_AT_IT_SECONDS = 60.0
POST = "notifications-post"
POST_HELD_SECONDS = 15
ROUND_SECONDS = 2.0


@shared_task
def deliver_due() -> int:
    """Send the mails and webhooks that are due. One worker at a time, so that receivers which hang hold up no more.

    Its post is an entry of the cache table that runs out by itself: were two at work, leases keep them apart.
    """
    holder = uuid.uuid4().hex
    if not cache.add(POST, holder, timeout=POST_HELD_SECONDS):
        return 0
    try:
        return deliver_all_due(timezone.now, at_most_seconds=KEEP_AT_IT_SECONDS, each_round=_Rounds(holder))
    finally:
        if cache.get(POST) == holder:
            cache.delete(POST)


class _Rounds:
    """Every two seconds: keep the post, and gather the mails whose window has closed."""

    def __init__(self, holder: str) -> None:
        self._holder = holder
        self._next = 0.0

    def __call__(self) -> None:
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + ROUND_SECONDS
        cache.set(POST, self._holder, timeout=POST_HELD_SECONDS)
        gather_mails(now=timezone.now())


@shared_task
def remind_due() -> int:
    """Tell the reminders whose time has come."""
    return remind(now=timezone.now())
