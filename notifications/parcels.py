"""What a delivery is while it is on its way: everything needed to send it, and what came of that."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Outcome:
    """What came of one try. `is_final`: trying again would not help. `is_gone`: the receiver wants no more at all."""

    succeeded: bool
    detail: str = ""
    status: int | None = None
    is_final: bool = False
    is_gone: bool = False
    asked_wait: timedelta | None = None


@dataclass(frozen=True)
class Parcel:
    """A claimed delivery, ready to go. `send` reads no database and may run in any thread."""

    delivery_id: int
    channel: str
    attempt: int
    endpoint_id: int | None
    send: Callable[[], Outcome]


def impossible(reason: str) -> Callable[[], Outcome]:
    """The sending of what cannot be sent: it fails for good with `reason`."""
    outcome = Outcome(False, reason, is_final=True)
    return lambda: outcome


def failing(reason: str) -> Callable[[], Outcome]:
    """The sending of what cannot be sent as things are: it fails with `reason`, and is tried again."""
    outcome = Outcome(False, reason)
    return lambda: outcome
