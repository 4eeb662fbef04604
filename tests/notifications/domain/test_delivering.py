"""The outbox at work, with real SMTP and a real receiver."""

import json
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from aiosmtpd.controller import Controller
from django.db import connection
from pytest_django.fixtures import Settings
from standardwebhooks import Webhook

from accounts.choices import Role
from accounts.post import send_letter
from core.sealing import sealed
from notifications.choices import Channel, DeliveryState
from notifications.domain import delivering, turns
from notifications.domain.delivering import LEASE, claim, gather_mails, settle
from notifications.domain.endpoints import rotate_secret, send_again, switch_off
from notifications.domain.turns import deliver_all_due
from notifications.models import Delivery, DeliveryAttempt, Notice, WebhookEndpoint
from notifications.webhooks import PURPOSE
from tests.cast import Cast
from tests.factories.notifications import (
    SECRET,
    MailDeliveryFactory,
    WebhookDeliveryFactory,
    WebhookEndpointFactory,
)
from tests.notifications.subjects import tell
from tests.receivers import Mailbox, Receiver

WINDOW = timedelta(minutes=15)


def deliver(now: datetime) -> int:
    return deliver_all_due(lambda: now)


def mail_at(now: datetime) -> int:
    gather_mails(now=now)
    return deliver(now)


# --- Mail -----------------------------------------------------------------------------------------------------------


def test_matters_within_the_window_reach_a_person_as_one_mail(cast: Cast, now: datetime, mailbox: Mailbox) -> None:
    manager = cast[Role.MANAGER]
    tell(cast.acme, manager, what="Rain", now=now)
    tell(cast.globex, manager, what="Hail", now=now + timedelta(minutes=14))
    assert mail_at(now + timedelta(minutes=14, seconds=59)) == 0
    assert mail_at(now + WINDOW) == 1
    assert mail_at(now + timedelta(hours=1)) == 0
    [mail] = mailbox.mails
    text = mail.get_body(("plain",)).get_content()
    assert mailbox.recipients == [manager.email]
    assert mail["Subject"] == "Rain happened, and 1 more matter"
    assert "Rain happened" in text
    assert "Hail happened" in text


def test_a_matter_after_the_window_goes_in_the_next_mail(cast: Cast, now: datetime, mailbox: Mailbox) -> None:
    manager = cast[Role.MANAGER]
    tell(cast.acme, manager, what="Rain", now=now)
    mail_at(now + WINDOW)
    tell(cast.acme, manager, what="Hail", now=now + WINDOW)
    assert mail_at(now + WINDOW) == 0
    mail_at(now + 2 * WINDOW)
    assert [mail["Subject"] for mail in mailbox.mails] == ["Rain happened", "Hail happened"]


def test_a_mail_speaks_the_recipients_language_and_links_to_the_record(
    cast: Cast, now: datetime, mailbox: Mailbox, settings: Settings
) -> None:
    manager = cast[Role.MANAGER]
    manager.language = "de"
    manager.save()
    tell(cast.acme, manager, now=now)
    mail_at(now + WINDOW)
    text = mailbox.mails[0].get_body(("plain",)).get_content()
    html = mailbox.mails[0].get_body(("html",)).get_content()
    assert "04.05.2026" in text
    assert "1.234,5" in text
    link = f"{settings.SITE_URL}{cast.acme.get_absolute_url()}"
    assert link in text
    assert f'href="{link}"' in html
    assert '<html lang="de">' in html


def test_what_a_record_is_called_cannot_become_markup(cast: Cast, now: datetime, mailbox: Mailbox) -> None:
    tell(cast.acme, cast[Role.MANAGER], what='<script>"x"&\r\nBcc: a@b.example', now=now)
    mail_at(now + WINDOW)
    mail = mailbox.mails[0]
    assert "<script>" not in mail.get_body(("html",)).get_content()
    assert mail["Bcc"] is None
    assert mailbox.recipients == [cast[Role.MANAGER].email]


