"""The text of a scope version as it is signed, its hash, and the difference of two: pure."""

import difflib
import hashlib
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

SENTENCE_OR_WORD = re.compile(r"\s+|\w+|[^\w\s]")


@dataclass(frozen=True)
class ScopeText:
    """What both sides read and sign."""

    in_scope: str
    out_of_scope: str
    assumptions: str
    we_owe: str
    acceptance_criteria: str


class Change(StrEnum):
    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True)
class Piece:
    """A run of words of one side of a difference."""

    text: str
    change: Change


@dataclass(frozen=True)
class DifferenceRow:
    """A line of a side-by-side difference; an empty side has no pieces."""

    before: tuple[Piece, ...]
    after: tuple[Piece, ...]

    @property
    def is_changed(self) -> bool:
        return self.before != self.after


def canonical(text: ScopeText, *, project_id: int, number: int) -> str:
    """The one wording that is hashed.

    It names project and version, so that a signature cannot be carried to another; line ends, trailing blanks and
    the composition of accents do not matter.
    """
    parts = [
        ("In scope", text.in_scope),
        ("Out of scope", text.out_of_scope),
        ("Assumptions", text.assumptions),
        ("What we owe the vendor", text.we_owe),
        ("Acceptance criteria", text.acceptance_criteria),
    ]
    body = "\n\n".join(f"# {title}\n{_plain(words)}" for title, words in parts)
    return f"Project {project_id}, scope version {number}\n\n{body}\n"


def content_hash(text: ScopeText, *, project_id: int, number: int) -> str:
    """SHA-256 of the canonical text in UTF-8, as 64 hexadecimal digits."""
    return hashlib.sha256(canonical(text, project_id=project_id, number=number).encode()).hexdigest()


def difference(before: str, after: str) -> list[DifferenceRow]:
    """Two texts side by side, line by line, with the words that changed."""
    old, new = _plain(before).split("\n"), _plain(after).split("\n")
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    rows: list[DifferenceRow] = []
    for kind, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if kind == "equal":
            rows.extend(DifferenceRow(_whole(line), _whole(line)) for line in old[old_from:old_to])
        else:
            rows.extend(_changed_lines(old[old_from:old_to], new[new_from:new_to]))
    return [row for row in rows if row.before or row.after]


def _changed_lines(old: list[str], new: list[str]) -> Iterator[DifferenceRow]:
    paired = min(len(old), len(new))
    for before, after in zip(old[:paired], new[:paired], strict=True):
        yield _changed_words(before, after)
    for line in old[paired:]:
        yield DifferenceRow(_whole(line, Change.REMOVED), ())
    for line in new[paired:]:
        yield DifferenceRow((), _whole(line, Change.ADDED))


def _changed_words(before: str, after: str) -> DifferenceRow:
    old, new = SENTENCE_OR_WORD.findall(before), SENTENCE_OR_WORD.findall(after)
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    left: list[Piece] = []
    right: list[Piece] = []
    for kind, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        same = kind == "equal"
        left.extend(_run(old[old_from:old_to], Change.SAME if same else Change.REMOVED))
        right.extend(_run(new[new_from:new_to], Change.SAME if same else Change.ADDED))
    return DifferenceRow(tuple(left), tuple(right))


def _run(words: list[str], change: Change) -> list[Piece]:
    return [Piece("".join(words), change)] if words else []


def _whole(line: str, change: Change = Change.SAME) -> tuple[Piece, ...]:
    return (Piece(line, change),) if line else ()


def _plain(text: str) -> str:
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line.rstrip() for line in lines).strip("\n")
