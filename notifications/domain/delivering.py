"""The outbox: mails are gathered, what is due is claimed, and what came of it is written down. `turns` sends it.

A claim is a lease: whoever does not come back within it loses the delivery to the next. So a delivery goes out at least
once, always under the same id.
"""

import logging
import random
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Count, QuerySet

from accounts.models import User
from core.history import recorded
from notifications import mails, webhooks
from notifications.choices import Channel, DeliveryState
from notifications.domain.retries import next_wait
from notifications.models import Delivery, DeliveryAttempt, Notice, WebhookEndpoint
from notifications.parcels import Outcome, Parcel, failing

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=12)
"""After a kill this is how long a delivery, and its lane, stands still; its living sender leases it anew in time."""

AT_ONCE = 32
MAILS_AT_ONCE = 8
AT_ONCE_AN_ENDPOINT = 2
"""A receiver that hangs holds up so many senders and no more; everybody else's deliveries go past it."""

MAILS_GATHERED_AT_ONCE = 200


def gather_mails(*, now: datetime) -> int:
    """One mail for each person whose oldest waiting matter is MAIL_WINDOW old, with all that waits by now.

    Whoever publishes takes no lock and meets nobody. Two who gather take turns by the row of the person, and the second
    looks again before it acts.
    """
    ripe = Notice.objects.filter(awaits_mail=True, told_at__lte=now - settings.MAIL_WINDOW)
    with transaction.atomic():
        people = User.objects.filter(pk__in=ripe.values("recipient")).order_by("pk")
        locked = {
            person.pk: person
            for person in people.select_for_update(skip_locked=True, no_key=True)[:MAILS_GATHERED_AT_ONCE]
        }
        still_ripe = set(ripe.filter(recipient__in=locked).values_list("recipient_id", flat=True))
        gathered = [_gather(locked[pk], now) for pk in sorted(still_ripe)]
    return sum(gathered)


def _gather(person: User, now: datetime) -> bool:
    matters = Notice.objects.filter(recipient=person, awaits_mail=True)
    if not person.is_active:
        matters.update(awaits_mail=False)
        return False
    mail = Delivery.objects.create(channel=Channel.MAIL, recipient=person, created_at=now, next_at=now)
    matters.update(awaits_mail=False, mail=mail)
    return True


def claim(most: int, *, now: datetime) -> list[Parcel]:
    """Up to `most` due deliveries, leased to the caller, ready to send. A full lane is left to wait."""
    with transaction.atomic():
        rows = _with_room(Delivery.objects.due(now), now).order_by("next_at", "pk")
        candidates = list(rows.select_for_update(skip_locked=True, of=("self",))[:most])
        taken = _within_lanes(candidates, now)
        for delivery in taken:
            delivery.attempts += 1
            delivery.lease_until = now + LEASE
        Delivery.objects.bulk_update(taken, ["attempts", "lease_until"])
    full = Delivery.objects.select_related("recipient", "endpoint", "message").in_bulk([row.pk for row in taken])
    return [_parcel(full[row.pk], now) for row in taken if row.pk in full]


def _held_by_lane(now: datetime) -> dict[int | None, int]:
    """How many deliveries are on their way now, by endpoint; None is the mail server."""
    held = Delivery.objects.filter(state=DeliveryState.WAITING, lease_until__gt=now)
    return dict(held.order_by().values_list("endpoint").annotate(Count("pk")))


def _room(lane: int | None) -> int:
    return MAILS_AT_ONCE if lane is None else AT_ONCE_AN_ENDPOINT


def _with_room(rows: QuerySet[Delivery], now: datetime) -> QuerySet[Delivery]:
    full = [lane for lane, count in _held_by_lane(now).items() if count >= _room(lane)]
    if None in full:
        rows = rows.exclude(channel=Channel.MAIL)
    endpoints = [lane for lane in full if lane is not None]
    return rows.exclude(channel=Channel.WEBHOOK, endpoint__in=endpoints) if endpoints else rows


