"""The canonical text, its hash and the difference of two."""

import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects.domain.scope_text import Change, ScopeText, canonical, content_hash, difference

TEXT = ScopeText("Service desk", "On-site support", "", "Access to the tool", "Four quiet weeks")
words = st.text(max_size=80)
texts = st.builds(ScopeText, words, words, words, words, words)


def test_the_canonical_text_names_project_and_version() -> None:
    assert canonical(TEXT, project_id=7, number=2).startswith(
        "Project 7, scope version 2\n\n# In scope\nService desk\n"
    )


def test_line_ends_trailing_blanks_and_composed_accents_do_not_matter() -> None:
    one = replace(TEXT, in_scope="Cafe\u0301  \r\nDesk\r\n")
    other = replace(TEXT, in_scope="Café\nDesk")
    assert content_hash(one, project_id=1, number=1) == content_hash(other, project_id=1, number=1)


@pytest.mark.parametrize("field", ["in_scope", "out_of_scope", "assumptions", "we_owe", "acceptance_criteria"])
def test_every_part_of_the_text_is_in_the_hash(field: str) -> None:
    changed = replace(TEXT, **{field: "Something else"})
    assert content_hash(changed, project_id=1, number=1) != content_hash(TEXT, project_id=1, number=1)


def test_the_hash_of_another_version_is_another() -> None:
    assert content_hash(TEXT, project_id=1, number=1) != content_hash(TEXT, project_id=1, number=2)
    assert content_hash(TEXT, project_id=1, number=1) != content_hash(TEXT, project_id=2, number=1)


def test_the_difference_shows_the_words_that_changed() -> None:
    (row,) = difference("Open from 8 to 17", "Open from 8 to 20")
    assert [(piece.text, piece.change) for piece in row.before] == [
        ("Open from 8 to ", Change.SAME),
        ("17", Change.REMOVED),
    ]
    assert row.after[-1].text == "20"
    assert row.is_changed


def test_a_new_line_stands_on_one_side_alone() -> None:
    rows = difference("one", "one\ntwo")
    assert [row.is_changed for row in rows] == [False, True]
    assert rows[1].before == ()


@given(words, words)
def test_each_side_of_a_difference_holds_its_own_text(before: str, after: str) -> None:
    rows = difference(before, after)
    for given_text, side in ((before, "before"), (after, "after")):
        shown = "\n".join(line for row in rows if (line := "".join(piece.text for piece in getattr(row, side))))
        kept = "\n".join(line for line in _lines(given_text) if line)
        assert shown == kept


@given(texts, texts)
def test_only_the_same_canonical_text_has_the_same_hash(one: ScopeText, other: ScopeText) -> None:
    same_text = canonical(one, project_id=1, number=1) == canonical(other, project_id=1, number=1)
    assert same_text == (content_hash(one, project_id=1, number=1) == content_hash(other, project_id=1, number=1))


def _lines(text: str) -> list[str]:
    plain = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    return "\n".join(line.rstrip() for line in plain.split("\n")).strip("\n").split("\n")
