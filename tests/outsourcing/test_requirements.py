"""Tests that what the code imports is what it asks for, so that a fresh environment has it."""

import ast
import re
import sys
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

from outsourcing.launcher.bootstrap import BASE_DIR

# Asked for though the product does not import it: the web server, Django's driver and Celery's.
RUN_BY_NAME = {"granian", "psycopg2-binary", "redis"}
FOR_DEVELOPMENT = ("tests", "bench", "outsourcing/launcher")


def asked_for(file: str) -> set[str]:
    lines = (BASE_DIR / file).read_text().splitlines()
    return {normal(match.group()) for line in lines if (match := re.match(r"[A-Za-z0-9][A-Za-z0-9._-]*", line))}


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def pinned(file: str) -> set[str]:
    return {normal(name) for name in re.findall(r"^([\w.-]+)==", (BASE_DIR / file).read_text(), re.MULTILINE)}


def modules() -> Iterator[Path]:
    for top in sorted(BASE_DIR.iterdir()):
        if top.is_dir() and (top / "__init__.py").exists():
            yield from top.rglob("*.py")


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def imported(*, development: bool) -> dict[str, set[str]]:
    """{distribution: files that import it}, of the product or of what its makers run."""
    known = packages_distributions()
    found: dict[str, set[str]] = {}
    for path in modules():
        name = path.relative_to(BASE_DIR).as_posix()
        if "node_modules" in name or name.startswith(FOR_DEVELOPMENT) != development:
            continue
        for top in {module.partition(".")[0] for module in imports(path)} - sys.stdlib_module_names:
            for distribution in known.get(top, []):
                found.setdefault(normal(distribution), set()).add(name)
    return found


def test_what_the_product_imports_is_asked_for_by_name() -> None:
    missing = {
        name: files for name, files in imported(development=False).items() if name not in asked_for("requirements.in")
    }
    assert missing == {}


def test_what_tests_and_launcher_import_is_asked_for_by_name() -> None:
    asked = asked_for("requirements.in") | asked_for("requirements-dev.in")
    assert {name: files for name, files in imported(development=True).items() if name not in asked} == {}


def test_what_is_asked_for_is_pinned() -> None:
    assert asked_for("requirements.in") - pinned("requirements.txt") == set()
    assert asked_for("requirements-dev.in") - pinned("requirements-dev.txt") == set()


def test_what_the_product_asks_for_is_used() -> None:
    settings = (BASE_DIR / "outsourcing" / "settings.py").read_text()
    known = packages_distributions()
    named = {normal(name) for top, names in known.items() if f'"{top}' in settings for name in names}
    assert asked_for("requirements.in") - set(imported(development=False)) - named - RUN_BY_NAME == set()
