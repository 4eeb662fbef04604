"""What the pages do under keys and a script, and that they do without one."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser import NARROW, WIDE, axe, noise

pytestmark = [pytest.mark.browser, pytest.mark.urls("tests.design.urls"), pytest.mark.django_db]


@pytest.fixture
def lists(live_server: LiveServer, page: Page) -> Page:
    page.goto(f"{live_server.url}/gallery/lists/")
    return page


def test_slash_goes_to_the_search_box(lists: Page) -> None:
    lists.keyboard.press("/")
    expect(lists.get_by_role("searchbox")).to_be_focused()
    lists.keyboard.type("c/e?")
    expect(lists.get_by_role("searchbox")).to_have_value("c/e?")
    expect(lists.locator("#keys")).not_to_be_visible()


def test_question_mark_lists_the_keys_of_this_page(lists: Page) -> None:
    lists.keyboard.press("?")
    keys = lists.locator("#keys")
    expect(keys).to_be_visible()
    expect(keys).to_contain_text("Register a vendor")
    expect(keys).to_contain_text("Projects")
    assert axe(lists) == []
    lists.keyboard.press("Escape")
    expect(keys).not_to_be_visible()


@pytest.mark.parametrize(("keys", "query"), [(["c"], "?new"), (["g", "p"], "?p"), (["g", "k"], "?k")])
def test_keys_go_where_their_link_goes(lists: Page, keys: list[str], query: str) -> None:
    for key in keys:
        lists.keyboard.press(key)
    lists.wait_for_url(f"**/{query}")


def test_menu_closes_on_escape_and_gives_the_focus_back(lists: Page) -> None:
    lists.get_by_text("Menu of your account").click(force=True)
    expect(lists.get_by_role("link", name="Your account")).to_be_visible()
    assert axe(lists) == []
    lists.keyboard.press("Escape")
    expect(lists.get_by_role("link", name="Your account")).not_to_be_visible()
    expect(lists.locator(".t-menu > summary").first).to_be_focused()


def test_typing_filters_the_list_without_loading_the_page(lists: Page) -> None:
    heard = noise(lists)
    lists.evaluate("() => { window.stayed = true; }")
    lists.get_by_role("searchbox").fill("acme")
    lists.wait_for_url("**/gallery/lists/?q=acme**")
    expect(lists.get_by_role("link", name="Remove filter Search vendors: acme")).to_be_visible()
    assert lists.evaluate("() => window.stayed") is True
    assert heard == []


def test_destructive_link_asks_in_a_dialog_and_can_be_left(live_server: LiveServer, page: Page) -> None:
    heard = noise(page)
    page.goto(f"{live_server.url}/gallery/record/")
    page.get_by_role("link", name="Revoke").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Revoke the token “Nightly import”?")
    assert heard == []
    assert axe(page) == []
    dialog.get_by_role("link", name="Cancel").click()
    expect(dialog).not_to_be_visible()


def test_first_tab_offers_to_skip_to_the_content(lists: Page) -> None:
    lists.keyboard.press("Tab")
    expect(lists.get_by_role("link", name="Skip to the content")).to_be_focused()
    lists.keyboard.press("Enter")
    assert lists.evaluate("() => document.activeElement.id") == "main"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_device_decides_the_theme_before_any_script(browser: Any, live_server: LiveServer, theme: Any) -> None:
    context = browser.new_context(java_script_enabled=False, color_scheme=theme, viewport=WIDE)
    page = context.new_page()
    page.goto(f"{live_server.url}/gallery/lists/")
    shade = page.locator("body").evaluate("body => getComputedStyle(body).backgroundColor")
    context.close()
    assert shade == {"light": "rgb(246, 246, 243)", "dark": "rgb(19, 21, 25)"}[theme]


@pytest.mark.parametrize(("choice", "device"), [("dark", "light"), ("light", "dark")])
def test_persons_choice_wins_over_the_device(
    live_server: LiveServer, open_context: Any, choice: str, device: Any
) -> None:
    page = open_context(WIDE, device).new_page()
    page.goto(f"{live_server.url}/gallery/lists/?theme={choice}")
    shade = page.locator("body").evaluate("body => getComputedStyle(body).backgroundColor")
    assert shade == {"light": "rgb(246, 246, 243)", "dark": "rgb(19, 21, 25)"}[choice]


def test_navigation_and_menus_open_without_a_script(browser: Any, live_server: LiveServer) -> None:
    context = browser.new_context(java_script_enabled=False, viewport=NARROW)
    page = context.new_page()
    page.goto(f"{live_server.url}/gallery/lists/")
    page.get_by_role("button", name="Menu").click()
    expect(page.get_by_role("link", name="Projects")).to_be_visible()
    page.get_by_role("link", name="Projects").click()
    page.wait_for_url("**/?p")
    page.get_by_text("Filters").click()
    expect(page.get_by_label("State")).to_be_visible()
    context.close()


def test_page_fits_a_very_wide_screen(live_server: LiveServer, open_context: Any) -> None:
    page = open_context({"width": 2560, "height": 1440}).new_page()
    page.goto(f"{live_server.url}/gallery/record/")
    box = page.locator("#main").bounding_box()
    assert box is not None
    assert box["width"] <= 1792