def test_nothing_is_mailed_to_who_left_meanwhile(cast: Cast, now: datetime, mailbox: Mailbox) -> None:
    manager, viewer = cast[Role.MANAGER], cast[Role.VIEWER]
    tell(cast.acme, manager, viewer, now=now)
    type(manager).objects.filter(pk=manager.pk).update(is_active=False)
    gather_mails(now=now + WINDOW)
    type(manager).objects.filter(pk=viewer.pk).update(is_active=False)
    deliver(now + WINDOW)
    assert mailbox.mails == []
    assert Delivery.objects.get(recipient=viewer).state == DeliveryState.GIVEN_UP
    assert not Notice.objects.filter(awaits_mail=True).exists()


def test_a_vendors_person_who_changed_vendor_gets_nothing_of_the_old_one(
    cast: Cast, now: datetime, mailbox: Mailbox
) -> None:
    tell(cast.acme, cast.acme_member, now=now, vendor_id=cast.acme.pk)
    member = cast.acme_member.vendor_member
    member.vendor = cast.globex
    member.save()
    mail_at(now + WINDOW)
    assert mailbox.mails == []
    assert not Notice.objects.visible_to(cast.acme_member).exists()


def test_a_letter_goes_at_once_and_leaves_no_text_behind(db: None, now: datetime, mailbox: Mailbox) -> None:
    send_letter(to="new@example.com", subject="Your\n invitation", text="Open https://tandem.example/in/secret\n")
    letter = Delivery.objects.get()
    assert "secret" not in letter.sealed_text
    deliver(datetime.now(UTC))
    [mail] = mailbox.mails
    assert mail["Subject"] == "Your invitation"
    assert "in/secret" in mail.get_body(("plain",)).get_content()
    letter.refresh_from_db()
    assert (letter.state, letter.sealed_text) == (DeliveryState.DELIVERED, "")


def test_an_hour_without_a_mail_server_loses_nothing(cast: Cast, now: datetime, smtp_port: int) -> None:
    tell(cast.acme, cast[Role.MANAGER], now=now)
    at, hour_later = now + WINDOW, now + WINDOW + timedelta(hours=1)
    gather_mails(now=at)
    ids = set()
    while at < hour_later:
        assert deliver(at) == 0
        delivery = Delivery.objects.get()
        ids.add(delivery.stable_id)
        assert delivery.state == DeliveryState.WAITING
        assert "refused" in delivery.last_error
        at = delivery.next_at
    box = Mailbox()
    server = Controller(box, hostname="127.0.0.1", port=smtp_port)
    server.start()
    try:
        assert deliver(at) == 1
    finally:
        server.stop()
    assert len(ids) == 1
    assert len(box.mails) == 1
    assert at - hour_later < timedelta(minutes=6)


def test_an_address_that_the_server_refuses_for_good_is_given_up_at_once(
    cast: Cast, now: datetime, mailbox: Mailbox
) -> None:
    mailbox.refuse = lambda address: "550 no such user"
    MailDeliveryFactory.create(recipient=cast[Role.MANAGER])
    tell(cast.acme, cast[Role.MANAGER], now=now)
    mail_at(now + WINDOW)
    delivery = Delivery.objects.latest("pk")
    assert (delivery.state, delivery.attempts) == (DeliveryState.GIVEN_UP, 1)
    assert "550 no such user" in delivery.last_error


def test_an_address_that_is_refused_for_now_is_tried_again(cast: Cast, now: datetime, mailbox: Mailbox) -> None:
    mailbox.refuse = lambda address: "451 try later"
    tell(cast.acme, cast[Role.MANAGER], now=now)
    mail_at(now + WINDOW)
    delivery = Delivery.objects.get()
    assert delivery.state == DeliveryState.WAITING
    assert delivery.next_at > now + WINDOW


# --- Webhooks -------------------------------------------------------------------------------------------------------


