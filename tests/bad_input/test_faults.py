"""What breaks under the product: a worker that is killed in the middle of its work, a Redis that is away.

A real worker, beat and broker. The worker is killed at a known place: the test locks the table that it is about to
write, waits until the worker stands before it, and kills it there.
"""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from threading import Thread

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.choices import Role
from jobs.models import JobState
from kpis.domain.imports import Columns, prepare_import, start_import
from kpis.domain.judgement import Levels
from kpis.models import Breach, Kpi, Measurement, MeasurementBatch, MeasurementImport
from notifications.choices import DeliveryState
from notifications.models import Delivery, Message
from notifications.tasks import POST
from projects.choices import ProjectState
from tests.cast import Cast, make_cast
from tests.factories.accounts import PASSWORD
from tests.factories.kpis import make_kpi
from tests.factories.notifications import WebhookEndpointFactory
from tests.factories.projects import ProjectFactory
from tests.journeys.machinery import Machinery, wait_until

OPENED = "kpis.breach_opened"
LAST_MONTH = (timezone.localdate().replace(day=1) - timedelta(days=1)).replace(day=1)
MIDDLE = datetime(LAST_MONTH.year, LAST_MONTH.month, 15, 12, tzinfo=UTC)


@pytest.fixture
def cast(machinery: Machinery) -> Cast:
    machinery.start()
    return make_cast()


@pytest.fixture
def kpi(cast: Cast, machinery: Machinery) -> Kpi:
    """A KPI that expects 99, and a webhook that is told of everything."""
    WebhookEndpointFactory.create(url=machinery.receiver.url)
    project = ProjectFactory.create(
        vendor=cast.acme, manager=cast[Role.MANAGER], sponsor=cast[Role.APPROVER], state=ProjectState.ACTIVE
    )
    levels = Levels(expected=Decimal(99))
    return make_kpi(project, name="Availability", starts_on=LAST_MONTH, levels=levels)


def submit(cast: Cast, kpi: Kpi, value: str) -> float:
    """One measurement of last month by REST; returns how many seconds the answer took."""
    client = APIClient()
    client.force_authenticate(cast[Role.MANAGER])
    started = time.monotonic()
    answer = client.post(
        "/api/v1/measurements/", [{"kpi": kpi.pk, "at": MIDDLE.isoformat(), "value": value}], format="json"
    )
    assert (answer.status_code, answer.json()["refused"]) == (200, 0), answer.content
    return time.monotonic() - started


@contextmanager
def held_before(table: str) -> Iterator[None]:
    """Nobody else writes `table` inside; waits until somebody wants to."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {table} IN EXCLUSIVE MODE")
        yield


def stands_before(table: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_locks WHERE NOT granted AND relation = %s::regclass", [table])
        return cursor.fetchone() is not None


def elsewhere(act: Callable[[], object]) -> None:
    """Do it by a connection of its own, while the test's holds a lock."""

    def run() -> None:
        act()
        connection.close()

    thread = Thread(target=run)
    thread.start()
    thread.join(timeout=20)


def told(machinery: Machinery, topic: str) -> list[str]:
    """The ids of the webhook calls about `topic`."""
    return [call.headers["webhook-id"] for call in machinery.receiver.calls if json.loads(call.body)["type"] == topic]


def told_once(machinery: Machinery, cast: Cast, topic: str, title: str) -> None:
    wait_until(lambda: told(machinery, topic), f"a webhook about {topic}")
    address = cast[Role.MANAGER].email
    machinery.mail_to(address, title)
    assert len(told(machinery, topic)) == 1
    assert len([mail for mail in machinery.mails_to(address) if title in mail]) == 1
    assert Message.objects.filter(topic=topic).count() == 1


def test_a_worker_killed_in_the_middle_of_a_batch_loses_and_doubles_nothing(
    machinery: Machinery,
    cast: Cast,
    kpi: Kpi,
) -> None:
    machinery.wait_for_worker()
    with held_before("notifications_message"):
        elsewhere(lambda: submit(cast, kpi, "97"))
        wait_until(lambda: stands_before("notifications_message"), "the worker is about to tell of the breach")
        machinery.kill_worker()
    assert not Breach.objects.exists() and not Message.objects.filter(topic=OPENED).exists()
    assert kpi.results.filter(stale_at__isnull=False).exists()
    machinery.revive()
    told_once(machinery, cast, OPENED, "Availability missed its target")
    assert Breach.objects.count() == 1


def test_a_worker_killed_while_a_receiver_lets_it_wait_delivers_again_under_the_same_id(
    machinery: Machinery,
    cast: Cast,
    kpi: Kpi,
) -> None:
    machinery.wait_for_worker()
    machinery.receiver.answering.clear()
    submit(cast, kpi, "97")
    wait_until(lambda: told(machinery, OPENED), "the receiver is asked")
    machinery.kill_worker()
    machinery.receiver.answering.set()
    Delivery.objects.update(lease_until=timezone.now())  # rather than waiting for its end
    cache.delete(POST)
    machinery.revive()
    wait_until(lambda: len(told(machinery, OPENED)) == 2, "the receiver is asked again")
    assert len(set(told(machinery, OPENED))) == 1
    wait_until(lambda: not Delivery.objects.filter(state=DeliveryState.WAITING).exists(), "everything has arrived")


def test_a_worker_killed_in_the_middle_of_a_file_keeps_nothing_of_it_and_the_next_keeps_all(
    machinery: Machinery,
    cast: Cast,
    kpi: Kpi,
) -> None:
    rows = [f"{(MIDDLE + timedelta(seconds=second)).isoformat()},99.5" for second in range(5_000)]
    file = ContentFile("\n".join(["at,value", *rows]).encode(), name="checks.csv")
    manager, now = cast[Role.MANAGER], timezone.now()
    job = prepare_import(kpi, file=file, by=manager, now=now)
    machinery.wait_for_worker()
    with held_before("kpis_measurementbatch"):
        columns = Columns(value_column="value", instant_column="at", time_zone="UTC")
        elsewhere(lambda: start_import(job, columns=columns, by=manager, now=now))
        wait_until(lambda: stands_before("kpis_measurementbatch"), "the worker is about to keep the rows")
        machinery.kill_worker()
    assert not Measurement.objects.exists()
    assert MeasurementImport.objects.get().state == JobState.RUNNING
    MeasurementImport.objects.update(lease_until=timezone.now())  # rather than waiting for a minute
    machinery.revive()
    wait_until(lambda: MeasurementImport.objects.get().state == JobState.DONE, "the file is read by another worker")
    assert (Measurement.objects.count(), MeasurementBatch.objects.count()) == (5_000, 1)
    client = Client()
    client.force_login(manager)
    assert "Every row is kept." in client.get(job.get_absolute_url()).content.decode()


def test_while_redis_is_away_everything_goes_on_and_afterwards_nothing_is_lost(
    machinery: Machinery,
    cast: Cast,
    kpi: Kpi,
) -> None:
    machinery.wait_for_worker()
    machinery.stop_broker()
    client = Client()
    ready = client.get("/readyz")
    assert (ready.status_code, ready.json()["redis"]) == (503, "does not answer")
    page = client.post("/account/login/", {"login": cast[Role.MANAGER].email, "password": PASSWORD})
    assert page.status_code == 302
    assert submit(cast, kpi, "97") < 5
    assert client.get(kpi.get_absolute_url()).status_code == 200
    assert not Breach.objects.exists()
    machinery.revive()
    told_once(machinery, cast, OPENED, "Availability missed its target")
    assert client.get("/readyz").json()["redis"] == "ok"
