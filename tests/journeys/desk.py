"""A person at a browser: logs in with a password, reads pages, fills in forms, presses buttons.

Every page that comes up is looked at: wide in light, and at 390 px in dark; by axe, for its width, and for errors of
scripts and breaches of the content policy.
"""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser import NARROW, WIDE, axe, noise, overflow
from tests.factories.accounts import PASSWORD

LOOKS = ((WIDE, "light"), (NARROW, "dark"))
PATIENCE = 15_000  # ms, for parts of a page that are fetched after it
REFUSAL = ".t-form-errors, .t-error, .t-message.tone-bad"
SETTLED = "() => !document.querySelector('.htmx-request') && document.readyState === 'complete'"


class Desk:
    """One person's window on the product at `base`."""

    def __init__(self, open_context: Callable[..., Any], base: str, seen: set[str] | None = None) -> None:
        """`seen` are the shapes of pages that need not be looked at again; several people may share them."""
        self.base = base
        self.page: Page = open_context().new_page()
        self.heard = noise(self.page)
        self.expected: list[str] = []
        self.wrong: list[str] = []
        self.seen = set() if seen is None else seen

    @property
    def main(self) -> Locator:
        return self.page.get_by_role("main")

    @property
    def path(self) -> str:
        return self.page.url.removeprefix(self.base)

    def log_in(self, email: str, password: str = PASSWORD) -> "Desk":
        self.go("/account/login/")
        self.fill(login=email, password=password)
        self.press("Log in")
        return self

    # --- What a person does -----------------------------------------------------------------------------------------

    def go(self, path: str) -> None:
        """Open an address, of this product whether or not it names the host."""
        self.page.goto(f"{self.base}{path.removeprefix(self.base)}")
        self.look()

    def is_nothing(self, path: str) -> None:
        """There is no such page for this person."""
        answer = self.page.goto(f"{self.base}{path}")
        assert answer is not None
        assert answer.status == 404, f"{path} answered {answer.status}"
        self._forgive("404")
        self.look()

    def follow(self, name: str) -> None:
        """Press a link by its words."""
        self.open(self.link(name))

    def link(self, name: str, links: str = "main a") -> Locator:
        """The first of the links of these words; for a screen reader some say after a colon what they are about."""
        words = re.compile(rf"^{re.escape(name)}( ?:.*)?$")
        return self.page.locator(links).and_(self.page.get_by_role("link", name=words)).first

    def press(self, name: str, *, refused: bool = False, look: bool = True) -> None:
        """Press a button by its words; `refused` says that the form comes back with what is wrong."""
        self.open(self.button(name), refused=refused, look=look)

    def open(self, target: Locator, *, refused: bool = False, look: bool = True) -> None:
        """Press what leads to another page; `refused` says that what was sent comes back with what is wrong.

        Without `look` the page is left alone: one that reloads itself would be gone in the middle of a look.
        """
        with self.page.expect_navigation():
            target.click()
        said = self.page.locator(REFUSAL).count()
        assert bool(said) == refused, f"{self.path} {'accepted' if refused else 'refused'}: {self.main.inner_text()}"
        if refused:
            self._forgive("422")
        if look:
            self.look()

    def button(self, name: str) -> Locator:
        return self.page.locator("main").get_by_role("button", name=name, exact=True).first

    def ask(self, link: str, button: str | None = None, *, refused: bool = False) -> None:
        """Press a link that asks in a dialog, and confirm."""
        self.link(link, "main a[data-dialog]").click()
        dialog = self.page.locator("dialog[open]")
        expect(dialog).to_be_visible()
        self._look_once("dialog")
        self.open(dialog.get_by_role("button", name=button or link, exact=True), refused=refused)

    def fill(self, **values: Any) -> None:
        """Fill in fields by their names: texts, choices by word or value, True for a box, a Path for a file."""
        for name, value in values.items():
            self.fill_in(self.page.locator(f"form [name='{name}']"), value)

    def fill_in(self, field: Locator, value: Any) -> None:
        kind = field.first.get_attribute("type") or field.first.evaluate("one => one.tagName.toLowerCase()")
        if kind == "select":
            _choose(field, str(value))
        elif kind == "radio":
            field.and_(self.page.locator(f"[value='{value}']")).check()
        elif kind == "checkbox":
            (field if value is True else field.and_(self.page.locator(f"[value='{value}']"))).check()
        elif isinstance(value, Path):
            field.set_input_files(value)
        else:
            field.fill(str(value))

    # --- What a person reads ----------------------------------------------------------------------------------------

    def reads(self, *words: str) -> None:
        """The page says this."""
        for one in words:
            expect(self.main).to_contain_text(one, timeout=PATIENCE)

    def does_not_read(self, *words: str) -> None:
        for one in words:
            expect(self.main).not_to_contain_text(one)

    def look(self) -> None:
        """Look at the page that has come up, in every size and theme; what is wrong is kept for the end."""
        self.page.wait_for_function(SETTLED)
        self._look_once("page")

    # --- Inside -----------------------------------------------------------------------------------------------------

    def _forgive(self, status: str) -> None:
        self.expected.append(f"status of {status}")

    def _look_once(self, what: str) -> None:
        outline = self.page.evaluate(OUTLINE)
        if (known := f"{what}:{outline}") in self.seen:
            return
        self.seen.add(known)
        for viewport, theme in LOOKS:
            self.page.set_viewport_size(viewport)  # type: ignore[arg-type]
            self.page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
            found = axe(self.page)
            if what == "page" and overflow(self.page):
                found.append(f"{overflow(self.page)} px too wide")
            self.wrong += [f"{self.path} ({theme}, {viewport['width']} px): {one}" for one in found]
        self.page.set_viewport_size(WIDE)  # type: ignore[arg-type]
        self.page.emulate_media(color_scheme="light")

    def complaints(self) -> list[str]:
        """Everything that was wrong with any page of this person."""
        return self.wrong + [line for line in self.heard if not any(one in line for one in self.expected)]


# The shape of a page: which elements of which classes stand in it, whatever the words are.
OUTLINE = """() => [...new Set([...document.querySelectorAll('body *')].map(
  one => one.tagName + '.' + [...one.classList].sort().join('.')))].sort().join(' ')"""


def _choose(field: Locator, wanted: str) -> None:
    """The option of this value, else of this word."""
    values = field.locator("option").evaluate_all("all => all.map(one => one.value)")
    if wanted in values:
        field.select_option(value=wanted)
    else:
        field.select_option(label=wanted)
