"""Every template holds to what docs/design.md says of templates."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template

ROOT = Path(settings.BASE_DIR, "templates")
TEMPLATES = sorted(str(path.relative_to(ROOT)) for path in ROOT.rglob("*.html"))
INLINE = re.compile(r"""<[^>]*\s(style|on[a-z]+)=["']|<style|<script(?![^>]*\ssrc=)|javascript:""", re.IGNORECASE)


@pytest.mark.parametrize("name", TEMPLATES)
def test_template_can_be_read(name: str) -> None:
    assert get_template(name)


@pytest.mark.parametrize("name", TEMPLATES)
def test_template_holds_no_inline_code(name: str) -> None:
    assert INLINE.findall((ROOT / name).read_text()) == []


@pytest.mark.parametrize("name", [name for name in TEMPLATES if name.startswith("components/")])
def test_component_says_what_it_takes(name: str) -> None:
    first = (ROOT / name).read_text().removeprefix('{% extends "base.html" %}\n')
    assert first.startswith("{% comment %}")


def test_every_style_sheet_is_loaded() -> None:
    folder = Path(settings.BASE_DIR, "static", "css")
    loaded = set(re.findall(r'@import url\("([a-z-]+\.css)"\)', (folder / "tandem.css").read_text()))
    assert loaded == {path.name for path in folder.glob("*.css")} - {"tandem.css"}
