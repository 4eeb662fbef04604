"""Whether the process lives, and whether the product can do its work.

The workers' heartbeat is one entry of the cache table: it is worth nothing once it is old, needs no history, and
stands in the database that the workers must reach anyway.
"""

from datetime import datetime, timedelta

from celery import current_app
from django.core.cache import cache
from django.db import Error as DatabaseError
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from kombu.exceptions import OperationalError as BrokerError

from accounts.access import public

HEARTBEAT = "workers-heartbeat"
HEARTBEAT_LIMIT = timedelta(seconds=60)
BROKER_PATIENCE_SECONDS = 2


def record_heartbeat(*, now: datetime) -> None:
    cache.set(HEARTBEAT, now, timeout=None)


def database_problem() -> str | None:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "does not answer"
    return None


def broker_problem() -> str | None:
    try:
        with current_app.connection_for_write() as broker:
            broker.ensure_connection(max_retries=1, timeout=BROKER_PATIENCE_SECONDS)
    except (BrokerError, OSError):
        return "does not answer"
    return None


def workers_problem(*, now: datetime) -> str | None:
    try:
        last: datetime | None = cache.get(HEARTBEAT)
    except DatabaseError:
        return "not known without the database"
    if last is None:
        return "no heartbeat yet"
    age = now - last
    return f"last heartbeat {age.total_seconds():.0f} s ago" if age > HEARTBEAT_LIMIT else None


@never_cache
@require_safe
@public
def healthz(request: HttpRequest) -> HttpResponse:
    """This process answers. It asks nothing of the others, so that their failure does not restart it."""
    return HttpResponse("alive\n", content_type="text/plain")


@never_cache
@require_safe
@public
def readyz(request: HttpRequest) -> JsonResponse:
    """The database, Redis and the workers do their part: 200 with "ok" for each, or 503 with what is wrong."""
    problems = {
        "database": database_problem(),
        "redis": broker_problem(),
        "workers": workers_problem(now=timezone.now()),
    }
    ready = not any(problems.values())
    return JsonResponse({part: problem or "ok" for part, problem in problems.items()}, status=200 if ready else 503)