def test_a_webhook_is_signed_so_that_the_receiver_can_check_it(cast: Cast, receiver: Receiver) -> None:
    now = datetime.now(UTC)
    WebhookEndpointFactory.create(url=receiver.url)
    tell(cast.acme, now=now, event={"level": "99.5"})
    assert deliver(now) == 1
    [call] = receiver.calls
    body = Webhook(SECRET).verify(call.body, call.headers)
    assert body["type"] == "tests.something_happened"
    assert body["data"]["level"] == "99.5"
    assert body["timestamp"].endswith("Z")
    assert call.headers["webhook-id"] == f"msg_{Delivery.objects.get().stable_id.hex}"


def test_after_a_rotation_both_secrets_sign_for_a_day(cast: Cast, receiver: Receiver) -> None:
    now = datetime.now(UTC)
    endpoint = WebhookEndpointFactory.create(url=receiver.url)
    _, secret = rotate_secret(endpoint, by=cast[Role.ADMINISTRATOR], now=now - timedelta(hours=1))
    tell(cast.acme, now=now)
    deliver(now)
    call = receiver.calls[0]
    Webhook(SECRET).verify(call.body, call.headers)
    Webhook(secret).verify(call.body, call.headers)
    WebhookEndpoint.objects.update(previous_until=now)
    tell(cast.acme, now=now)
    deliver(now)
    assert len(receiver.calls[1].headers["webhook-signature"].split()) == 1


def test_a_failed_webhook_is_tried_again_under_the_same_id(cast: Cast, now: datetime, receiver: Receiver) -> None:
    WebhookEndpointFactory.create(url=receiver.url)
    receiver.answers = [(500, {}), (302, {"Location": receiver.url}), (204, {})]
    tell(cast.acme, now=now)
    assert deliver(now) == 0
    at = Delivery.objects.get().next_at
    assert timedelta(seconds=5) <= at - now <= timedelta(seconds=5.5)
    assert deliver(at) == 0
    assert Delivery.objects.get().last_error.startswith("302")
    assert deliver(Delivery.objects.get().next_at) == 1
    assert len({call.headers["webhook-id"] for call in receiver.calls}) == 1
    tries = DeliveryAttempt.objects.order_by("number").values_list("number", "succeeded", "status")
    assert list(tries) == [(1, False, 500), (2, False, 302), (3, True, 204)]


def test_retry_after_is_honoured(cast: Cast, now: datetime, receiver: Receiver) -> None:
    WebhookEndpointFactory.create(url=receiver.url)
    receiver.answers = [(429, {"Retry-After": "600"})]
    tell(cast.acme, now=now)
    deliver(now)
    assert Delivery.objects.get().next_at == now + timedelta(minutes=10)


def test_gone_switches_the_webhook_off_and_gives_up_what_waits(cast: Cast, now: datetime, receiver: Receiver) -> None:
    endpoint = WebhookEndpointFactory.create(url=receiver.url)
    WebhookDeliveryFactory.create(endpoint=endpoint, next_at=now + timedelta(hours=1))
    receiver.answers = [(410, {})]
    tell(cast.acme, now=now)
    deliver(now)
    endpoint.refresh_from_db()
    assert not endpoint.is_active
    assert "410" in endpoint.switched_off_because
    assert set(Delivery.objects.values_list("state", flat=True)) == {DeliveryState.GIVEN_UP}
    assert tell(cast.acme, now=now)
    assert deliver(now) == 0
    assert len(receiver.calls) == 1


def test_what_was_given_up_can_be_sent_again_under_its_id(cast: Cast, now: datetime, receiver: Receiver) -> None:
    endpoint = WebhookEndpointFactory.create(url=receiver.url)
    receiver.answers = [(500, {})]
    delivery = WebhookDeliveryFactory.create(endpoint=endpoint, attempts=9, next_at=now)
    deliver(now)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == (DeliveryState.GIVEN_UP, 10)
    send_again(delivery, by=cast[Role.ADMINISTRATOR], now=now)
    assert deliver(now) == 1
    assert len({call.headers["webhook-id"] for call in receiver.calls}) == 1


