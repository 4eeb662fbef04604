"""The pages of notices, webhooks and deliveries."""

from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.choices import Role
from accounts.models import User
from notifications.choices import DeliveryState
from notifications.models import Delivery, Mute, Notice, WebhookEndpoint
from tests.cast import Cast
from tests.factories.notifications import (
    DeliveryAttemptFactory,
    MailDeliveryFactory,
    NoticeFactory,
    WebhookDeliveryFactory,
    WebhookEndpointFactory,
)
from tests.notifications.subjects import OTHER, SOMETHING, tell

NOTICES_QUERIES = 5
DELIVERIES_QUERIES = 8


@pytest.fixture
def admin(cast: Cast, client: Client) -> User:
    """The administrator, logged in."""
    client.force_login(cast[Role.ADMINISTRATOR])
    return cast[Role.ADMINISTRATOR]


def page(client: Client, name: str, *args: object) -> str:
    response = client.get(reverse(name, args=args))
    assert response.status_code == 200, response.content
    return response.content.decode()


# --- Notices --------------------------------------------------------------------------------------------------------


def test_notices_show_what_happened_unread_first(cast: Cast, client: Client, now: datetime) -> None:
    client.force_login(cast[Role.MANAGER])
    tell(cast.acme, cast[Role.MANAGER], what="Rain", now=now)
    Notice.objects.update(read_at=now)
    tell(cast.acme, cast[Role.MANAGER], what="Hail", now=now.replace(year=2025))
    html = page(client, "notices")
    assert "1 notice is unread." in html
    assert html.index("Hail happened") < html.index("Rain happened")


def test_opening_a_notice_reads_it_and_leads_to_its_record(cast: Cast, client: Client, now: datetime) -> None:
    client.force_login(cast[Role.MANAGER])
    tell(cast.acme, cast[Role.MANAGER], now=now)
    notice = Notice.objects.get()
    response = client.get(notice.get_absolute_url())
    assert response["Location"] == cast.acme.get_absolute_url()
    notice.refresh_from_db()
    assert notice.read_at is not None


def test_nobody_opens_or_reads_another_persons_notice(cast: Cast, client: Client, now: datetime) -> None:
    tell(cast.acme, cast.acme_lead, now=now, vendor_id=cast.acme.pk)
    notice = Notice.objects.get()
    for stranger in (cast.globex_lead, cast.acme_member, cast[Role.ADMINISTRATOR]):
        client.force_login(stranger)
        assert client.get(notice.get_absolute_url()).status_code == 404
        assert client.post(reverse("notice-reading", args=[notice.pk])).status_code == 404
    notice.refresh_from_db()
    assert notice.read_at is None


def test_a_vendors_person_reads_their_notices_too(cast: Cast, client: Client, now: datetime) -> None:
    client.force_login(cast.acme_lead)
    tell(cast.acme, cast.acme_lead, now=now, vendor_id=cast.acme.pk)
    assert "Rain happened" in page(client, "notices")
    assert "1" in page(client, "notices-count")


def test_everything_is_marked_as_read_at_once(cast: Cast, client: Client, now: datetime) -> None:
    client.force_login(cast[Role.MANAGER])
    tell(cast.acme, cast[Role.MANAGER], cast[Role.VIEWER], now=now)
    client.post(reverse("notices-reading"))
    assert not Notice.objects.filter(recipient=cast[Role.MANAGER]).unread().exists()
    assert Notice.objects.filter(recipient=cast[Role.VIEWER]).unread().exists()
    assert page(client, "notices-count").strip() == ""


def test_notices_are_searched_and_filtered(cast: Cast, client: Client, now: datetime) -> None:
    client.force_login(cast[Role.MANAGER])
    tell(cast.acme, cast[Role.MANAGER], what="Rain", now=now)
    tell(cast.globex, cast[Role.MANAGER], topic=OTHER, now=now)
    assert "Rain" not in client.get(reverse("notices"), {"q": "globex"}).content.decode()
    assert (
        "Something else"
        not in client.get(reverse("notices"), {"topic": SOMETHING.code, "q": "rain"})
        .content.decode()
        .split('id="results"')[1]
    )
    assert client.get(reverse("notices"), {"unread": "false"}).content.decode().count("t-notice-title") == 0


