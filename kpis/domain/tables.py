"""Bodies and files of measurements, read as a stream of rows of text. Pure but for the stream that they read.

A body that cannot be read as a table at all (wrong encoding, no header, not JSON) raises `UnreadableTable`; a bad row
is yielded as a `BadRow`, and reading goes on.
"""

import csv
import io
import json
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from typing import IO, Any

from django.utils.translation import gettext as _

from kpis.domain.rows import BadRow, Row

FIELDS = ("kpi", "at", "value", "denominator", "subject")
REQUIRED = ("kpi", "at", "value")
DELIMITERS = ",;\t|"
FIELD_LIMIT = 100_000


class UnreadableTable(Exception):
    """The whole body or file cannot be read; the message says why."""


def csv_records(stream: IO[bytes]) -> Iterator[list[str]]:
    """The records of a CSV file in UTF-8 (with or without BOM), the header first; empty lines are left out.

    The delimiter is the one of comma, semicolon, tab and bar that the header line holds most of.
    """
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="")
    try:
        header = text.readline(FIELD_LIMIT)
        if not header.strip():
            raise UnreadableTable(_("The file is empty."))
        delimiter = max(DELIMITERS, key=header.count)
        csv.field_size_limit(FIELD_LIMIT)
        reader = csv.reader(chain([header], text), delimiter=delimiter, strict=True)
        yield from _records(reader)
    except UnicodeDecodeError as problem:
        raise UnreadableTable(_not_utf8(problem)) from problem
    finally:
        text.detach()


def _records(reader: Any) -> Iterator[list[str]]:
    try:
        yield from filter(None, reader)
    except csv.Error as problem:
        place = {"line": reader.line_num, "problem": problem}
        raise UnreadableTable(
            _("The file is not a valid CSV table, in line %(line)d: %(problem)s.") % place
        ) from problem


def rows_of_csv(stream: IO[bytes]) -> Iterator[Row | BadRow]:
    """Rows under a header that names kpi, at, value and, where wanted, subject and denominator. The header is row 1."""
    records = csv_records(stream)
    header = [name.strip().lower() for name in next(records)]
    _check_header(header)
    pick = _picker(header)
    width = len(header)
    for number, cells in enumerate(records, start=2):
        if len(cells) == width:
            yield Row(number, *pick(cells))
        else:
            yield BadRow(number, "", _wrong_width(len(cells), width))


def rows_of_json(body: bytes) -> Iterator[Row | BadRow]:
    """Rows of a JSON array of objects, or of the array `rows` in one object; the first is row 1."""
    try:
        value = _decoded(body.decode("utf-8-sig"))
    except UnicodeDecodeError as problem:
        raise UnreadableTable(_not_utf8(problem)) from problem
    except (ValueError, RecursionError) as problem:
        raise UnreadableTable(_("The body is not valid JSON: %s") % problem) from problem
    if isinstance(value, dict) and value.keys() == {"rows"}:
        value = value["rows"]
    if not isinstance(value, list):
        raise UnreadableTable(_("Send an array of measurements, or an object with the array “rows”."))
    return (_row_of(number, item) for number, item in enumerate(value, start=1))


def rows_of_ndjson(stream: IO[bytes]) -> Iterator[Row | BadRow]:
    """Rows of one JSON object a line; a line that is not JSON is refused by itself."""
    for number, line in enumerate(stream, start=1):
        if not line.strip():
            continue
        try:
            yield _row_of(number, _decoded(line.decode("utf-8-sig" if number == 1 else "utf-8")))
        except (ValueError, RecursionError):
            yield BadRow(number, "", _("This line is not a JSON object in UTF-8."))


def _row_of(number: int, item: Any) -> Row | BadRow:
    if not isinstance(item, dict):
        return BadRow(number, "", _("A measurement is an object with kpi, at and value."))
    unknown = item.keys() - set(FIELDS)
    if unknown:
        return BadRow(number, min(unknown)[:40], _("There is no such field."))
    for field in FIELDS:
        value = item.get(field)
        if value is None and field in REQUIRED:
            return BadRow(number, field, _("This field is required."))
        if value is not None and not isinstance(value, str):
            return BadRow(number, field, _("A text or a number is required."))
    return Row(number, item["kpi"], item["at"], item["value"], item.get("denominator") or "", item.get("subject") or "")


def _decoded(text: str) -> Any:
    """JSON with every number kept as it was written: exact, and refused where it is too long like any other text."""
    return json.loads(text, parse_float=str, parse_int=str, parse_constant=str, object_pairs_hook=_without_duplicates)


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    item = dict(pairs)
    if len(item) != len(pairs):
        raise ValueError(_("a key stands twice in one object"))
    return item


def _check_header(header: Sequence[str]) -> None:
    missing = [name for name in REQUIRED if name not in header]
    if missing:
        raise UnreadableTable(
            _("The header lacks %(missing)s; it reads %(header)s.")
            % {"missing": ", ".join(missing), "header": ", ".join(header)[:200]}
        )
    unknown = [name for name in header if name not in FIELDS]
    if unknown or len(set(header)) != len(header):
        raise UnreadableTable(
            _("The header may name each of %(known)s once; it reads %(header)s.")
            % {"known": ", ".join(FIELDS), "header": ", ".join(header)[:200]}
        )


def _picker(header: Sequence[str]) -> Callable[[list[str]], tuple[str, ...]]:
    """What takes the five fields of a record in their order, an absent one as an empty text."""
    positions = [header.index(name) if name in header else None for name in FIELDS]
    kpi, at, value, denominator, subject = positions

    def pick(cells: list[str]) -> tuple[str, ...]:
        return (
            cells[kpi],  # type: ignore[index]  # required
            cells[at],  # type: ignore[index]
            cells[value],  # type: ignore[index]
            "" if denominator is None else cells[denominator],
            "" if subject is None else cells[subject],
        )

    return pick


def _wrong_width(found: int, expected: int) -> str:
    return _("The row has %(found)d cells, the header has %(expected)d.") % {"found": found, "expected": expected}


def _not_utf8(problem: UnicodeDecodeError) -> str:
    return _("The file is not in UTF-8 (near byte %d). Save it as UTF-8 and send it again.") % problem.start
