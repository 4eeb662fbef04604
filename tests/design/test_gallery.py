"""Every component is drawn, and axe finds nothing wrong with it, wide and narrow, light and dark."""

import os
from pathlib import Path
from typing import Any

import pytest
from pytest_django.live_server_helper import LiveServer

from tests.browser import NARROW, WIDE, axe, noise, overflow

PAGES = [
    "lists",
    "lists/?portal=1&state=active&q=acme",
    "record",
    "forms",
    "forms/?errors=1",
    "parts/?messages=1",
    "confirm",
]

pytestmark = [pytest.mark.browser, pytest.mark.urls("tests.design.urls"), pytest.mark.django_db]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("name", PAGES)
def test_page_has_no_violation_and_fits(
    live_server: LiveServer, open_context: Any, name: str, viewport: dict[str, int], theme: Any
) -> None:
    page = open_context(viewport, theme).new_page()
    heard = noise(page)
    page.goto(f"{live_server.url}/gallery/{name if '/' in name else name + '/'}")
    page.wait_for_load_state("networkidle")
    keep(page, f"{name.replace('/', '-').replace('?', '')}-{viewport['width']}-{theme}")
    assert heard == []
    assert overflow(page) == 0
    assert axe(page) == []


def keep(page: Any, name: str) -> None:
    """A screenshot, where SCREENSHOTS names a folder."""
    if folder := os.environ.get("SCREENSHOTS"):
        page.screenshot(path=Path(folder, f"{name}.png"), full_page=True)