def _within_lanes(candidates: list[Delivery], now: datetime) -> list[Delivery]:
    held = _held_by_lane(now)
    taken = []
    for delivery in candidates:
        lane = delivery.endpoint_id
        if held.get(lane, 0) < _room(lane):
            held[lane] = held.get(lane, 0) + 1
            taken.append(delivery)
    return taken


def hold(parcel: Parcel, *, now: datetime) -> None:
    """Lease what takes long to send for longer: it is nobody else's while its sender lives."""
    mine = Delivery.objects.filter(pk=parcel.delivery_id, state=DeliveryState.WAITING, attempts=parcel.attempt)
    mine.update(lease_until=now + LEASE)


def _parcel(delivery: Delivery, now: datetime) -> Parcel:
    """`delivery` ready to send. One that cannot be made ready fails by itself: the others must not wait for it."""
    channel = mails if delivery.channel == Channel.MAIL else webhooks
    try:
        send = channel.sending_of(delivery, now=now)
    except Exception as error:
        log.exception("Delivery %s could not be prepared", delivery.pk)
        send = failing(f"It could not be prepared. {type(error).__name__}: {error}")
    return Parcel(
        delivery_id=delivery.pk,
        channel=delivery.channel,
        attempt=delivery.attempts,
        endpoint_id=delivery.endpoint_id,
        send=send,
    )


def settle(parcel: Parcel, outcome: Outcome, *, milliseconds: int, now: datetime) -> None:
    """Write down what came of one try: delivered, to be tried again, or given up.

    A failure counts only for whoever still holds the delivery; that it arrived counts from anybody.
    """
    with transaction.atomic():
        DeliveryAttempt.objects.create(
            delivery_id=parcel.delivery_id,
            number=parcel.attempt,
            at=now,
            milliseconds=milliseconds,
            succeeded=outcome.succeeded,
            status=outcome.status,
            detail=outcome.detail[:500],
        )
        waiting = Delivery.objects.filter(pk=parcel.delivery_id, state=DeliveryState.WAITING)
        if outcome.succeeded:
            waiting.update(state=DeliveryState.DELIVERED, ended_at=now, lease_until=None, last_error="", sealed_text="")
            return
        held = waiting.filter(attempts=parcel.attempt)
        error = f"{outcome.status or ''} {outcome.detail}".strip()[:500]
        pause = next_wait(
            parcel.channel,
            parcel.attempt,
            jitter=random.random(),  # noqa: S311 - spreads load, keeps no secret
            asked=outcome.asked_wait,
        )
        if outcome.is_final or pause is None:
            held.update(state=DeliveryState.GIVEN_UP, ended_at=now, lease_until=None, last_error=error)
        else:
            held.update(next_at=now + pause, lease_until=None, last_error=error)
    if outcome.is_gone and parcel.endpoint_id is not None:
        switch_off_gone(parcel.endpoint_id, now=now)


def switch_off_gone(endpoint_id: int, *, now: datetime) -> None:
    """The receiver answered 410 Gone: send it nothing more, and give up what still waits for it."""
    with recorded("switched off a webhook", by=None, reason="Its receiver answered 410 Gone."):
        WebhookEndpoint.objects.filter(pk=endpoint_id, is_active=True).update(
            is_active=False, switched_off_because="Its receiver answered 410 Gone."
        )
        give_up_waiting(endpoint_id, reason="The webhook is switched off.", now=now)


def give_up_waiting(endpoint_id: int, *, reason: str, now: datetime) -> None:
    """Give up what waits for an endpoint that is switched off; each can be sent again later."""
    Delivery.objects.filter(endpoint=endpoint_id, state=DeliveryState.WAITING).update(
        state=DeliveryState.GIVEN_UP, ended_at=now, lease_until=None, last_error=reason
    )
