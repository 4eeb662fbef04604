"""The tasks that the clock asks for."""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.db import connection

from accounts.choices import Role
from notifications import tasks
from notifications.models import Notice
from notifications.tasks import POST, deliver_due
from tests.cast import Cast
from tests.factories.notifications import WebhookDeliveryFactory, WebhookEndpointFactory
from tests.notifications.subjects import tell
from tests.receivers import Mailbox, Receiver

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def free_post(transactional_db: None) -> None:
    cache.delete(POST)


def deliver_and_close() -> None:
    deliver_due()
    connection.close()


def test_what_is_due_is_delivered_and_the_post_is_free_again(receiver: Receiver, mailbox: Mailbox) -> None:
    WebhookDeliveryFactory.create(endpoint=WebhookEndpointFactory.create(url=receiver.url))
    assert deliver_due() == 1
    assert cache.get(POST) is None


def test_while_one_worker_waits_for_a_hanging_receiver_the_next_is_not_held_up(
    cast_on_disk: Cast, make_receiver: Callable[[], Receiver], mailbox: Mailbox
) -> None:
    hanging, quick = make_receiver(), make_receiver()
    hanging.answering.clear()
    WebhookDeliveryFactory.create(endpoint=WebhookEndpointFactory.create(url=hanging.url))
    endpoint = WebhookEndpointFactory.create(url=quick.url)
    first = threading.Thread(target=deliver_and_close)
    first.start()
    wait_until(lambda: bool(hanging.calls))
    started = time.monotonic()
    assert deliver_due() == 0
    assert time.monotonic() - started < 1
    tell(cast_on_disk.acme, cast_on_disk[Role.MANAGER], now=datetime.now(UTC) - timedelta(hours=1))
    wait_until(lambda: bool(quick.calls) and bool(mailbox.mails))
    assert endpoint.deliveries.count() == 1
    assert not Notice.objects.filter(awaits_mail=True).exists()
    hanging.answering.set()
    first.join()


def test_a_worker_whose_turn_is_over_makes_way_while_it_waits_for_what_hangs(
    make_receiver: Callable[[], Receiver], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "TURN_SECONDS", 0.5)
    hanging, quick = make_receiver(), make_receiver()
    hanging.answering.clear()
    WebhookDeliveryFactory.create(endpoint=WebhookEndpointFactory.create(url=hanging.url))
    first = threading.Thread(target=deliver_and_close)
    first.start()
    wait_until(lambda: bool(hanging.calls) and cache.get(POST) is None)
    WebhookDeliveryFactory.create(endpoint=WebhookEndpointFactory.create(url=quick.url))
    assert deliver_due() == 1
    assert first.is_alive()
    hanging.answering.set()
    first.join()
    assert (len(hanging.calls), len(quick.calls)) == (1, 1)


def test_a_post_that_ran_out_is_not_taken_back_from_who_has_it() -> None:
    late, present = tasks._Post(), tasks._Post()
    assert late.take()
    assert not present.take()
    cache.delete(POST)
    assert present.take()
    assert not late.keep()
    late.leave()
    assert present.keep()


def wait_until(happened: Callable[[], bool]) -> None:
    limit = time.monotonic() + 12
    while not happened():
        assert time.monotonic() < limit, "it did not happen"
        time.sleep(0.05)
