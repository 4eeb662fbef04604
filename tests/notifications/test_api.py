"""Notices, mutes, webhooks and deliveries over REST."""

from datetime import datetime

import pytest
from rest_framework.test import APIClient

from accounts.choices import Role
from notifications.choices import DeliveryState
from notifications.models import Mute, Notice, WebhookEndpoint
from tests.cast import Cast
from tests.factories.notifications import (
    DeliveryAttemptFactory,
    MuteFactory,
    NoticeFactory,
    WebhookDeliveryFactory,
    WebhookEndpointFactory,
)
from tests.notifications.subjects import OTHER, SOMETHING, tell


@pytest.fixture
def admin(cast: Cast, api: APIClient) -> APIClient:
    api.force_authenticate(cast[Role.ADMINISTRATOR])
    return api


def test_one_reads_ones_own_notices(cast: Cast, api: APIClient, now: datetime) -> None:
    tell(cast.acme, cast[Role.MANAGER], cast[Role.VIEWER], now=now)
    api.force_authenticate(cast[Role.MANAGER])
    [row] = api.get("/api/v1/notices/").json()["results"]
    assert row["title"] == "Rain happened"
    assert row["topic"] == SOMETHING.code
    assert row["read_at"] is None
    assert row["url"].endswith(cast.acme.get_absolute_url())
    assert row["url"].startswith("http")
    assert api.post(f"/api/v1/notices/{row['id']}/reading/").json()["read_at"] is not None
    assert api.get("/api/v1/notices/", {"unread": "true"}).json()["results"] == []


def test_another_persons_notice_is_unknown(cast: Cast, api: APIClient) -> None:
    notice = NoticeFactory.create(recipient=cast[Role.VIEWER])
    api.force_authenticate(cast[Role.ADMINISTRATOR])
    assert api.get(f"/api/v1/notices/{notice.pk}/").status_code == 404
    assert api.post(f"/api/v1/notices/{notice.pk}/reading/").status_code == 404


def test_all_notices_are_read_at_once(cast: Cast, api: APIClient) -> None:
    NoticeFactory.create_batch(2, recipient=cast[Role.MANAGER])
    NoticeFactory.create(recipient=cast[Role.VIEWER])
    api.force_authenticate(cast[Role.MANAGER])
    assert api.post("/api/v1/notices/reading/").json() == {"read": 2}
    assert Notice.objects.unread().count() == 1


def test_a_topic_is_muted_and_unmuted(cast: Cast, api: APIClient) -> None:
    api.force_authenticate(cast[Role.MANAGER])
    answer = api.post("/api/v1/mutes/", {"topic": OTHER.code}, format="json")
    assert answer.status_code == 201
    assert api.post("/api/v1/mutes/", {"topic": OTHER.code}, format="json").json()["id"] == answer.json()["id"]
    url = f"/api/v1/mutes/{answer.json()['id']}/"
    assert api.delete(url).status_code == 428
    assert api.delete(url, headers={"If-Match": answer["ETag"]}).status_code == 204
    assert not Mute.objects.exists()


def test_an_unknown_topic_or_field_is_refused(cast: Cast, api: APIClient) -> None:
    api.force_authenticate(cast[Role.MANAGER])
    assert api.post("/api/v1/mutes/", {"topic": "nothing.such"}, format="json").status_code in (400, 409, 422)
    assert api.post("/api/v1/mutes/", {"topic": OTHER.code, "user": 1}, format="json").status_code == 400
    assert api.get("/api/v1/notices/?colour=red").status_code == 400
    assert not Mute.objects.exists()


def test_another_persons_mute_is_unknown(cast: Cast, api: APIClient) -> None:
    muted = MuteFactory.create(user=cast[Role.VIEWER])
    api.force_authenticate(cast[Role.MANAGER])
    assert api.delete(f"/api/v1/mutes/{muted.pk}/", headers={"If-Match": '"1"'}).status_code == 404


def test_topics_can_be_looked_up(cast: Cast, api: APIClient) -> None:
    api.force_authenticate(cast[Role.MANAGER])
    assert {"code": SOMETHING.code, "label": "Something happened"} in api.get("/api/v1/topics/").json()


