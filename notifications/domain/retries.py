"""When to try again. Pure: elapsed times in, elapsed times out."""

from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

from notifications.choices import Channel

_SECOND, _MINUTE, _HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)

WAITS: dict[str, tuple[timedelta, ...]] = {
    Channel.WEBHOOK: (
        5 * _SECOND,
        5 * _MINUTE,
        30 * _MINUTE,
        2 * _HOUR,
        5 * _HOUR,
        10 * _HOUR,
        14 * _HOUR,
        20 * _HOUR,
        24 * _HOUR,
    ),
    # There is one mail server and somebody is mending it: keep close, so that what waited goes soon after.
    Channel.MAIL: (5 * _SECOND, _MINUTE, *[5 * _MINUTE] * 24, *[30 * _MINUTE] * 44, *[2 * _HOUR] * 24),
}
LONGEST_ASKED = 24 * _HOUR
MOST_JITTER = 0.1


def next_wait(channel: str, attempts: int, *, jitter: float, asked: timedelta | None = None) -> timedelta | None:
    """How long to wait after the `attempts`-th try failed, or None when it was the last.

    `jitter` from 0 to 1 spreads receivers' load: up to a tenth is added. `asked` is what the receiver wished for
    (Retry-After): never less than that, up to a day.
    """
    waits = WAITS[channel]
    if attempts > len(waits):
        return None
    wait = waits[attempts - 1] * (1 + MOST_JITTER * jitter)
    return max(wait, min(asked, LONGEST_ASKED)) if asked else wait


def retry_after(header: str, now: datetime) -> timedelta | None:
    """The wait that a Retry-After header asks for, in seconds or as an HTTP date; None where it says nothing useful."""
    text = header.strip()
    if text.isascii() and text.isdecimal():
        return timedelta(seconds=min(int(text[:9]), LONGEST_ASKED.total_seconds()))
    try:
        until = parsedate_to_datetime(text)
    except (TypeError, ValueError, OverflowError):
        return None
    if until.tzinfo is None or until <= now:
        return None
    return until - now
