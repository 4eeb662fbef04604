"""Reading OSCAL catalogs."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from core.errors import Refused
from vendors.domain.oscal import read_catalog

MVSP = Path(os.environ.get("SHARED_DATA", "../shared/data")) / "questionnaires/mvsp_oscal_catalog.json"


def catalog(**changes: Any) -> dict[str, Any]:
    control = {
        "id": "c-1",
        "title": "Reports",
        "props": [{"name": "label", "value": "1.1"}],
        "parts": [
            {"id": "s", "name": "statement", "prose": "Publish a policy."},
            {"id": "g", "name": "guidance", "title": "Why", "prose": "So that reports reach you."},
        ],
        "controls": [{"id": "c-1.1", "title": "Inner"}],
    }
    group = {"id": "g-1", "title": "Business", "controls": [control], **changes}
    return {"catalog": {"metadata": {"title": "A catalog", "version": "3"}, "groups": [group]}}


def read(document: Any) -> Any:
    return read_catalog(json.dumps(document).encode())


def test_groups_become_sections_and_controls_questions() -> None:
    part = read(catalog())
    (section,) = part.sections
    first, inner = section.questions
    assert (part.name, part.source, section.title) == ("A catalog", "3", "Business")
    assert (first.code, first.text) == ("1.1", "Reports\nPublish a policy.")
    assert first.help_text == "Why\nSo that reports reach you."
    assert (inner.code, inner.text) == ("c-1.1", "Inner")


def test_groups_inside_groups_become_sections_of_their_own() -> None:
    inner = {"title": "Inner group", "controls": [{"id": "x", "title": "X"}]}
    titles = [section.title for section in read(catalog(groups=[inner])).sections]
    assert titles == ["Business", "Inner group"]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "not valid JSON"),
        (b"\xff", "not valid JSON"),
        (b'{"catalog": 1, "catalog": 2}', "not valid JSON"),
        (b"[]", "an object is missing at the file"),
        (b"{}", "an object is missing at catalog"),
        (b'{"catalog": {}}', "an object is missing at catalog.metadata"),
        (b'{"catalog": {"metadata": {}}}', "catalog.metadata.title is missing"),
        (b'{"catalog": {"metadata": {"title": 3}}}', "catalog.metadata.title is not a text"),
        (b'{"catalog": {"metadata": {"title": "%s"}}}' % (b"A" * 201), "catalog.metadata.title is longer than 200"),
        (b'{"catalog": {"metadata": {"title": "A"}}}', "no groups"),
        (b'{"catalog": {"metadata": {"title": "A"}, "groups": 7}}', "catalog.groups is not a list"),
    ],
)
def test_what_is_no_catalog_is_refused_with_the_place(body: bytes, reason: str) -> None:
    with pytest.raises(Refused, match=reason) as refusal:
        read_catalog(body)
    assert refusal.value.field == "catalog"


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"controls": ["x"]}, r"catalog.groups\[0\].controls\[0\]"),
        ({"controls": [{"title": "No id"}]}, r"controls\[0\].id is missing"),
        ({"controls": [{"id": "x"}]}, r"controls\[0\].title is missing"),
        (
            {"controls": [{"id": "x", "title": "X", "parts": [{"name": "statement", "prose": 5}]}]},
            "prose is not a text",
        ),
        ({"title": ""}, "title is missing"),
    ],
)
def test_a_fault_inside_is_named_with_its_place(changes: dict[str, Any], place: str) -> None:
    with pytest.raises(Refused, match=place):
        read(catalog(**changes))


@pytest.mark.skipif(not MVSP.exists(), reason="the shared data are not here")
def test_the_mvsp_catalog_gives_25_questions_in_four_sections() -> None:
    part = read_catalog(MVSP.read_bytes())
    assert [len(section.questions) for section in part.sections] == [8, 8, 5, 4]
    assert part.sections[0].questions[0].code == "1.1"
    assert all(question.text.partition("\n")[2] for section in part.sections for question in section.questions)
