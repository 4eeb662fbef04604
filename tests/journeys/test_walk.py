"""Every page that each role reaches is well formed, fits a phone, and axe finds nothing wrong with it."""

from datetime import datetime
from typing import Any

import pytest
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from accounts.choices import Role
from tests.cast import Cast, make_cast
from tests.factories.notifications import NoticeFactory, WebhookDeliveryFactory, WebhookEndpointFactory
from tests.journeys.walk import plain_addresses, walk
from tests.vendors.acts import scored, sent, submitted

ROLES = [Role.ADMINISTRATOR, Role.MANAGER, Role.PROCUREMENT_OFFICER, Role.EVALUATOR, Role.AUDITOR, Role.VENDOR_LEAD]


@pytest.fixture
def world(transactional_db: None, now: datetime, settings: Settings, tmp_path: Any) -> Cast:
    settings.MEDIA_ROOT = tmp_path
    cast = make_cast()
    officer, evaluator = cast[Role.PROCUREMENT_OFFICER], cast[Role.EVALUATOR]
    returned = submitted(cast.acme, officer=officer, person=cast.acme_lead, now=now)
    scored(returned, 4, 3, by=evaluator, now=now)
    sent(cast.acme, by=officer, now=now, evaluators=(evaluator,))
    sent(cast.globex, by=officer, now=now)
    for person in (*cast.people.values(), cast.acme_lead):
        NoticeFactory.create(recipient=person)
    WebhookDeliveryFactory.create(endpoint=WebhookEndpointFactory.create())
    return cast


def test_every_kind_of_page_is_well_formed_for_whoever_sees_it_first(
    live_server: LiveServer, open_context: Any, world: Cast
) -> None:
    kinds: set[str] = set()
    wrong: list[str] = []
    for role in ROLES:
        person = world.acme_lead if role is Role.VENDOR_LEAD else world[role]
        wrong += walk(open_context, live_server.url, person, plain_addresses(), kinds=kinds).wrong
    assert wrong == []
    assert len(kinds) > 40