def test_an_address_inside_is_never_asked_unless_allowed(
    cast: Cast, now: datetime, receiver: Receiver, settings: Settings
) -> None:
    settings.OUTGOING_ALLOW = []
    WebhookEndpointFactory.create(url=receiver.url)
    tell(cast.acme, now=now)
    deliver(now)
    assert receiver.calls == []
    assert "OUTGOING_ALLOW" in Delivery.objects.get().last_error


@pytest.mark.django_db(transaction=True)
def test_a_receiver_that_hangs_delays_nobody_else(
    now: datetime, make_receiver: Callable[[], Receiver], mailbox: Mailbox
) -> None:
    hanging, quick = make_receiver(), make_receiver()
    hanging.answering.clear()
    slow_endpoint, quick_endpoint = (
        WebhookEndpointFactory.create(url=hanging.url),
        WebhookEndpointFactory.create(url=quick.url),
    )
    WebhookDeliveryFactory.create_batch(40, endpoint=slow_endpoint, next_at=now - timedelta(minutes=1))
    WebhookDeliveryFactory.create_batch(20, endpoint=quick_endpoint, next_at=now)
    send_letter(to="new@example.com", subject="Hello", text="Hello")
    started = time.monotonic()
    worker = threading.Thread(target=_deliver_and_close, args=(datetime.now(UTC),))
    worker.start()
    while (len(quick.calls) < 20 or not mailbox.mails) and time.monotonic() - started < 10:
        time.sleep(0.05)
    took = time.monotonic() - started
    assert len(quick.calls) == 20
    assert len(mailbox.mails) == 1
    assert took < 5
    assert len(hanging.calls) <= delivering.AT_ONCE_AN_ENDPOINT
    hanging.answering.set()
    worker.join()


