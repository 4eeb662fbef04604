"""Tests of what is brought to the release before a start."""

import os
from pathlib import Path

import pytest
from django.core.management import call_command
from pytest_django import Settings

from outsourcing.launcher import prepare


@pytest.fixture
def static_root(tmp_path: Path, settings: Settings) -> Path:
    """Static files of one folder, collected into another."""
    source = tmp_path / "source"
    source.mkdir()
    (source / "page.css").write_text("body{}")
    settings.STATICFILES_DIRS = [source]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATIC_ROOT = tmp_path / "static"
    return settings.STATIC_ROOT


def test_static_files_are_collected_once(static_root: Path) -> None:
    prepare.collect_static()
    collected = static_root / "page.css"
    assert collected.read_text() == "body{}"
    collected.unlink()
    prepare.collect_static()
    assert not collected.exists()


def test_static_files_are_collected_again_when_one_has_changed(static_root: Path) -> None:
    prepare.collect_static()
    source = static_root.parent / "source" / "page.css"
    source.write_text("a{}")
    os.utime(source, ns=(1, source.stat().st_mtime_ns + 1_000_000_000))
    prepare.collect_static()
    assert (static_root / "page.css").read_text() == "a{}"


@pytest.mark.django_db
def test_demonstration_is_wanted_where_nobody_has_an_account(cast: object) -> None:
    assert not prepare.wants_demo(["--demo-if-empty"])
    assert prepare.wants_demo(["--demo"])


@pytest.mark.django_db
def test_empty_database_stays_empty_unless_asked() -> None:
    assert prepare.wants_demo(["--demo-if-empty"])
    assert not prepare.wants_demo([])


@pytest.mark.django_db
def test_database_of_this_release_is_left_as_it_is() -> None:
    call_command("migrate", verbosity=0, check_unapplied=True)
