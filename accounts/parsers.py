"""JSON as a careful reader takes it."""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser

MAX_DEPTH = 50


class StrictJSONParser(JSONParser):
    """Refuses duplicate keys, NaN and infinities, NUL, lone surrogates and nesting over 50; numbers stay exact."""

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        view = (parser_context or {}).get("view")
        limit = getattr(view, "body_limit", settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
        body = stream.read(limit + 1)
        if len(body) > limit:
            raise RequestDataTooBig
        try:
            return strict_json(body)
        except ValueError as problem:
            raise ParseError(_("The body is not valid JSON: %s") % problem) from problem


def strict_json(body: bytes) -> Any:
    """The value of a JSON text in UTF-8; fractions as Decimal. Raises ValueError with a sentence."""
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise ValueError(_("it is not UTF-8 (byte %d)") % problem.start) from problem
    try:
        value = json.loads(text, object_pairs_hook=_unique, parse_float=Decimal, parse_constant=_no_constant)
    except RecursionError as problem:
        raise ValueError(_("it is nested too deeply")) from problem
    _check(value, 0)
    return value


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError(_("a key stands twice in one object"))
    return found


def _no_constant(name: str) -> Any:
    raise ValueError(_("%s is not a number") % name)


def _check(value: Any, depth: int) -> None:
    if depth > MAX_DEPTH:
        raise ValueError(_("it is nested deeper than %d levels") % MAX_DEPTH)
    if isinstance(value, str):
        _check_text(value)
    elif isinstance(value, dict):
        for key, inner in value.items():
            _check_text(key)
            _check(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            _check(inner, depth + 1)


def _check_text(text: str) -> None:
    if "\x00" in text:
        raise ValueError(_("a text contains the NUL character"))
    if any("\ud800" <= mark <= "\udfff" for mark in text):
        raise ValueError(_("a text contains half a surrogate pair"))
