"""Webhooks as https://www.standardwebhooks.com describes them: signed, with an id that stays over all attempts."""

import json
from collections.abc import Callable
from datetime import UTC, datetime

from standardwebhooks import Webhook

from core.outgoing import OutgoingError, send
from core.sealing import Unreadable, opened
from notifications.domain.retries import retry_after
from notifications.models import Delivery, Message, WebhookEndpoint
from notifications.parcels import Outcome, impossible

PURPOSE = "webhook secret"
SHOWN_OF_ANSWER = 300


def sending_of(delivery: Delivery, *, now: datetime) -> Callable[[], Outcome]:
    """What sends `delivery`; all that it needs is read here."""
    endpoint, message = delivery.endpoint, delivery.message
    assert endpoint is not None
    assert message is not None
    if not endpoint.is_active:
        return impossible("The webhook is switched off.")
    body = json.dumps(payload(message), separators=(",", ":"), ensure_ascii=False)
    try:
        headers = signed_headers(endpoint, webhook_id(delivery), body, now=now)
    except Unreadable as error:
        return impossible(str(error))
    return lambda: _sent(endpoint.url, headers, body, now)


def payload(message: Message) -> dict[str, object]:
    """What a receiver is told: the topic's code, when, and the event's data."""
    timestamp = message.told_at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return {"type": message.topic, "timestamp": timestamp, "data": message.event}


def webhook_id(delivery: Delivery) -> str:
    return f"msg_{delivery.stable_id.hex}"


def signed_headers(endpoint: WebhookEndpoint, identity: str, body: str, *, now: datetime) -> dict[str, str]:
    """The headers of one attempt. While a rotation runs, the old secret signs beside the new one."""
    secrets = [endpoint.secret]
    if endpoint.previous_secret and endpoint.previous_until and now < endpoint.previous_until:
        secrets.append(endpoint.previous_secret)
    stamp = now.astimezone(UTC)
    signatures = [Webhook(opened(secret, purpose=PURPOSE)).sign(identity, stamp, body) for secret in secrets]
    return {
        "Content-Type": "application/json",
        "webhook-id": identity,
        "webhook-timestamp": str(int(stamp.timestamp())),
        "webhook-signature": " ".join(signatures),
    }


def _sent(url: str, headers: dict[str, str], body: str, now: datetime) -> Outcome:
    try:
        answer = send("POST", url, headers=headers, body=body.encode())
    except OutgoingError as error:
        return Outcome(False, str(error))
    shown = answer.body[:SHOWN_OF_ANSWER].decode("utf-8", "replace").replace("\x00", "�")
    if 200 <= answer.status < 300:
        return Outcome(True, shown, answer.status)
    return Outcome(
        False,
        shown,
        answer.status,
        is_final=answer.status == 410,
        is_gone=answer.status == 410,
        asked_wait=retry_after(answer.headers.get("retry-after", ""), now),
    )
