"""Reading an OSCAL catalog (NIST, JSON) as a questionnaire: groups become sections, controls become questions."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from accounts.parsers import strict_json
from core.errors import Refused
from vendors.domain.parts import QuestionPart, SectionPart, TemplatePart

MOST_QUESTIONS = 2000
LONGEST_CODE = 40
LONGEST_TEXT = 10_000
FIELD = "catalog"


def read_catalog(body: bytes, *, weight: Decimal = Decimal(1)) -> TemplatePart:
    """The template that a catalog's JSON text describes. Refused, with the place, where it cannot be read.

    A catalog knows no weights: each of its sections gets `weight`.
    """
    try:
        document = strict_json(body)
    except ValueError as problem:
        raise Refused(_("The file is not valid JSON: %s") % problem, FIELD) from problem
    return catalog_parts(document, weight=weight)


def catalog_parts(document: Any, *, weight: Decimal = Decimal(1)) -> TemplatePart:
    """As `read_catalog`, of a document that is parsed already."""
    catalog = _mapping(_mapping(document, "").get("catalog"), "catalog")
    metadata = _mapping(catalog.get("metadata"), "catalog.metadata")
    title = _text(metadata, "title", "catalog.metadata", limit=200)
    sections = tuple(replace(section, weight=weight) for section in _sections(catalog))
    if sum(len(section.questions) for section in sections) > MOST_QUESTIONS:
        raise Refused(_("The catalog has more than %d controls.") % MOST_QUESTIONS, FIELD)
    return TemplatePart(name=title, source=_source(metadata), sections=sections)


def _sections(catalog: Mapping[str, Any]) -> Iterator[SectionPart]:
    groups = _list(catalog, "groups", "catalog")
    if not groups:
        raise Refused(_("The catalog has no groups of controls."), FIELD)
    for number, group in enumerate(groups):
        yield from _group(group, f"catalog.groups[{number}]")


def _group(value: Any, place: str) -> Iterator[SectionPart]:
    """The section of one group, and those of the groups inside it."""
    group = _mapping(value, place)
    title = _text(group, "title", place, limit=200)
    questions = tuple(_controls(group, place))
    if questions:
        yield SectionPart(title=title, guidance=_overview(group, place), questions=questions)
    for number, inner in enumerate(_list(group, "groups", place)):
        yield from _group(inner, f"{place}.groups[{number}]")


def _controls(holder: Mapping[str, Any], place: str) -> Iterator[QuestionPart]:
    """The questions of the controls, and of the controls inside them."""
    for number, value in enumerate(_list(holder, "controls", place)):
        where = f"{place}.controls[{number}]"
        control = _mapping(value, where)
        statement, guidance = _prose(control, where)
        title = _text(control, "title", where)
        yield QuestionPart(
            code=_label(control, where),
            text=_short(f"{title}\n{statement}".strip(), where, LONGEST_TEXT),
            help_text=_short(guidance, where, LONGEST_TEXT),
        )
        yield from _controls(control, where)


def _prose(control: Mapping[str, Any], place: str) -> tuple[str, str]:
    """What a control demands, and what its guidance says, each part under its own title."""
    statements, guidance = [], []
    for number, value in enumerate(_list(control, "parts", place)):
        where = f"{place}.parts[{number}]"
        part = _mapping(value, where)
        prose = "\n".join(_lines(part, where))
        if part.get("name") == "statement":
            statements.append(prose)
        elif prose:
            guidance.append("\n".join(filter(None, [_optional_text(part, "title", where), prose])))
    return "\n".join(statements), "\n\n".join(guidance)


def _lines(part: Mapping[str, Any], place: str) -> Iterator[str]:
    """The prose of a part and of the parts inside it."""
    if prose := _optional_text(part, "prose", place):
        yield prose
    for number, inner in enumerate(_list(part, "parts", place)):
        where = f"{place}.parts[{number}]"
        yield from _lines(_mapping(inner, where), where)


def _overview(group: Mapping[str, Any], place: str) -> str:
    return "\n\n".join(
        "\n".join(_lines(_mapping(part, f"{place}.parts[{number}]"), f"{place}.parts[{number}]"))
        for number, part in enumerate(_list(group, "parts", place))
    )


def _label(control: Mapping[str, Any], place: str) -> str:
    """The control's label, else its id."""
    for number, value in enumerate(_list(control, "props", place)):
        prop = _mapping(value, f"{place}.props[{number}]")
        if prop.get("name") == "label":
            return _text(prop, "value", f"{place}.props[{number}]", limit=LONGEST_CODE)
    return _text(control, "id", place, limit=LONGEST_CODE)


def _source(metadata: Mapping[str, Any]) -> str:
    """What the catalog says of its own edition."""
    words = [_optional_text(metadata, name, "catalog.metadata") for name in ("version", "remarks")]
    return Truncator(" · ".join(filter(None, words))).chars(300)


def _mapping(value: Any, place: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        where = place or _("the file")
        raise Refused(_("This is not an OSCAL catalog: an object is missing at %s.") % where, FIELD)
    return value


def _list(holder: Mapping[str, Any], name: str, place: str) -> list[Any]:
    value = holder.get(name, [])
    if not isinstance(value, list):
        raise Refused(_("This is not an OSCAL catalog: %(place)s.%(name)s is not a list.") % _at(place, name), FIELD)
    return value


def _optional_text(holder: Mapping[str, Any], name: str, place: str) -> str:
    value = holder.get(name, "")
    if not isinstance(value, str):
        raise Refused(_("This is not an OSCAL catalog: %(place)s.%(name)s is not a text.") % _at(place, name), FIELD)
    return value.strip()


def _text(holder: Mapping[str, Any], name: str, place: str, *, limit: int | None = None) -> str:
    value = _optional_text(holder, name, place)
    if not value:
        raise Refused(_("This is not an OSCAL catalog: %(place)s.%(name)s is missing.") % _at(place, name), FIELD)
    return _short(value, f"{place}.{name}", limit) if limit else value


def _short(text: str, place: str, limit: int) -> str:
    """`text`, refused where it is longer than a template takes: nothing is cut off unseen."""
    if len(text) > limit:
        words = {"place": place, "limit": limit}
        raise Refused(_("The text at %(place)s is longer than %(limit)d characters.") % words, FIELD)
    return text


def _at(place: str, name: str) -> dict[str, str]:
    return {"place": place, "name": name}
