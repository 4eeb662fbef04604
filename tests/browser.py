"""A real browser for the tests: Debian's Chromium, driven by Playwright, with axe beside it.

Where Chromium is missing the tests that ask for it skip, and the run ends with the line that installs it. With
REQUIRE_CHROMIUM set, as in `.ci/run`, they fail instead.
"""

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal
from weakref import WeakSet

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

INSTALL = "apt-get install --yes chromium fonts-dejavu-core fonts-noto-core"
MISSING = f"Chromium is missing for the tests of the pages. Install it: {INSTALL}"
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
WIDE = {"width": 1440, "height": 900}
NARROW = {"width": 390, "height": 844}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

Theme = Literal["light", "dark"]


def chromium() -> str | None:
    """Where Chromium is on this machine."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, started once."""
    found = chromium()
    if found is None:
        if os.environ.get("REQUIRE_CHROMIUM"):
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright runs an event loop in the thread that uses the database
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=list(ARGUMENTS))
        yield started
        started.close()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Says at the end of the run, in red, what was not looked at and how that is mended."""
    skipped = [report for report in terminalreporter.stats.get("skipped", []) if MISSING in str(report.longrepr)]
    if skipped:
        terminalreporter.write_sep("!", f"{len(skipped)} tests of the pages were SKIPPED", red=True, bold=True)
        terminalreporter.write_line(MISSING, red=True)


@pytest.fixture
def open_context(browser: Browser) -> Iterator[Any]:
    """Opens a window of its own: `open_context(width, theme)`; all are closed after the test."""
    opened: list[BrowserContext] = []

    def opener(viewport: dict[str, int] | None = None, theme: Theme = "light") -> BrowserContext:
        context = browser.new_context(
            viewport=viewport or WIDE,  # type: ignore[arg-type]
            color_scheme=theme,
            locale="en-GB",
            reduced_motion="reduce",  # nothing is measured half-way between two colours
        )
        context.set_default_timeout(15_000)
        opened.append(context)
        return context

    yield opener
    for context in opened:
        context.close()


@pytest.fixture
def page(open_context: Any) -> Page:
    """A wide, light window. A script's error or a breach of the content policy fails at the test's end: see `noise`."""
    return open_context().new_page()


# Pages that axe has measured since they were opened: it sets styles, and the content policy reports each.
_measured: WeakSet[Page] = WeakSet()


def noise(page: Page) -> list[str]:
    """Collects, from now on, errors of scripts and breaches of the content policy on `page`."""
    heard: list[str] = []

    def hear(words: str) -> None:
        if not (page in _measured and words.startswith("Applying inline style")):
            heard.append(words)

    page.on("pageerror", lambda error: hear(str(error)))
    page.on("console", lambda line: hear(line.text) if line.type == "error" else None)
    page.on("framenavigated", lambda frame: _measured.discard(page))
    return heard


def axe(page: Page) -> list[str]:
    """What axe-core finds wrong on the page as it stands, a line for each violation; empty when all is well."""
    source = Path(settings.NPM_ROOT, "axe-core", "axe.min.js")
    if not page.evaluate("() => Boolean(window.axe)"):
        # evaluated over the debugger, which the page's content policy does not bind
        page.evaluate(source.read_text())
    rules = json.dumps({"runOnly": {"type": "tag", "values": RULES}})
    _measured.add(page)
    found = page.evaluate(f"() => window.axe.run(document, {rules})")
    return [
        f"{one['id']} ({one['impact']}): {one['help']}: " + "; ".join(node["html"][:160] for node in one["nodes"][:4])
        for one in found["violations"]
    ]


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than its window; 0 where nothing must be scrolled sideways."""
    return int(page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth"))
