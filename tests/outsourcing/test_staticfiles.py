"""Tests of the static files: which are found, and under what names they are served."""

import gzip
import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.test import override_settings

from outsourcing.staticfiles import PackageFinder, PackageStorage, Storage


@pytest.fixture
def packages(tmp_path: Path) -> Path:
    """A node_modules with one package, whose files name source maps that it lacks."""
    dist = tmp_path / "node_modules" / "kit" / "dist"
    dist.mkdir(parents=True)
    (dist / "kit.css").write_text("body{color:#111}\n/*# sourceMappingURL=kit.css.map */" + " " * 2000)
    (dist / "kit.js").write_text("export{}\n//# sourceMappingURL=kit.js.map")
    (dist / "unused.js").write_text("export{}")
    return tmp_path / "node_modules"


def collect(packages: Path, into: Path) -> dict[str, str]:
    """The manifest, {name: hashed name}, of the package's two files alone."""
    with override_settings(
        NPM_ROOT=packages,
        NPM_FILES={"vendor/kit.css": "kit/dist/kit.css", "vendor/kit.js": "kit/dist/kit.js"},
        STATIC_ROOT=into,
        STATICFILES_FINDERS=["outsourcing.staticfiles.PackageFinder"],
        STORAGES={**settings.STORAGES, "staticfiles": {"BACKEND": "outsourcing.staticfiles.Storage"}},
    ):
        finders.get_finder.cache_clear()
        call_command("collectstatic", verbosity=0, interactive=False)
    finders.get_finder.cache_clear()
    paths: dict[str, str] = json.loads((into / "staticfiles.json").read_text())["paths"]
    return paths


def test_only_named_files_of_packages_are_collected(packages: Path, tmp_path: Path) -> None:
    assert set(collect(packages, tmp_path / "static")) == {"vendor/kit.css", "vendor/kit.js"}


def test_collected_name_holds_the_hash_and_has_a_gzip_copy(packages: Path, tmp_path: Path) -> None:
    static = tmp_path / "static"
    name = collect(packages, static)["vendor/kit.css"]
    assert re.fullmatch(r"vendor/kit\.[0-9a-f]{12}\.css", name)
    assert gzip.decompress((static / f"{name}.gz").read_bytes()) == (static / name).read_bytes()
    assert not list(static.rglob("*.br"))


def test_missing_source_map_does_not_stop_the_collection() -> None:
    assert "sourceMappingURL" not in str(Storage.patterns)


def test_finder_finds_a_package_file_by_its_url_and_no_other(packages: Path) -> None:
    with override_settings(NPM_ROOT=packages, NPM_FILES={"vendor/kit.js": "kit/dist/kit.js"}):
        finder = PackageFinder()
    assert finder.find("vendor/kit.js") == str(packages / "kit/dist/kit.js")
    assert finder.find("vendor/kit.js", find_all=True) == [str(packages / "kit/dist/kit.js")]
    assert finder.find("vendor/unused.js") == []
    assert finder.find("../kit/dist/unused.js") == []


def test_check_names_the_file_that_is_not_installed(packages: Path) -> None:
    with override_settings(NPM_ROOT=packages, NPM_FILES={"vendor/gone.js": "kit/dist/gone.js"}):
        problems = PackageFinder().check()
    assert [problem.id for problem in problems] == ["outsourcing.W001"]
    assert "vendor/gone.js" in problems[0].msg


def test_every_named_file_is_installed() -> None:
    storage = PackageStorage(settings.NPM_ROOT, settings.NPM_FILES)
    assert [url for url in storage.files if not Path(storage.path(url)).is_file()] == []
