"""Every page of notices, webhooks, deliveries and the trail in a real browser: axe, both themes, wide and narrow."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from accounts.choices import Role
from accounts.models import User
from core.history import recorded
from notifications.choices import DeliveryState
from notifications.models import Delivery, Notice
from tests.browser import NARROW, WIDE, axe, noise, overflow
from tests.cast import Cast
from tests.design.test_gallery import keep
from tests.factories.notifications import (
    DeliveryAttemptFactory,
    MailDeliveryFactory,
    WebhookDeliveryFactory,
    WebhookEndpointFactory,
)
from tests.notifications.subjects import OTHER, SOMETHING, tell
from vendors.choices import Tier
from vendors.models import Vendor, VendorAssessment

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Visit = Callable[[User, str], Page]


@pytest.fixture
def visit(live_server: LiveServer, open_context: Any) -> Callable[..., Page]:
    """Opens a page as a person who is logged in."""

    def opener(person: User, path: str, *, narrow: bool) -> Page:
        client = Client()
        client.force_login(person)
        context = open_context(NARROW if narrow else WIDE)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
        page = context.new_page()
        page.heard = noise(page)
        page.goto(f"{live_server.url}{path}")
        return page  # type: ignore[no-any-return]

    return opener


@pytest.fixture
def stage(cast_on_disk: Cast) -> Cast:
    """Something of everything: read and unread notices, a webhook that fails, one that is off, acts in the trail."""
    cast, now = cast_on_disk, datetime.now(UTC)
    admin, officer = cast[Role.ADMINISTRATOR], cast[Role.PROCUREMENT_OFFICER]
    desk = WebhookEndpointFactory.create(name="Service desk", url="https://desk.example/in", topics=[SOMETHING.code])
    off = WebhookEndpointFactory.create(
        name="Old archive", is_active=False, switched_off_because="Its receiver answered 410 Gone."
    )
    for hours, what in ((30, "Rain"), (5, "Availability of the customer portal missed its target: a long matter")):
        tell(cast.acme, admin, cast.acme_lead, what=what, now=now - timedelta(hours=hours), vendor_id=cast.acme.pk)
    Notice.objects.filter(told_at__lt=now - timedelta(hours=24)).update(read_at=now)
    tell(cast.globex, admin, topic=OTHER, now=now)
    failing = Delivery.objects.filter(endpoint=desk).latest("pk")
    Delivery.objects.filter(pk=failing.pk).update(attempts=2, last_error="503 Service Unavailable: try again later")
    for number, status in ((1, 500), (2, 503)):
        DeliveryAttemptFactory.create(
            delivery=failing,
            number=number,
            at=now - timedelta(minutes=9 - number),
            succeeded=False,
            status=status,
            detail="Service Unavailable: try again later",
        )
    WebhookDeliveryFactory.create(
        endpoint=off, state=DeliveryState.GIVEN_UP, ended_at=now, attempts=10, last_error="410", created_at=now
    )
    MailDeliveryFactory.create(
        recipient=officer, state=DeliveryState.DELIVERED, ended_at=now, attempts=1, created_at=now
    )
    with recorded("put the vendor on watch", by=officer, reason="Two deliveries came late.\nThe lead did not answer."):
        VendorAssessment.objects.filter(vendor=cast.acme).update(tier=Tier.CRITICAL, tier_reason="Runs our portal")
        Vendor.objects.filter(pk=cast.acme.pk).update(legal_name="Acme Services SE")
    Vendor.objects.filter(pk=cast.globex.pk).update(country="FR")
    return cast


PAGES: dict[str, Callable[[], str]] = {
    "notices": lambda: reverse("notices"),
    "preferences": lambda: reverse("notification-preferences"),
    "webhooks": lambda: reverse("webhooks"),
    "webhook-new": lambda: reverse("webhook-new"),
    "webhook": lambda: reverse("webhook", args=[Delivery.objects.get(attempts=2).endpoint_id]),
    "webhook-off": lambda: reverse("webhook-deactivation", args=[Delivery.objects.get(attempts=2).endpoint_id]),
    "deliveries": lambda: reverse("deliveries"),
    "delivery": lambda: reverse("delivery", args=[Delivery.objects.get(attempts=2).pk]),
    "delivery-given-up": lambda: reverse("delivery", args=[Delivery.objects.get(state="given_up").pk]),
    "trail": lambda: reverse("trail"),
}


@pytest.mark.parametrize("narrow", [False, True], ids=["wide", "narrow"])
def test_the_pages_are_sound_in_both_themes(stage: Cast, visit: Callable[..., Page], narrow: bool) -> None:
    wrong: dict[str, Any] = {}
    for name, path in PAGES.items():
        page = visit(stage[Role.ADMINISTRATOR], path(), narrow=narrow)
        wrong[name] = look(page, f"notify-{name}-{'narrow' if narrow else 'wide'}")
    page = visit(stage.acme_lead, reverse("notices"), narrow=narrow)
    wrong["portal"] = look(page, f"notify-portal-{'narrow' if narrow else 'wide'}")
    assert {name: found for name, found in wrong.items() if found} == {}


def test_a_new_webhooks_secret_and_an_empty_place_are_sound(stage: Cast, visit: Callable[..., Page]) -> None:
    page = visit(stage[Role.ADMINISTRATOR], reverse("webhook-new"), narrow=False)
    page.get_by_label("Name").fill("Desk")
    page.get_by_label("Address").fill("http://10.0.0.1/")
    page.get_by_role("button", name="Make the webhook").click()
    assert look(page, "notify-webhook-refused") == []
    page.get_by_label("Address").fill("https://desk.example/in")
    page.get_by_role("button", name="Make the webhook").click()
    assert look(page, "notify-webhook-secret") == []
    page = visit(stage[Role.VIEWER], reverse("notices"), narrow=True)
    assert look(page, "notify-notices-empty") == []


def look(page: Page, name: str) -> list[str]:
    """What is wrong with the page as it stands, in both themes."""
    page.wait_for_load_state("networkidle")
    wrong = []
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        keep(page, f"{name}-{theme}")
        wrong += axe(page)
        if overflow(page):
            wrong.append(f"{overflow(page)} px too wide")
    return wrong + [line for line in page.heard if "status of 422" not in line]  # type: ignore[attr-defined]
