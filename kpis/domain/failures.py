"""Results that could not be worked out: put off and shown, so that they stop nobody else's."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from kpis.models import EvaluationFailure, PeriodResult

FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=1)
LONGEST_ERROR = 500

log = logging.getLogger(__name__)


def put_off(results: Sequence[PeriodResult], error: Exception, *, now: datetime) -> None:
    """Try `results` again later, each time after a longer pause, and keep why they failed."""
    said = f"{type(error).__name__}: {error}".replace("\x00", "")[:LONGEST_ERROR]
    log.error("Period results %s could not be worked out", [result.pk for result in results], exc_info=error)
    earlier = dict(EvaluationFailure.objects.filter(result__in=results).values_list("result_id", "attempts"))
    for result in results:
        attempts = earlier.get(result.pk, 0) + 1
        retry_at = now + pause_after(attempts)
        EvaluationFailure.objects.update_or_create(
            result=result,
            defaults={"error": said, "attempts": attempts, "failed_at": now, "retry_at": retry_at},
        )
        PeriodResult.objects.filter(pk=result.pk).update(stale_at=retry_at)


def pause_after(attempts: int) -> timedelta:
    """How long a result rests after so many failed attempts: 30 s, then twice as long each time, an hour at most."""
    return min(FIRST_PAUSE * 2 ** min(attempts - 1, 10), LONGEST_PAUSE)


def overcome(results: Sequence[PeriodResult]) -> None:
    """Forget the failures of `results`, which have just been worked out."""
    EvaluationFailure.objects.filter(result__in=results).delete()
