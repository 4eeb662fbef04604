"""The pages of agreeing in a browser: nothing that axe finds wrong, nothing wider than a phone.

SCREENSHOTS=folder keeps the pictures.
"""

import os
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.choices import Role
from accounts.models import User
from projects.domain.scope import draft_scope, propose_scope
from projects.models import Project
from tests.browser import NARROW, WIDE, axe, noise, overflow
from tests.cast import make_cast
from tests.factories.projects import (
    ActivityFactory,
    CommunicationLineFactory,
    ContractFactory,
    GoalFactory,
    MilestoneFactory,
    ProjectFactory,
    RaciEntryFactory,
    ScopeVersionFactory,
)
from tests.projects.conftest import make_ready

pytestmark = pytest.mark.django_db(transaction=True)


def staged(now: datetime) -> tuple[dict[str, str], dict[str, str], User, User]:
    """Addresses of every page, ours and the portal's, over a rich project; our manager and the vendor's lead."""
    cast = make_cast()
    manager, lead = cast[Role.MANAGER], cast.acme_lead
    rich = ProjectFactory.create(vendor=cast.acme, name="Service desk", manager=manager, sponsor=cast[Role.APPROVER])
    make_ready(rich, lead, now)
    second = draft_scope(rich, by=manager, now=now, in_scope="Service desk in German and Polish.\nSelf-service portal.")
    propose_scope(second, by=manager, now=now)
    GoalFactory.create(project=rich, statement="Fewer repeats", measure="", baseline="", due_on=None)
    MilestoneFactory.create(project=rich, title="Pilot", acceptance_criteria="Two teams for four weeks.")
    activity = ActivityFactory.create(project=rich, title="Release a new version")
    RaciEntryFactory.create(activity=activity, role="IT manager", side="client")
    RaciEntryFactory.create(activity=activity, role="Service manager", side="vendor", letter="R")
    CommunicationLineFactory.create(project=rich, audience="Key users", cadence="FREQ=WEEKLY;BYDAY=TU")
    bare = ProjectFactory.create(vendor=cast.globex, name="Networks", manager=manager, sponsor=cast[Role.APPROVER])
    other = ContractFactory.create(vendor=cast.globex, title="Frame agreement", renewal="automatic")
    draft = ScopeVersionFactory.create(project=bare)
    ours = {"projects": reverse("projects"), "contracts": reverse("contracts"), "new": reverse("project-new")}
    ours |= {"contract": other.get_absolute_url(), "contract-new": reverse("contract-new")}
    ours |= _of(rich, "rich", ("project", "project-agreement", "project-plan", "project-people", "raci", "goal-new"))
    ours |= _of(bare, "bare", ("project", "project-agreement", "project-plan", "project-people"))
    ours |= _of(rich, "rich", ("communication-line-new", "project-activation", "place-new"))
    ours |= {"version": second.get_absolute_url(), "draft": draft.get_absolute_url()}
    ours |= {"sign": reverse("scope-version-sign", args=[second.pk])}
    portal = {"portal-projects": reverse("portal-projects"), "portal-project": rich.get_portal_url()}
    portal |= {"portal-version": second.get_portal_url()}
    portal |= {"portal-sign": reverse("portal-scope-version-sign", args=[second.pk])}
    return ours, portal, manager, lead


def _of(project: Project, word: str, names: tuple[str, ...]) -> dict[str, str]:
    return {f"{word}-{name}": reverse(name, args=[project.pk]) for name in names}


@pytest.mark.parametrize(
    ("viewport", "theme"), [(WIDE, "light"), (NARROW, "dark"), (WIDE, "dark"), (NARROW, "light")], ids=str
)
def test_every_page_can_be_read(
    live_server: Any, open_context: Any, now: datetime, viewport: dict[str, int], theme: str
) -> None:
    ours, portal, manager, lead = staged(now)
    wrong: list[str] = []
    for pages, person in ((ours, manager), (portal, lead)):
        context = open_context(viewport, theme)
        context.add_cookies([_session(person, live_server.url)])
        window = context.new_page()
        heard = noise(window)
        for name, address in pages.items():
            answer = window.goto(live_server.url + address)
            window.wait_for_load_state("networkidle")
            _keep(window, f"{name}-{viewport['width']}-{theme}")
            wrong += [f"{name}: {answer.status}"] if answer.status != 200 else []
            wrong += [f"{name}: {line}" for line in axe(window)]
            wrong += [f"{name}: {overflow(window)} px too wide"] if overflow(window) else []
        wrong += heard
    assert wrong == []


def _session(person: User, url: str) -> dict[str, str]:
    client = Client()
    client.force_login(person)
    return {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": url}


def _keep(window: Any, name: str) -> None:
    folder = os.environ.get("SCREENSHOTS")
    if folder:
        window.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
