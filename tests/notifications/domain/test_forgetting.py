"""What is old is forgotten, and nothing that still matters."""

from datetime import datetime, timedelta

import pytest
from pytest_django import Settings

from accounts.choices import Role
from notifications.choices import DeliveryState
from notifications.domain import forgetting
from notifications.domain.delivering import gather_mails
from notifications.domain.forgetting import forget_old
from notifications.models import Delivery, DeliveryAttempt, Message, Notice
from tests.cast import Cast
from tests.factories.notifications import WebhookDeliveryFactory, WebhookEndpointFactory
from tests.notifications.subjects import tell

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def kept(settings: Settings) -> None:
    settings.DELIVERIES_KEPT, settings.NOTICES_KEPT = 180 * DAY, 730 * DAY


def ended(at: datetime, state: DeliveryState) -> Delivery:
    delivery = WebhookDeliveryFactory.create(state=state, ended_at=at, next_at=at)
    DeliveryAttempt.objects.create(delivery=delivery, number=1, at=at, milliseconds=1, succeeded=True)
    return delivery


@pytest.mark.parametrize("state", [DeliveryState.DELIVERED, DeliveryState.GIVEN_UP])
def test_a_delivery_that_ended_long_ago_goes_with_its_attempts(db: None, now: datetime, state: DeliveryState) -> None:
    ended(now - 180 * DAY - timedelta(seconds=1), state)
    young = ended(now - 180 * DAY, state)
    forget_old(now=now)
    assert list(Delivery.objects.all()) == [young]
    assert DeliveryAttempt.objects.count() == 1


def test_a_delivery_that_waits_is_never_forgotten(db: None, now: datetime) -> None:
    waiting = WebhookDeliveryFactory.create(next_at=now - 900 * DAY, created_at=now - 900 * DAY)
    assert forget_old(now=now) == 0
    waiting.refresh_from_db()


def test_a_notice_outlives_the_mail_that_carried_it(cast: Cast, now: datetime) -> None:
    tell(cast.acme, cast[Role.MANAGER], now=now)
    gather_mails(now=now + DAY)
    Delivery.objects.update(state=DeliveryState.DELIVERED, ended_at=now + DAY)
    forget_old(now=now + 200 * DAY)
    notice = Notice.objects.get()
    assert (Delivery.objects.count(), notice.mail, notice.awaits_mail) == (0, None, False)


def test_an_old_message_goes_once_nothing_names_it(cast: Cast, now: datetime) -> None:
    WebhookEndpointFactory.create(topics=[])
    tell(cast.acme, cast[Role.MANAGER], now=now - 731 * DAY, dedupe_key="once")
    Notice.objects.update(awaits_mail=False)
    forget_old(now=now)
    assert (Message.objects.count(), Notice.objects.count()) == (1, 0)  # its webhook still waits
    Delivery.objects.update(state=DeliveryState.GIVEN_UP, ended_at=now - 181 * DAY)
    forget_old(now=now)
    assert not Message.objects.exists()


def test_what_waits_for_its_mail_is_not_forgotten(cast: Cast, now: datetime) -> None:
    tell(cast.acme, cast[Role.MANAGER], now=now - 800 * DAY)
    forget_old(now=now)
    assert Notice.objects.count() == 1


def test_much_goes_in_batches(db: None, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forgetting, "AT_ONCE", 2)
    for _number in range(5):
        ended(now - 181 * DAY, DeliveryState.DELIVERED)
    assert forget_old(now=now) == 5
    assert not Delivery.objects.exists()
