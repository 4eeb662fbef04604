"""What the clock asks of this room. Tasks carry no arguments: they ask the database what is due."""

import time
import uuid

from celery import shared_task
from django.core.cache import cache
from django.utils import timezone

from notifications.domain.delivering import gather_mails
from notifications.domain.forgetting import forget_old
from notifications.domain.reminding import remind
from notifications.domain.turns import deliver_all_due

POST = "notifications-post"
POST_HELD_SECONDS = 8
TURN_SECONDS = 60.0
ROUND_SECONDS = 2.0


@shared_task
def deliver_due() -> int:
    """Send the mails and webhooks that are due; returns how many arrived.

    One worker at a time takes them up, so that receivers which hang do not hold up the other workers too.
    """
    post = _Post()
    if not post.take():
        return 0
    try:
        return deliver_all_due(timezone.now, goes_on=_Rounds(post))
    finally:
        post.leave()


class _Post:
    """The place of the worker that takes up deliveries: an entry of the cache table, which runs out by itself.

    It saves work and guards nothing: were two at it, the leases of the deliveries keep them apart.
    """

    def __init__(self) -> None:
        self._holder = uuid.uuid4().hex

    def take(self) -> bool:
        """False where another worker has it."""
        return cache.add(POST, self._holder, timeout=POST_HELD_SECONDS)

    def keep(self) -> bool:
        """Hold it further; False where it ran out and another worker took it."""
        if cache.get(POST) not in (None, self._holder):
            return False
        cache.set(POST, self._holder, timeout=POST_HELD_SECONDS)
        return True

    def leave(self) -> None:
        """Let the next worker have it."""
        if cache.get(POST) == self._holder:
            cache.delete(POST)


class _Rounds:
    """Whether this worker goes on; every two seconds it keeps the post and gathers the mails whose window has closed.

    After a minute it leaves the post and takes up nothing more. What hangs then hangs beside the next worker's turn.
    """

    def __init__(self, post: _Post) -> None:
        self._post = post
        self._ends_at = time.monotonic() + TURN_SECONDS
        self._next_at = 0.0

    def __call__(self) -> bool:
        now = time.monotonic()
        if now >= self._ends_at:
            self._post.leave()
            return False
        if now < self._next_at:
            return True
        if not self._post.keep():
            return False
        self._next_at = now + ROUND_SECONDS
        gather_mails(now=timezone.now())
        return True


@shared_task
def forget_old_deliveries() -> int:
    """Delete old deliveries, notices and messages; returns how many rows."""
    return forget_old(now=timezone.now())


@shared_task
def remind_due() -> int:
    """Tell the reminders whose time has come."""
    return remind(now=timezone.now())
