"""A POST with an `Idempotency-Key` takes effect once: the second time, the first answer comes back.

The key belongs to the person. A call that fails is forgotten, because it kept nothing; one whose process died holds
its key for a minute.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

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


@dataclass(frozen=True)
class Claim:
    """A key that is held for one call, until `locked_until`."""

    user: User
    key: str
    locked_until: datetime

    @property
    def rows(self) -> QuerySet[IdempotentCall]:
        """The row of the call while this claim holds it; none once another call took the key over."""
        mine = {"user": self.user, "key": self.key, "status": None, "locked_until": self.locked_until}
        return IdempotentCall.objects.filter(**mine)


def begin_call(user: User, *, key: str, fingerprint: str, now: datetime) -> Claim | Answer:
    """Take `key` for a call: a Claim says go ahead, an Answer is to be given again.

    Raises OtherPayload where the key stands for another call, StillRunning where its first call has no answer yet.
    """
    IdempotentCall.objects.filter(user=user, key=key, created_at__lte=now - KEPT).delete()
    claim = Claim(user, key, now + LOCK_LASTS)
    fresh = {"fingerprint": fingerprint, "created_at": now, "locked_until": claim.locked_until}
    call, is_new = IdempotentCall.objects.get_or_create(user=user, key=key, defaults=fresh)
    if is_new:
        return claim
    if call.fingerprint != fingerprint:
        raise OtherPayload
    if call.status is not None:
        return Answer(call.status, **json.loads(opened(call.sealed_answer, purpose=PURPOSE)))
    is_orphan = call.locked_until <= now
    if not is_orphan or not Claim(user, key, call.locked_until).rows.update(locked_until=claim.locked_until):
        raise _still_running(call, now)
    return claim


def keep_answer(claim: Claim, answer: Answer) -> None:
    """Keep the answer for a day. It may hold a secret that is shown once, so it is sealed.

    Call it in the transaction of what was done. Raises StillRunning where that took so long that the key was taken
    over: then the other call counts, and this one must come to nothing.
    """
    text = json.dumps({"headers": answer.headers, "body": answer.body})
    if not claim.rows.update(status=answer.status, sealed_answer=sealed(text, purpose=PURPOSE)):
        raise StillRunning(int(LOCK_LASTS.total_seconds()))


def forget_call(claim: Claim) -> None:
    """The call failed and kept nothing: the key is free again."""
    claim.rows.delete()


def _still_running(call: IdempotentCall, now: datetime) -> StillRunning:
    return StillRunning(max(1, int((call.locked_until - now).total_seconds()) + 1))


def purge_answers(*, now: datetime) -> int:
    """Delete what is over a day old; how many there were."""
    return IdempotentCall.objects.filter(created_at__lte=now - KEPT).delete()[0]