# --- Claims ---------------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_workers_share_what_is_due_and_send_nothing_twice(
    now: datetime, make_receiver: Callable[[], Receiver]
) -> None:
    receivers = [make_receiver() for _ in range(4)]
    for receiver in receivers:
        WebhookDeliveryFactory.create_batch(15, endpoint=WebhookEndpointFactory.create(url=receiver.url), next_at=now)
    workers = [threading.Thread(target=_deliver_and_close, args=(now,)) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    ids = [call.headers["webhook-id"] for receiver in receivers for call in receiver.calls]
    assert len(ids) == len(set(ids)) == 60
    assert not Delivery.objects.exclude(state=DeliveryState.DELIVERED).exists()


def test_a_worker_killed_after_sending_leaves_a_delivery_that_goes_again_under_its_id(
    db: None, now: datetime, receiver: Receiver
) -> None:
    delivery = WebhookDeliveryFactory.create(endpoint=WebhookEndpointFactory.create(url=receiver.url), next_at=now)
    [parcel] = claim(5, now=now)
    parcel.send()  # and the worker dies before it writes that down
    assert claim(5, now=now + LEASE - timedelta(seconds=1)) == []
    assert deliver(now + LEASE) == 1
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == (DeliveryState.DELIVERED, 2)
    assert [call.headers["webhook-id"] for call in receiver.calls] == [f"msg_{delivery.stable_id.hex}"] * 2


def test_a_failure_of_who_lost_the_lease_does_not_count(db: None, now: datetime, receiver: Receiver) -> None:
    receiver.answers = [(500, {}), (204, {})]
    delivery = WebhookDeliveryFactory.create(endpoint=WebhookEndpointFactory.create(url=receiver.url), next_at=now)
    [late] = claim(1, now=now)
    failure = late.send()
    [present] = claim(1, now=now + LEASE)
    settle(late, failure, milliseconds=1, now=now + LEASE + timedelta(seconds=1))
    delivery.refresh_from_db()
    assert delivery.lease_until == now + 2 * LEASE
    assert delivery.last_error == ""
    settle(present, present.send(), milliseconds=1, now=now + LEASE + timedelta(seconds=2))
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.DELIVERED


def test_what_cannot_be_prepared_fails_alone(cast: Cast, now: datetime, receiver: Receiver) -> None:
    spoilt = WebhookEndpointFactory.create(url=receiver.url, previous_until=now + timedelta(days=1))
    WebhookEndpoint.objects.filter(pk=spoilt.pk).update(secret=sealed("whsec_a", purpose=PURPOSE))
    WebhookEndpointFactory.create(url=receiver.url)
    tell(cast.acme, now=now)
    assert deliver(now) == 1
    waiting = Delivery.objects.get(endpoint=spoilt)
    assert (waiting.state, waiting.attempts) == (DeliveryState.WAITING, 1)
    assert "could not be prepared" in waiting.last_error


def test_what_takes_longer_than_its_lease_is_nobody_elses(
    cast_on_disk: Cast, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "HOLD_AFTER_SECONDS", 0.0)
    endpoint = WebhookEndpointFactory.create(url=receiver.url)
    first = datetime.now(UTC)
    delivery = WebhookDeliveryFactory.create(endpoint=endpoint, next_at=first)
    receiver.answering.clear()
    clock = iter([first, first, *[first + LEASE] * 1000])
    worker = threading.Thread(target=_deliver_by_clock, args=(lambda: next(clock),))
    worker.start()
    limit = time.monotonic() + 5
    while delivery.lease_until != first + 2 * LEASE and time.monotonic() < limit:
        time.sleep(0.05)
        delivery.refresh_from_db()
    assert claim(5, now=first + LEASE) == []
    receiver.answering.set()
    worker.join()
    assert len(receiver.calls) == 1


def test_what_cannot_be_written_down_goes_again_and_stops_nobody(
    cast: Cast, now: datetime, make_receiver: Callable[[], Receiver]
) -> None:
    forgotten, told = make_receiver(), make_receiver()
    gone = WebhookDeliveryFactory.create(endpoint=WebhookEndpointFactory.create(url=forgotten.url), next_at=now)
    WebhookDeliveryFactory.create(endpoint=WebhookEndpointFactory.create(url=told.url), next_at=now)
    with connection.cursor() as cursor:
        cursor.execute(
            f"ALTER TABLE notifications_deliveryattempt ADD CONSTRAINT spoilt CHECK (delivery_id <> {gone.pk})"
        )
    assert deliver(now) == 1
    assert Delivery.objects.get(pk=gone.pk).state == DeliveryState.WAITING
    assert [len(forgotten.calls), len(told.calls)] == [1, 1]


@pytest.mark.django_db(transaction=True)
def test_two_who_gather_make_one_mail(now: datetime, cast_on_disk: Cast) -> None:
    cast = cast_on_disk
    manager = cast[Role.MANAGER]
    for minute in range(5):
        tell(cast.acme, manager, cast[Role.VIEWER], what=str(minute), now=now + timedelta(minutes=minute))
    barrier = threading.Barrier(4)

    def gather() -> None:
        barrier.wait()
        gather_mails(now=now + WINDOW)
        connection.close()

    workers = [threading.Thread(target=gather) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    mails = Delivery.objects.filter(channel=Channel.MAIL)
    assert {mail.recipient for mail in mails} == {manager, cast[Role.VIEWER]}
    assert mails.count() == 2
    assert Notice.objects.filter(recipient=manager, mail__isnull=False).count() == 5


def test_switching_off_gives_up_what_waits(cast: Cast, now: datetime) -> None:
    delivery = WebhookDeliveryFactory.create(next_at=now)
    switch_off(delivery.endpoint, by=cast[Role.ADMINISTRATOR], now=now, reason="not needed")
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.GIVEN_UP
    assert claim(1, now=now) == []


def test_the_body_is_compact_json_in_utf_8(cast: Cast, now: datetime, receiver: Receiver) -> None:
    WebhookEndpointFactory.create(url=receiver.url)
    tell(cast.acme, now=now, event={"name": "Möller"})
    deliver(now)
    assert "Möller".encode() in receiver.calls[0].body
    assert json.loads(receiver.calls[0].body)["data"]["name"] == "Möller"


def _deliver_by_clock(clock: Callable[[], datetime]) -> None:
    deliver_all_due(clock)
    connection.close()


def _deliver_and_close(now: datetime) -> None:
    deliver_all_due(lambda: now)
    connection.close()