@pytest.mark.parametrize("count", [1, 3])
def test_notices_ask_the_database_as_often_for_three_as_for_one(
    cast: Cast, client: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.force_login(cast[Role.MANAGER])
    NoticeFactory.create_batch(count, recipient=cast[Role.MANAGER])
    with django_assert_num_queries(NOTICES_QUERIES):
        page(client, "notices")


def test_a_person_mutes_a_topic_and_hears_of_it_again(cast: Cast, client: Client, now: datetime) -> None:
    client.force_login(cast[Role.MANAGER])
    url = reverse("notification-preferences")
    assert client.get(url).content.decode().count("checked") >= 2
    client.post(url, {"heard": [SOMETHING.code]})
    assert Mute.objects.filter(user=cast[Role.MANAGER], topic=OTHER.code).exists()
    assert not Mute.objects.filter(topic=SOMETHING.code).exists()
    client.post(url, {"heard": [SOMETHING.code, OTHER.code]})
    assert not Mute.objects.filter(topic=OTHER.code).exists()


def test_a_topic_that_does_not_exist_cannot_be_chosen(cast: Cast, client: Client) -> None:
    client.force_login(cast[Role.MANAGER])
    assert client.post(reverse("notification-preferences"), {"heard": ["nothing.such"]}).status_code == 422


# --- Webhooks -------------------------------------------------------------------------------------------------------


def test_a_new_webhooks_secret_is_shown_once(admin: User, client: Client) -> None:
    form = {"name": "Desk", "url": "https://desk.example/in", "topics": [SOMETHING.code]}
    answer = client.post(reverse("webhook-new"), form)
    assert answer.status_code == 200
    assert "whsec_" in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    endpoint = WebhookEndpoint.objects.get()
    assert "whsec_" not in endpoint.secret
    for name in ("webhook", "webhook-change"):
        assert "whsec_" not in page(client, name, endpoint.pk)
    assert "Something happened" in page(client, "webhook", endpoint.pk)


@pytest.mark.parametrize(
    "url", ["http://10.0.0.1/", "http://localhost/", "ftp://desk.example/", "desk", "http://2130706433/"]
)
def test_a_webhook_to_an_address_inside_is_refused_at_its_field(admin: User, client: Client, url: str) -> None:
    answer = client.post(reverse("webhook-new"), {"name": "Desk", "url": url})
    assert answer.status_code == 422
    assert answer.context["form"].errors["url"]
    assert not WebhookEndpoint.objects.exists()


def test_a_webhook_is_changed_rotated_switched_off_and_on(admin: User, client: Client) -> None:
    endpoint = WebhookEndpointFactory.create()
    changed = {"name": "Other", "url": "https://other.example/", "topics": [], "version": endpoint.version}
    assert client.post(reverse("webhook-change", args=[endpoint.pk]), changed).status_code == 302
    answer = client.post(reverse("webhook-secret", args=[endpoint.pk]))
    assert "whsec_" in answer.content.decode()
    client.post(reverse("webhook-deactivation", args=[endpoint.pk]))
    endpoint.refresh_from_db()
    assert (endpoint.name, endpoint.is_active) == ("Other", False)
    assert endpoint.previous_secret
    assert "Switched off" in page(client, "webhooks")
    client.post(reverse("webhook-activation", args=[endpoint.pk]))
    endpoint.refresh_from_db()
    assert endpoint.is_active


def test_a_change_made_meanwhile_is_not_overwritten(admin: User, client: Client) -> None:
    endpoint = WebhookEndpointFactory.create()
    WebhookEndpoint.objects.update(name="Meanwhile")
    changed = {"name": "Mine", "url": endpoint.url, "topics": [], "version": endpoint.version}
    assert client.post(reverse("webhook-change", args=[endpoint.pk]), changed).status_code == 422
    assert WebhookEndpoint.objects.get().name == "Meanwhile"


@pytest.mark.parametrize("role", [Role.MANAGER, Role.AUDITOR, Role.VIEWER])
def test_only_administrators_manage_webhooks(cast: Cast, client: Client, role: Role) -> None:
    client.force_login(cast[role])
    for name in ("webhooks", "webhook-new", "deliveries"):
        assert client.get(reverse(name)).status_code == 403


def test_for_a_vendors_person_there_are_no_webhooks(cast: Cast, client: Client) -> None:
    client.force_login(cast.acme_lead)
    assert client.get(reverse("webhooks")).status_code == 404


# --- Deliveries -----------------------------------------------------------------------------------------------------


def test_the_log_shows_what_was_given_up_and_sends_it_again(admin: User, client: Client, now: datetime) -> None:
    delivery = WebhookDeliveryFactory.create(state=DeliveryState.GIVEN_UP, ended_at=now, last_error="500 broken")
    DeliveryAttemptFactory.create(delivery=delivery, succeeded=False, status=500, detail="broken")
    assert "1 delivery was given up" in page(client, "deliveries")
    html = page(client, "delivery", delivery.pk)
    assert "broken" in html
    assert "Send again" in html
    assert "tests.something_happened" in html
    client.post(reverse("delivery-resending", args=[delivery.pk]))
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.WAITING


def test_what_was_delivered_is_not_sent_again(admin: User, client: Client, now: datetime) -> None:
    delivery = WebhookDeliveryFactory.create(state=DeliveryState.DELIVERED, ended_at=now)
    answer = client.post(reverse("delivery-resending", args=[delivery.pk]), follow=True)
    assert "Only what was given up" in answer.content.decode()


def test_a_mails_page_names_its_matters_and_not_their_text(
    admin: User, client: Client, cast: Cast, now: datetime
) -> None:
    mail = MailDeliveryFactory.create(recipient=cast[Role.MANAGER])
    tell(cast.acme, cast[Role.MANAGER], now=now)
    Notice.objects.update(mail=mail, awaits_mail=False)
    html = page(client, "delivery", mail.pk)
    assert "Rain happened" in html
    assert cast[Role.MANAGER].email in html
    assert "It happened on" not in html


def test_deliveries_are_searched_and_filtered(admin: User, client: Client, cast: Cast) -> None:
    WebhookDeliveryFactory.create(endpoint__name="Desk")
    MailDeliveryFactory.create(recipient=cast[Role.MANAGER])
    for query in ({"q": "desk"}, {"channel": "webhook"}, {"endpoint": WebhookEndpoint.objects.get().pk}):
        rows = client.get(reverse("deliveries"), query).context["page_obj"].object_list
        assert [row.channel for row in rows] == ["webhook"]
    assert len(client.get(reverse("deliveries"), {"state": "waiting"}).context["page_obj"].object_list) == 2


@pytest.mark.parametrize("count", [1, 3])
def test_the_log_asks_the_database_as_often_for_three_as_for_one(
    admin: User, client: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    WebhookDeliveryFactory.create_batch(count)
    with django_assert_num_queries(DELIVERIES_QUERIES):
        page(client, "deliveries")
    assert Delivery.objects.count() == count
