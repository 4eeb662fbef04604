"""The end of the main job in the browser, with real log-ins: home, a review from draft to closing, what each side sees.

It plays on the demonstration, so that every page is full; SCREENSHOTS=1 writes the picture of the README.
"""

import os
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from playwright.sync_api import Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from kpis.models import PeriodResult
from relationships.choices import ReviewState
from relationships.models import PerformanceReview
from tests.browser import NARROW, WIDE, axe, noise, overflow

MANAGER, LEAD, STRANGER = "marta@nordlicht.example", "katrin@alster-it.example", "aoife@brightline.example"
AUDITOR = "olga@nordlicht.example"
LOOKS = [(WIDE, "light"), (WIDE, "dark"), (NARROW, "light"), (NARROW, "dark")]


class Stage:
    """The demonstration behind a live server, and windows in which people log in by their passwords."""

    def __init__(self, base: str, open_context: Any, logins: dict[str, str]) -> None:
        self.base = base
        self.open_context = open_context
        self.logins = logins
        self.sessions: dict[str, Any] = {}

    def window(self, email: str, viewport: dict[str, int] = WIDE, theme: str = "light") -> Page:
        """A window in which `email` is logged in."""
        context = self.open_context(viewport, theme)
        if email in self.sessions:
            context.add_cookies(self.sessions[email])
            return context.new_page()
        page = context.new_page()
        page.goto(f"{self.base}/account/login/")
        page.fill("input[name=login]", email)
        page.fill("input[name=password]", self.logins[email])
        page.press("input[name=password]", "Enter")
        page.wait_for_url(lambda address: "/account/login" not in address)
        self.sessions[email] = context.cookies()
        return page

    def look_at(self, email: str, path: str) -> None:
        """The page is well formed in every size and theme, and axe finds nothing."""
        for viewport, theme in LOOKS:
            page = self.window(email, viewport, theme)
            heard = noise(page)
            page.goto(f"{self.base}{path}")
            page.wait_for_load_state("networkidle")
            assert (heard, overflow(page), axe(page)) == ([], 0, []), (path, viewport, theme)
            page.context.close()


@pytest.fixture
def stage(
    transactional_db: None, live_server: LiveServer, open_context: Any, settings: Settings, tmp_path: Path
) -> Stage:
    settings.STATE_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "files"
    call_command("demo", stdout=StringIO())
    lines = (tmp_path / "demo-logins.txt").read_text().splitlines()
    logins = {line.split()[0]: line.split()[-1] for line in lines if "@" in line}
    return Stage(live_server.url, open_context, logins)


@pytest.mark.browser
def test_a_review_from_home_to_its_end(stage: Stage) -> None:
    review = PerformanceReview.objects.get(state=ReviewState.VENDOR_REPLY)
    page = stage.window(MANAGER)
    expect(page.get_by_role("heading", level=1)).to_have_text("What needs you today")
    expect(page.locator(".t-lead").first).to_contain_text("1 of 4 KPIs below target, 1 at risk")
    _keep_picture(page)
    page.get_by_role("link", name="The vendor’s side has had its say: the review can be closed", exact=True).click()
    expect(page.get_by_role("table").first).to_contain_text("Below expected")  # fetched from the KPIs' own page
    page.fill("textarea[name=text]", "We count on the new storage.")
    page.get_by_role("button", name="Comment").click()
    expect(page.locator("#comments")).to_contain_text("We count on the new storage.")
    _agree_on_an_action(page)
    _reply_as_the_vendor(stage, review)
    page.goto(f"{stage.base}{review.get_absolute_url()}")
    page.get_by_role("link", name="Close the review").click()
    page.fill("textarea[name=summary]", "A good half-year with one bad month. The storage is replaced.")
    page.get_by_role("button", name="Close the review").click()
    expect(page.locator(".t-lead").first).to_contain_text("Closed by Marta Lindqvist")
    review.refresh_from_db()
    assert review.state == ReviewState.FINAL
    results = PeriodResult.objects.filter(kpi__project=review.project, starts_at__gte=review.period.starts_at)
    used = results.filter(ends_at__lte=review.period.ends_at)
    assert used.exists()
    assert not used.filter(locked_at=None).exists()
    _nobody_else_sees_it(stage, review)


@pytest.mark.browser
def test_the_pages_of_reviews_and_home_are_well_formed(stage: Stage) -> None:
    review = PerformanceReview.objects.get(state=ReviewState.VENDOR_REPLY)
    inside = (review.get_absolute_url(), f"{review.get_absolute_url()}closing/", "/reviews/", "/")
    for path in inside:
        stage.look_at(MANAGER, path)
    for path in (review.get_portal_url(), "/portal/reviews/", "/portal/"):
        stage.look_at(LEAD, path)


def _agree_on_an_action(page: Page) -> None:
    page.get_by_role("link", name="Agree on an action").click()
    page.fill("input[name=title]", "Send the report of the storage’s maker")
    page.select_option("select[name=owner]", label="Katrin Albers")
    page.fill("input[name=due_on]", "2099-01-31")
    page.get_by_role("button", name="Add the action").click()
    expect(page.locator("#actions")).to_contain_text("Send the report of the storage’s maker")


def _reply_as_the_vendor(stage: Stage, review: PerformanceReview) -> None:
    page = stage.window(LEAD)
    page.goto(f"{stage.base}{review.get_portal_url()}")
    expect(page.locator(".t-portal-name")).to_contain_text("Alster IT Services GmbH")
    expect(page.locator("#comments")).to_contain_text("We count on the new storage.")
    page.locator("#actions .t-action", has_text="Send the report").locator("a.btn").click()
    page.get_by_role("button", name="Mark as done").click()
    expect(page.locator("#actions")).to_contain_text("by Katrin Albers")


def _nobody_else_sees_it(stage: Stage, review: PerformanceReview) -> None:
    """Another vendor finds nothing; the auditor reads who closed it and what it was before."""
    page = stage.window(STRANGER)
    answer = page.goto(f"{stage.base}{review.get_portal_url()}")
    assert answer is not None
    assert answer.status == 404
    page = stage.window(AUDITOR)
    page.goto(f"{stage.base}{review.get_absolute_url()}history/")
    expect(page.get_by_role("main")).to_contain_text("closed the performance review")
    expect(page.get_by_role("main")).to_contain_text("Marta Lindqvist")


def _keep_picture(page: Page) -> None:
    """The picture of the README, where SCREENSHOTS asks for it."""
    if os.environ.get("SCREENSHOTS"):
        page.reload()  # without the greeting after the log-in
        page.wait_for_load_state("networkidle")
        folder = Path(django_settings.BASE_DIR, "docs", "images")
        folder.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=folder / "home.png")
