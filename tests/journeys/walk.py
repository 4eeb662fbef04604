"""Walks through every page that a person can reach by links, and looks at each."""

import os
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve
from django.urls.exceptions import Resolver404
from playwright.sync_api import BrowserContext, Page

from accounts.models import User
from tests.browser import NARROW, WIDE, axe, noise, overflow

LEFT_OUT = ("/api/", "/static/", "/account/", "/healthz", "/readyz", "/metrics")  # tests/design looks at /account/
DOWNLOADS = ("evidence-file",)


@dataclass
class Walk:
    """What was seen, by address, and what is wrong with it."""

    seen: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


def plain_addresses() -> list[str]:
    """The addresses that name no record."""
    return sorted(f"/{path}" for path in _paths(get_resolver().url_patterns) if "<" not in path)


def _paths(patterns: list[Any], before: str = "") -> list[str]:
    found: list[str] = []
    for one in patterns:
        path = before + str(one.pattern).lstrip("^").rstrip("$")
        if isinstance(one, URLResolver):
            found += _paths(one.url_patterns, path)
        elif isinstance(one, URLPattern):
            found.append(path)
    return found


def log_in(context: BrowserContext, user: User, base: str) -> None:
    """A session of `user`, without the page that asks for a password."""
    client = Client()
    client.force_login(user)
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": base}])


def walk(open_context: Any, base: str, user: User, starts: list[str], *, kinds: set[str], most: int = 200) -> Walk:
    """Every page that `user` reaches from `starts` by links, wide in light and narrow in dark.

    One of each kind is looked at; `kinds` holds those that were, and grows, so that the next person sees the others.
    """
    wide, narrow = open_context(WIDE, "light"), open_context(NARROW, "dark")
    for context in (wide, narrow):
        log_in(context, user, base)
    walked = Walk()
    waiting = deque(starts)
    page, small = wide.new_page(), narrow.new_page()
    while waiting and len(walked.seen) < most:
        path = waiting.popleft()
        kind = _kind(path)
        if kind is None or kind in kinds:
            continue
        if _look(page, base, path, walked, name=f"{user.role}-{kind}-1440"):
            kinds.add(kind)
            walked.seen.append(path)
            _look(small, base, path, walked, name=f"{user.role}-{kind}-390")
            hrefs = page.eval_on_selector_all("a[href]", "links => links.map(link => link.href)")
            waiting.extend(urlsplit(href).path for href in hrefs if href.startswith(base))
    return walked


def _kind(path: str) -> str | None:
    """What kind of page an address is; None for what is not looked at."""
    if path.startswith(LEFT_OUT):
        return None
    try:
        name = resolve(path).url_name or path
    except Resolver404:
        return f"nowhere{path}".replace("/", "-")
    return None if name in DOWNLOADS else name


def _look(page: Page, base: str, path: str, walked: Walk, *, name: str) -> bool:
    """Whether there is a page for this person under `path`; what is wrong with it goes to `walked`."""
    answer = page.request.get(f"{base}{path}")
    if answer.status >= 500:
        walked.wrong.append(f"{name} {path}: answered {answer.status}")
    if not answer.ok or 'id="main"' not in answer.text():
        return False  # not for this person, or a part that a page fetches, or a file
    heard = noise(page)
    page.goto(f"{base}{path}")
    page.wait_for_load_state("networkidle")
    wrong = list(heard)
    if too_wide := overflow(page):
        wrong.append(f"{too_wide} pixels too wide")
    if not (page.locator("h1").first.text_content() or "").strip():
        wrong.append("has no heading")
    if empty := page.locator("tbody:not(:has(tr))").count():
        wrong.append(f"{empty} tables without a row: say what belongs there instead")
    if folder := os.environ.get("SCREENSHOTS"):
        page.screenshot(path=Path(folder, f"{name}.png"), full_page=True)
    wrong += axe(page)
    walked.wrong += [f"{name} {path}: {one}" for one in wrong]
    return True
