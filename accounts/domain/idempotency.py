"""A POST with an `Idempotency-Key` takes effect once: the second time, the first answer comes back.

The key belongs to the person. A call that fails is forgotten, because it kept nothing; one whose process died holds
its key for a minute.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.models import IdempotentCall, User
from core.sealing import opened, sealed

KEPT = timedelta(hours=24)
LOCK_LASTS = timedelta(seconds=60)
PURPOSE = "idempotent answer"


@dataclass(frozen=True)
class Answer:
    """What a call was answered with."""

    status: int
    headers: dict[str, str]
    body: str


class OtherPayload(Exception):
    """The key was used for another call."""


class StillRunning(Exception):
    """The first call with this key has not been answered yet; `seconds` until it is given up."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"still running, for at most {seconds} s more")
        self.seconds = seconds


def begin_call(user: User, *, key: str, fingerprint: str, now: datetime) -> Answer | None:
    """Take `key` for a call: None says go ahead, an Answer is to be given again.

    Raises OtherPayload where the key stands for another call, StillRunning where its first call has no answer yet.
    """
    IdempotentCall.objects.filter(user=user, key=key, created_at__lte=now - KEPT).delete()
    fresh = {"fingerprint": fingerprint, "created_at": now, "locked_until": now + LOCK_LASTS}
    call, is_new = IdempotentCall.objects.get_or_create(user=user, key=key, defaults=fresh)
    if is_new:
        return None
    if call.fingerprint != fingerprint:
        raise OtherPayload
    if call.status is not None:
        return Answer(call.status, **json.loads(opened(call.sealed_answer, purpose=PURPOSE)))
    orphan = IdempotentCall.objects.filter(pk=call.pk, status=None, locked_until=call.locked_until)
    if call.locked_until > now or not orphan.update(locked_until=now + LOCK_LASTS):
        raise StillRunning(max(1, int((call.locked_until - now).total_seconds()) + 1))
    return None


def keep_answer(user: User, *, key: str, answer: Answer) -> None:
    """Keep the answer for a day. It may hold a secret that is shown once, so it is sealed."""
    text = json.dumps({"headers": answer.headers, "body": answer.body})
    IdempotentCall.objects.filter(user=user, key=key).update(
        status=answer.status, sealed_answer=sealed(text, purpose=PURPOSE)
    )


def forget_call(user: User, *, key: str) -> None:
    """The call failed and kept nothing: the key is free again."""
    IdempotentCall.objects.filter(user=user, key=key, status=None).delete()


def purge_answers(*, now: datetime) -> int:
    """Delete what is over a day old; how many there were."""
    return IdempotentCall.objects.filter(created_at__lte=now - KEPT).delete()[0]
