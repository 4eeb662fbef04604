"""A worker's turn at the outbox: deliveries go out in threads, while the database is asked from this one alone."""

import logging
import time
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import datetime

from django.db import Error as DatabaseError
from django.db import connection

from notifications.domain.delivering import AT_ONCE, LEASE, claim, hold, settle
from notifications.parcels import Outcome, Parcel

log = logging.getLogger(__name__)

LOOK_AGAIN_SECONDS = 0.5
HOLD_AFTER_SECONDS = LEASE.total_seconds() / 3

Clock = Callable[[], datetime]
Sent = tuple[Outcome, int]


def deliver_all_due(clock: Clock, *, goes_on: Callable[[], bool] = lambda: True) -> int:
    """Send what is due and what comes due meanwhile, until nothing is on its way; returns how many arrived.

    `goes_on` is asked before each look for more, at least twice a second. Once it says no, nothing more is claimed, and
    what is on its way is waited for.
    """
    arrived = 0
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="deliver") as pool:
        turn = _Turn(pool, clock)
        takes_more = True
        while True:
            takes_more = takes_more and goes_on()
            if takes_more:
                turn.take_what_is_due()
            if not turn.running:
                return arrived
            arrived += turn.wait()


@dataclass
class _Sending:
    """A parcel on its way, and when its lease is next made longer (of the monotonic clock)."""

    parcel: Parcel
    hold_at: float


class _Turn:
    """What is on its way now, and what becomes of it."""

    def __init__(self, pool: ThreadPoolExecutor, clock: Clock) -> None:
        self._pool = pool
        self._clock = clock
        self.running: dict[Future[Sent], _Sending] = {}

    def take_what_is_due(self) -> None:
        """Claim until every thread is busy or nothing is due."""
        while len(self.running) < AT_ONCE:
            parcels = claim(AT_ONCE - len(self.running), now=self._clock())
            if not parcels:
                return
            hold_at = time.monotonic() + HOLD_AFTER_SECONDS
            self.running |= {self._pool.submit(_timed, parcel): _Sending(parcel, hold_at) for parcel in parcels}

    def wait(self) -> int:
        """Wait a moment, and write down what has come back; returns how many arrived."""
        done, _ = wait(self.running, timeout=LOOK_AGAIN_SECONDS, return_when=FIRST_COMPLETED)
        arrived = sum(self._settle(future) for future in done)
        self._hold_what_takes_long()
        return arrived

    def _settle(self, future: "Future[Sent]") -> bool:
        """Whether it arrived. What cannot be written down is left to its lease: it goes again, under the same id."""
        parcel = self.running.pop(future).parcel
        outcome, milliseconds = future.result()
        for _attempt in range(2):
            try:
                settle(parcel, outcome, milliseconds=milliseconds, now=self._clock())
                return outcome.succeeded
            except DatabaseError:
                log.exception("What came of delivery %s could not be written down", parcel.delivery_id)
                if not connection.is_usable():  # the database was restarted: the second try opens another
                    connection.close()
        return False

    def _hold_what_takes_long(self) -> None:
        for sending in self.running.values():
            if time.monotonic() >= sending.hold_at:
                hold(sending.parcel, now=self._clock())
                sending.hold_at = time.monotonic() + HOLD_AFTER_SECONDS


def _timed(parcel: Parcel) -> Sent:
    """The outcome of sending, and how long it took in ms. Whatever one delivery does must not stop the others."""
    started = time.monotonic()
    try:
        outcome = parcel.send()
    except Exception as error:
        log.exception("Delivery %s could not be sent", parcel.delivery_id)
        outcome = Outcome(False, f"{type(error).__name__}: {error}")
    return outcome, round((time.monotonic() - started) * 1000)
