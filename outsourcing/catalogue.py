"""The interface's messages, gathered and compiled by Babel alone: no GNU gettext is needed on the machine."""

import ast
import io
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "_now": None,  # gettext where `_` is the lazy one
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    # the verbs that the trail tells
    "recorded": (1,),
    "told_as": (1,),
}
SKIPPED = {"tests", "migrations", "node_modules", "var", ".venv", "launcher"}


def gathered(root: Path, locale: str) -> Catalog:
    """Every message of the code and the templates below `root`."""
    catalog = Catalog(locale=locale, project="Tandem", charset="utf-8")
    for path, source in _sources(root):
        for line, message, comments, context in extract("python", io.BytesIO(source), KEYWORDS, ["Translators:"]):
            place = [(str(path.relative_to(root)), line)]
            catalog.add(message, locations=place, auto_comments=comments, context=context)
    return catalog


def _sources(root: Path) -> Iterator[tuple[Path, bytes]]:
    for path in sorted(root.rglob("*")):
        if SKIPPED & set(path.relative_to(root).parts) or not path.is_file():
            continue
        if path.suffix == ".py":
            source = path.read_text()
            yield path, f"{source}\n{_calls_in_f_strings(source)}".encode()
        elif path.suffix in {".html", ".txt"} and "templates" in path.parts:
            # Django rewrites a template as calls of gettext; its own indentation would not be Python's.
            called = templatize(path.read_text(), origin=str(path))
            yield path, "\n".join(line.strip() for line in called.splitlines()).encode()


def _calls_in_f_strings(source: str) -> str:
    """The calls that stand inside f-strings, one a line: Babel takes an f-string for a word without an inside."""
    joined = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.JoinedStr))
    calls = (node for whole in joined for node in ast.walk(whole) if isinstance(node, ast.Call))
    return "\n".join(ast.unparse(call) for call in calls)


def update(file: Path, found: Catalog) -> Catalog:
    """Bring the catalogue in `file` up to what was `found`; translations are kept, what is gone is marked obsolete."""
    if file.exists():
        with file.open("rb") as stream:
            catalog = read_po(stream, locale=found.locale)
        catalog.update(found, no_fuzzy_matching=True)
    else:
        catalog = found
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("wb") as stream:
        write_po(stream, catalog, width=120, sort_output=True, include_lineno=False)
    return catalog


def waiting(catalog: Catalog) -> list[tuple[str, str]]:
    """What lacks a translation, or has one that nobody has confirmed: the message, and the file where it stands."""
    lacking = [message for message in catalog if message.id and (message.fuzzy or not all(forms(message.string)))]
    return [(forms(message.id)[0], message.locations[0][0]) for message in lacking]


def forms(words: str | Sequence[str] | None) -> Sequence[str]:
    """The forms of a message or its translation: one, or the singular and the plurals."""
    return (words or "",) if words is None or isinstance(words, str) else words


def compiled(file: Path) -> Path:
    """Write the `.mo` beside a `.po`, whole or not at all, and say where."""
    with file.open("rb") as stream:
        catalog = read_po(stream)
    target = file.with_suffix(".mo")
    new = target.with_name(f".{target.name}.{os.getpid()}")
    with new.open("wb") as stream:
        write_mo(stream, catalog)
    new.replace(target)
    return target


def compile_outdated(folder: Path) -> list[Path]:
    """Compile the catalogues below `folder` that changed since they were last compiled, and say which."""
    return [compiled(file) for file in sorted(folder.rglob("*.po")) if _is_outdated(file)]


def _is_outdated(file: Path) -> bool:
    target = file.with_suffix(".mo")
    return not target.exists() or target.stat().st_mtime_ns < file.stat().st_mtime_ns
