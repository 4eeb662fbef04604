"""One row of measurements, checked as text and turned into a line for the database's COPY. Pure.

Every door (JSON, NDJSON, CSV, file import, form) hands over the same five texts, so a row is refused for the same
reason everywhere. Numbers are never read as binary fractions.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from core.rounding import EXACT
from kpis.choices import Aggregation
from kpis.domain.periods import VersionSpan

EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
CLOCKS_DIFFER = timedelta(minutes=5)
SUBJECT_LENGTH = 200
WHOLE_DIGITS, DECIMALS = 18, 10
NOTHING = r"\N"

_plain_number = re.compile(r"[+-]?[0-9]{1,18}(?:\.[0-9]{1,10})?").fullmatch
_scientific_number = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?").fullmatch
_control_character = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]").search


class RowError(Exception):
    """A row that is refused: the field that it is about, and why."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field = field
        self.reason = reason


class Row(NamedTuple):
    """A row as it came in: every field still a text, `number` as the sender counts."""

    number: int
    kpi: str
    at: str
    value: str
    denominator: str
    subject: str


class BadRow(NamedTuple):
    """A row that was refused, with its place and reason."""

    number: int
    field: str
    reason: str


@dataclass(frozen=True)
class KpiRule:
    """What a KPI asks of its rows."""

    pk: int
    began_at: datetime
    spans: Sequence[VersionSpan]
    aggregations: Mapping[int, str]

    def aggregation_at(self, instant: datetime) -> str:
        """How the version in force at `instant` makes one value of many."""
        if len(self.spans) == 1:
            return self.aggregations[self.spans[0].pk]
        span = next(each for each in self.spans if each.ends_at is None or instant < each.ends_at)
        return self.aggregations[span.pk]


class RowReader:
    """Checks rows against the rules of their KPIs. `zone` is that of instants which name none."""

    def __init__(self, *, now: datetime, zone: str = "") -> None:
        self.rules: dict[str, KpiRule] = {}
        self.latest = now + CLOCKS_DIFFER
        self.zone = ZoneInfo(zone) if zone else None

    def line(self, row: Row) -> str:
        """`row` as a line of Postgres' COPY text. Raises RowError."""
        rule = self.rules.get(row.kpi)
        if rule is None:
            raise RowError("kpi", _("There is no such KPI, or you may not submit to it."))
        at = self._instant(row.at, rule)
        value = row.value if _plain_number(row.value) else number(row.value, "value")
        denominator = _checked(rule.aggregation_at(at), value, row.denominator)
        subject = row.subject and _subject(row.subject)
        return f"{row.number}\t{rule.pk}\t{at.isoformat()}\t{value}\t{denominator}\t{subject}\n"

    def _instant(self, text: str, rule: KpiRule) -> datetime:
        at = instant(text, self.zone)
        if not rule.began_at <= at <= self.latest or at < EARLIEST:
            raise RowError("at", self._out_of_range(at, rule))
        return at

    def _out_of_range(self, at: datetime, rule: KpiRule) -> str:
        if at > self.latest:
            return _("This instant lies in the future.")
        if at < EARLIEST:
            return _("This instant lies before the year 2000.")
        return _("This instant lies before the KPI began, on %s.") % rule.began_at.date().isoformat()


def instant(text: str, zone: ZoneInfo | None) -> datetime:
    """`text` (ISO 8601) as an aware instant; one without a zone is read in `zone`. Raises RowError."""
    try:
        at = datetime.fromisoformat(text.strip())
    except ValueError:
        raise RowError("at", _("“%s” is not an instant such as 2026-05-31T14:05:00Z.") % text[:40]) from None
    if at.tzinfo is not None:
        return at
    if zone is None:
        raise RowError("at", _("The instant names no time zone: add Z or an offset such as +02:00."))
    try:
        exact = at.replace(tzinfo=zone).astimezone(UTC)
    except OverflowError:
        raise RowError("at", _("There is no such instant.")) from None
    if exact.astimezone(zone).replace(tzinfo=None) != at:
        raise RowError("at", _("This instant does not exist in %s: the clocks were put forward.") % zone.key)
    return exact


def number(text: str, field: str) -> str:
    """`text` as a plain decimal number of at most 18 digits before the point and 10 after it. Raises RowError."""
    bare = text.strip()
    if not bare:
        raise RowError(field, _("A number is missing."))
    if not _scientific_number(bare):
        raise RowError(field, _no_number(bare))
    value = Decimal(bare)
    if value and value.adjusted() >= WHOLE_DIGITS:
        raise RowError(field, _too_long())
    exact = value.quantize(Decimal(1).scaleb(-DECIMALS), context=EXACT)
    if exact != value:
        raise RowError(field, _too_long())
    return f"{exact:f}"


def _too_long() -> str:
    return _("A number may have %(whole)d digits before the point and %(decimals)d after it.") % {
        "whole": WHOLE_DIGITS,
        "decimals": DECIMALS,
    }


def _no_number(text: str) -> str:
    if text.lower().lstrip("+-") in {"nan", "inf", "infinity"}:
        return _("“%s” is not a number that can be measured.") % text
    if any(unicodedata.category(mark) == "Nd" and not mark.isascii() for mark in text):
        return _("Write numbers in the digits 0 to 9.")
    if "," in text:
        return _("“%s” is not a number: write a point before the decimals, and nothing between thousands.") % text[:40]
    return _("“%s” is not a number.") % text[:40]


def _checked(aggregation: str, value: str, denominator: str) -> str:
    """The denominator for COPY, after what the aggregation asks of the row."""
    if aggregation == Aggregation.RATIO:
        if not denominator.strip():
            raise RowError("denominator", _("This KPI is a ratio: each row needs a denominator."))
        exact = number(denominator, "denominator")
        if exact.startswith("-"):
            raise RowError("denominator", _("A denominator is not negative."))
        return exact
    if denominator.strip():
        raise RowError("denominator", _("This KPI is not a ratio: it takes no denominator."))
    if aggregation == Aggregation.AVAILABILITY and Decimal(value) not in (0, 1):
        raise RowError("value", _("Availability takes 1 for up and 0 for down."))
    return NOTHING


def _subject(text: str) -> str:
    bare = text.strip()
    if len(bare) > SUBJECT_LENGTH:
        raise RowError("subject", _("A subject has at most %d characters.") % SUBJECT_LENGTH)
    if _control_character(bare):
        raise RowError("subject", _("A subject holds no line breaks or control characters."))
    return bare.replace("\\", "\\\\")
