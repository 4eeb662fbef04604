"""Telling people: one message, a notice for each who may know, and its deliveries, in the caller's transaction."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, transaction
from django.db.models import Q

from accounts.models import ScopedModel, User
from core.nudge import after_commit
from notifications.choices import Channel
from notifications.models import Delivery, Message, Mute, Notice, WebhookEndpoint
from notifications.params import Param, packed, plain
from notifications.topics import Topic

DELIVER = "notifications.tasks.deliver_due"


def publish(
    topic: Topic,
    *,
    about: ScopedModel,
    recipients: Iterable[User],
    params: Mapping[str, Param],
    now: datetime,
    vendor_id: int | None = None,
    dedupe_key: str | None = None,
    event: Mapping[str, Any] | None = None,
) -> Message | None:
    """Tell `recipients` and the webhooks of `topic` that something happened to `about`.

    Left out is who is inactive, muted the topic or may not see `about`; of a vendor's people, all but `vendor_id`'s.
    Returns None, and tells nobody, where `dedupe_key` was told already. `event` goes to the webhooks in place of the
    particulars.
    """
    with transaction.atomic():
        message = _stored(
            Message(
                topic=topic.code,
                params=packed(params),
                about_label=about._meta.label_lower,
                about_id=about.pk,
                about_text=str(about)[:300],
                url=_link(about, "get_absolute_url"),
                portal_url=_link(about, "get_portal_url"),
                vendor_id=vendor_id,
                dedupe_key=dedupe_key,
                told_at=now,
            ),
            event,
        )
        if message is None:
            return None
        Notice.objects.bulk_create(
            Notice(message=message, recipient=person, told_at=now) for person in _listeners(message, about, recipients)
        )
        Delivery.objects.bulk_create(
            Delivery(channel=Channel.WEBHOOK, endpoint=endpoint, message=message, created_at=now, next_at=now)
            for endpoint in WebhookEndpoint.objects.filter(
                Q(topics=[]) | Q(topics__contains=[topic.code]), is_active=True
            )
        )
        after_commit(DELIVER)
    return message


def _stored(message: Message, event: Mapping[str, Any] | None) -> Message | None:
    """`message` in the database, or None where its dedupe key is there already."""
    about = {
        "type": message.about_label,
        "id": message.about_id,
        "url": f"{settings.SITE_URL}{message.url}" if message.url else "",
    }
    data = plain(message.params) if event is None else dict(event)
    message.event = json.loads(json.dumps({"about": about, **data}, cls=DjangoJSONEncoder))
    try:
        with transaction.atomic():
            message.save(force_insert=True)
    except IntegrityError:
        if message.dedupe_key and Message.objects.filter(dedupe_key=message.dedupe_key).exists():
            return None
        raise
    return message


def _listeners(message: Message, about: ScopedModel, recipients: Iterable[User]) -> list[User]:
    """Those of `recipients`, each once, who may and want to hear of it."""
    people = {person.pk: person for person in recipients if person.is_active}
    muted = set(Mute.objects.filter(topic=message.topic, user__in=people).values_list("user_id", flat=True))
    return [person for pk, person in people.items() if pk not in muted and _may_know(person, message, about)]


def _may_know(person: User, message: Message, about: ScopedModel) -> bool:
    if person.is_vendor_person and message.vendor_id is None:
        return False
    return bool(type(about)._default_manager.visible_to(person).filter(pk=about.pk).exists())


def _link(about: ScopedModel, name: str) -> str:
    """The path that `about` itself gives, or nothing where it has no such page."""
    path = getattr(about, name, None)
    return str(path()) if path else ""