def test_a_webhooks_secret_is_answered_once_and_never_again(admin: APIClient) -> None:
    body = {"name": "Desk", "url": "https://desk.example/in", "topics": [SOMETHING.code]}
    made = admin.post("/api/v1/webhook-endpoints/", body, format="json")
    assert made.status_code == 201
    assert made.json()["secret"].startswith("whsec_")
    url = f"/api/v1/webhook-endpoints/{made.json()['id']}/"
    assert "secret" not in admin.get(url).json()
    rotated = admin.post(f"{url}secret/")
    assert rotated.json()["secret"] not in ("", made.json()["secret"])
    assert rotated.json()["previous_until"]
    assert "whsec_" not in admin.get("/api/v1/webhook-endpoints/").content.decode()


def test_a_secret_cannot_be_written(admin: APIClient) -> None:
    endpoint = WebhookEndpointFactory.create()
    url = f"/api/v1/webhook-endpoints/{endpoint.pk}/"
    answer = admin.patch(url, {"secret": "whsec_x"}, format="json", headers={"If-Match": f'"{endpoint.version}"'})
    assert answer.status_code == 400


def test_a_webhook_is_changed_under_its_version(admin: APIClient) -> None:
    endpoint = WebhookEndpointFactory.create()
    url = f"/api/v1/webhook-endpoints/{endpoint.pk}/"
    assert admin.patch(url, {"name": "New"}, format="json").status_code == 428
    assert admin.patch(url, {"name": "New"}, format="json", headers={"If-Match": '"9"'}).status_code == 412
    tag = admin.get(url)["ETag"]
    assert admin.patch(url, {"name": "New"}, format="json", headers={"If-Match": tag}).json()["name"] == "New"


@pytest.mark.parametrize(
    "body",
    [
        {"name": "Desk", "url": "http://169.254.169.254/latest/"},
        {"name": "", "url": "https://desk.example/"},
        {"name": "Desk", "url": "https://desk.example/", "topics": ["nothing.such"]},
        {"name": "Desk"},
        {"name": "Desk", "url": "https://desk.example/", "topics": "all"},
        {"name": "Desk", "url": 7},
    ],
)
def test_a_malformed_webhook_is_refused_in_words(admin: APIClient, body: dict[str, object]) -> None:
    answer = admin.post("/api/v1/webhook-endpoints/", body, format="json")
    assert 400 <= answer.status_code < 500
    assert not WebhookEndpoint.objects.exists()


def test_a_webhook_is_switched_off_and_on(admin: APIClient) -> None:
    url = f"/api/v1/webhook-endpoints/{WebhookEndpointFactory.create().pk}/"
    off = admin.post(f"{url}deactivation/", {"reason": "moved"}, format="json")
    assert off.json()["is_active"] is False
    assert off.json()["switched_off_because"] == "moved"
    assert admin.post(f"{url}deactivation/", {}, format="json").status_code in (400, 409, 422)
    assert admin.post(f"{url}activation/").json()["is_active"] is True


def test_deliveries_show_every_attempt_and_are_sent_again(admin: APIClient, now: datetime) -> None:
    delivery = WebhookDeliveryFactory.create(state=DeliveryState.GIVEN_UP, ended_at=now)
    DeliveryAttemptFactory.create(delivery=delivery, succeeded=False, status=500)
    assert admin.get("/api/v1/deliveries/", {"state": "given_up"}).json()["count"] == 1
    shown = admin.get(f"/api/v1/deliveries/{delivery.pk}/").json()
    assert [one["status"] for one in shown["tries"]] == [500]
    assert admin.post(f"/api/v1/deliveries/{delivery.pk}/resending/").json()["state"] == "waiting"


def test_webhooks_and_deliveries_are_for_administrators(cast: Cast, api: APIClient) -> None:
    for person in (cast[Role.MANAGER], cast[Role.AUDITOR], cast.acme_lead):
        api.force_authenticate(person)
        for path in ("webhook-endpoints", "deliveries"):
            assert api.get(f"/api/v1/{path}/").status_code == 403
