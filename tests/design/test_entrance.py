"""The doors of the house, as the browser shows them: log-in, password, second factor, errors."""

from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import hotp_value, yield_hotp_counters_from_time
from playwright.sync_api import Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from tests.browser import NARROW, axe, noise, overflow
from tests.design.test_gallery import keep
from tests.factories.accounts import UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.urls("tests.design.urls")]
PASSWORD = "four wheels, one frame"


@pytest.fixture
def person(transactional_db: None, back_to_the_gallery: None) -> User:
    user = UserFactory.create(email="ada@tandem.example", name="Ada Okafor")
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def back_to_the_gallery(settings: Settings) -> None:
    settings.LOGIN_REDIRECT_URL = "/gallery/lists/"


def check(page: Page, name: str) -> None:
    page.wait_for_load_state("networkidle")
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        keep(page, f"{name}-{theme}")
        assert axe(page) == []
        assert overflow(page) == 0


def log_in(page: Page, live_server: LiveServer) -> None:
    page.goto(f"{live_server.url}/account/login/")
    page.get_by_label("Email").fill("ada@tandem.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()


@pytest.mark.parametrize(
    "path", ["login/", "password/reset/", "password/reset/done/", "password/reset/key/x-y/", "inactive/"]
)
def test_pages_before_log_in_have_no_violation(live_server: LiveServer, open_context: Any, path: str) -> None:
    page = open_context(NARROW).new_page()
    heard = noise(page)
    page.goto(f"{live_server.url}/account/{path}")
    check(page, f"entrance-{path.strip('/').replace('/', '-')}")
    assert heard == []


def test_wrong_password_is_told_at_the_top(live_server: LiveServer, page: Page, person: User) -> None:
    page.goto(f"{live_server.url}/account/login/")
    page.get_by_label("Email").fill("ada@tandem.example")
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("alert")).to_be_focused()
    check(page, "entrance-wrong-password")


def test_second_factor_is_set_up_and_recovery_codes_are_shown(
    live_server: LiveServer, page: Page, person: User
) -> None:
    heard = noise(page)
    log_in(page, live_server)
    page.goto(f"{live_server.url}/account/reauthenticate/?next=/account/2fa/")
    check(page, "reauthenticate")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    check(page, "mfa-index-empty")
    page.get_by_role("link", name="Set up").click()
    check(page, "mfa-activate")
    secret = page.locator(".t-secret").text_content() or ""
    page.get_by_label("code").fill(hotp_value_now(secret))
    page.get_by_role("button", name="Set up").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    check(page, "mfa-codes")
    page.goto(f"{live_server.url}/account/2fa/")
    check(page, "mfa-index")
    page.get_by_role("link", name="Take it off").click()
    check(page, "mfa-deactivate")
    page.goto(f"{live_server.url}/account/password/change/")
    check(page, "password-change")
    page.goto(f"{live_server.url}/account/logout/")
    check(page, "logout")
    page.get_by_role("button", name="Log out").click()
    log_in(page, live_server)
    expect(page.get_by_role("heading", level=1)).to_have_text("Second factor")
    check(page, "mfa-authenticate")
    assert heard == []


def hotp_value_now(secret: str) -> str:
    """The code that an authenticator app would show now."""
    return f"{hotp_value(secret, next(iter(yield_hotp_counters_from_time()))):06}"


@pytest.mark.parametrize("name", ["error", "500"])
def test_error_pages_have_no_violation(live_server: LiveServer, open_context: Any, name: str) -> None:
    page = open_context(NARROW).new_page()
    page.goto(f"{live_server.url}/error/{name}/")
    check(page, f"error-{name}")
