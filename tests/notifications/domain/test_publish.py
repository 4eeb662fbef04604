"""Who is told, and what is put into the outbox."""

from datetime import datetime

import pytest
from django.conf import settings
from django.db import transaction

from accounts.choices import Role
from notifications.models import Delivery, Message, Notice
from notifications.topics import Topic, register
from tests.cast import Cast
from tests.factories.notifications import MuteFactory, WebhookEndpointFactory
from tests.notifications.subjects import OTHER, SOMETHING, tell


def told(message: Message | None) -> set[str]:
    assert message is not None
    return {notice.recipient.email for notice in message.notices.select_related("recipient")}


def test_each_recipient_has_one_notice(cast: Cast, now: datetime) -> None:
    manager, officer = cast[Role.MANAGER], cast[Role.PROCUREMENT_OFFICER]
    assert told(tell(cast.acme, manager, officer, manager, now=now)) == {manager.email, officer.email}


def test_who_has_left_is_not_told(cast: Cast, now: datetime) -> None:
    cast[Role.VIEWER].is_active = False
    assert told(tell(cast.acme, cast[Role.VIEWER], now=now)) == set()


def test_who_muted_the_topic_is_not_told(cast: Cast, now: datetime) -> None:
    manager, officer = cast[Role.MANAGER], cast[Role.PROCUREMENT_OFFICER]
    MuteFactory.create(user=manager, topic=SOMETHING.code)
    MuteFactory.create(user=officer, topic=OTHER.code)
    assert told(tell(cast.acme, manager, officer, now=now)) == {officer.email}


def test_another_vendors_people_are_not_told(cast: Cast, now: datetime) -> None:
    message = tell(cast.acme, cast.acme_lead, cast.globex_lead, now=now, vendor_id=cast.acme.pk)
    assert told(message) == {cast.acme_lead.email}


def test_a_vendors_people_are_not_told_of_what_is_internal(cast: Cast, now: datetime) -> None:
    message = tell(cast.acme.assessment, cast.acme_lead, cast[Role.MANAGER], now=now, vendor_id=cast.acme.pk)
    assert told(message) == {cast[Role.MANAGER].email}


def test_without_the_vendor_named_no_vendors_person_is_told(cast: Cast, now: datetime) -> None:
    assert told(tell(cast.acme, cast.acme_lead, now=now)) == set()


def test_a_key_that_was_told_tells_nobody_again(cast: Cast, now: datetime) -> None:
    manager = cast[Role.MANAGER]
    assert tell(cast.acme, manager, now=now, dedupe_key="once") is not None
    assert tell(cast.acme, manager, now=now, dedupe_key="once") is None
    assert Notice.objects.filter(recipient=manager).count() == 1


def test_the_active_webhooks_of_the_topic_are_told(cast: Cast, now: datetime) -> None:
    all_topics = WebhookEndpointFactory.create(topics=[])
    this_topic = WebhookEndpointFactory.create(topics=[SOMETHING.code, OTHER.code])
    WebhookEndpointFactory.create(topics=[OTHER.code])
    WebhookEndpointFactory.create(topics=[], is_active=False)
    message = tell(cast.acme, now=now)
    assert set(Delivery.objects.filter(message=message).values_list("endpoint", flat=True)) == {
        all_topics.pk,
        this_topic.pk,
    }


def test_the_event_goes_to_webhooks_with_what_it_is_about(cast: Cast, now: datetime) -> None:
    message = tell(cast.acme, now=now, event={"level": "99.5", "at": now})
    assert message is not None
    assert message.event == {
        "about": {"type": "vendors.vendor", "id": cast.acme.pk, "url": f"{settings.SITE_URL}{message.url}"},
        "level": "99.5",
        "at": "2026-05-20T09:30:00Z",
    }


def test_without_an_event_the_particulars_go(cast: Cast, now: datetime) -> None:
    message = tell(cast.acme, now=now)
    assert message is not None
    assert message.event["on"] == "2026-05-04"
    assert message.event["much"] == "1234.5"


def test_nothing_is_kept_when_the_callers_transaction_fails(cast: Cast, now: datetime) -> None:
    with transaction.atomic():
        tell(cast.acme, cast[Role.MANAGER], now=now)
        transaction.set_rollback(True)
    assert not Message.objects.exists()
    assert not Notice.objects.exists()


def test_two_topics_cannot_share_a_code() -> None:
    with pytest.raises(ValueError, match="already"):
        register(Topic(code=SOMETHING.code, label="x", title="y", text="z"))
