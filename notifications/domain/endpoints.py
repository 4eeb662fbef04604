"""Webhook endpoints: made with a secret that is shown once, changed, rotated, switched off; and sending again."""

import base64
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import Refused
from core.history import recorded
from core.nudge import after_commit
from core.outgoing import NotAllowed, target_of
from core.sealing import sealed
from core.validity import valid
from notifications.choices import DeliveryState
from notifications.domain.delivering import give_up_waiting
from notifications.domain.publish import DELIVER
from notifications.models import Delivery, WebhookEndpoint
from notifications.topics import topic_of
from notifications.webhooks import PURPOSE

BOTH_SIGN_FOR = timedelta(hours=24)


def make_endpoint(
    *, name: str, url: str, topics: Iterable[str], by: User, now: datetime
) -> tuple[WebhookEndpoint, str]:
    """An endpoint that is told of `topics` (none means all), and its secret, which is never shown again."""
    secret = _new_secret()
    endpoint = WebhookEndpoint(name=name, url=url, topics=sorted(set(topics)), created_by=by, created_at=now)
    endpoint.secret = sealed(secret, purpose=PURPOSE)
    _check(endpoint)
    with recorded("made a webhook", by=by):
        endpoint.save(force_insert=True)
    return endpoint, secret


def change_endpoint(endpoint: WebhookEndpoint, *, by: User, now: datetime, **changes: Any) -> WebhookEndpoint:
    """Change name, address or topics. A new address is told what was not delivered yet, too."""
    for field, value in changes.items():
        setattr(endpoint, field, sorted(set(value)) if field == "topics" else value)
    _check(endpoint)
    with recorded("changed a webhook", by=by):
        endpoint.save(update_fields=[*changes])
    return endpoint


def rotate_secret(endpoint: WebhookEndpoint, *, by: User, now: datetime) -> tuple[WebhookEndpoint, str]:
    """A new secret, shown once. For a day the old one signs beside it, so that the receiver changes over in peace."""
    secret = _new_secret()
    with recorded("rotated a webhook's secret", by=by):
        endpoint.previous_secret, endpoint.secret = endpoint.secret, sealed(secret, purpose=PURPOSE)
        endpoint.previous_until = now + BOTH_SIGN_FOR
        endpoint.save(update_fields=["secret", "previous_secret", "previous_until"])
    return endpoint, secret


def switch_off(endpoint: WebhookEndpoint, *, by: User, now: datetime, reason: str = "") -> WebhookEndpoint:
    """Send the endpoint nothing more; what waits for it is given up."""
    with recorded("switched off a webhook", by=by, reason=reason):
        changed = WebhookEndpoint.objects.filter(pk=endpoint.pk, is_active=True).update(
            is_active=False, switched_off_because=reason
        )
        if not changed:
            raise Refused(_("This webhook is switched off already."))
        give_up_waiting(endpoint.pk, reason=_("The webhook is switched off."), now=now)
    endpoint.refresh_from_db()
    return endpoint


def switch_on(endpoint: WebhookEndpoint, *, by: User, now: datetime) -> WebhookEndpoint:
    """Tell the endpoint again of what happens from now on."""
    with recorded("switched on a webhook", by=by):
        changed = WebhookEndpoint.objects.filter(pk=endpoint.pk, is_active=False).update(
            is_active=True, switched_off_because=""
        )
        if not changed:
            raise Refused(_("This webhook is switched on already."))
    endpoint.refresh_from_db()
    return endpoint


def send_again(delivery: Delivery, *, by: User, now: datetime) -> Delivery:
    """Try a delivery that was given up once more, from the beginning and under the same id."""
    with recorded("sent a delivery again", by=by):
        if delivery.endpoint is not None and not delivery.endpoint.is_active:
            raise Refused(_("Switch the webhook on first."))
        changed = Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.GIVEN_UP).update(
            state=DeliveryState.WAITING, ended_at=None, next_at=now, attempts=0, lease_until=None
        )
        if not changed:
            raise Refused(_("Only what was given up can be sent again."))
        after_commit(DELIVER)
    delivery.refresh_from_db()
    return delivery


def _new_secret() -> str:
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()


def _check(endpoint: WebhookEndpoint) -> None:
    unknown = [topic for topic in endpoint.topics if topic_of(topic) is None]
    if unknown:
        raise Refused(_("There is no topic “%s”.") % unknown[0], "topics")
    try:
        target_of(endpoint.url)
    except NotAllowed as refusal:
        raise Refused(str(refusal), "url") from refusal
    valid(endpoint, exclude=["url"])  # an address inside that the operator allows is none for Django's validator
