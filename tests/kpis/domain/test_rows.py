from datetime import UTC, datetime

import pytest

from kpis.choices import Aggregation
from kpis.domain.periods import VersionSpan
from kpis.domain.rows import KpiRule, Row, RowError, RowReader

NOW = datetime(2026, 5, 20, 9, 30, tzinfo=UTC)
SPAN = VersionSpan(3, datetime(2026, 1, 1, tzinfo=UTC), None, "month", "UTC")


def reader(aggregation: str = Aggregation.MEAN, zone: str = "", began_at: datetime = SPAN.starts_at) -> RowReader:
    reads = RowReader(now=NOW, zone=zone)
    reads.rules["7"] = KpiRule(7, began_at, [SPAN], {3: aggregation})
    return reads


def line(
    at: str = "2026-05-01T00:00:00Z", value: str = "1", denominator: str = "", subject: str = "", **given: str
) -> str:
    return reader(**given).line(Row(2, "7", at, value, denominator, subject))


@pytest.mark.parametrize(
    ("written", "kept"),
    [("1", "1"), ("-0.5", "-0.5"), (" 5 ", "5.0000000000"), ("1e3", "1000.0000000000"), (".5", "0.5000000000")],
)
def test_a_number_is_kept_exactly(written: str, kept: str) -> None:
    assert line(value=written) == f"2\t7\t2026-05-01T00:00:00+00:00\t{kept}\t\\N\t\n"


@pytest.mark.parametrize(
    "value",
    [
        "",
        "NaN",
        "nan",
        "Infinity",
        "-inf",
        "9" * 400,
        "1e400",
        "0.12345678901",
        "٣",
        "1_0",
        "1,5",
        "1 000",
        "0x10",
        "up",
        "1e9999",
    ],
)
def test_what_is_no_exact_number_is_refused(value: str) -> None:
    with pytest.raises(RowError) as refused:
        line(value=value)
    assert refused.value.field == "value"


@pytest.mark.parametrize(
    ("at", "reason"),
    [
        ("2026-05-01T00:00:00", "names no time zone"),
        ("2026-05-01", "names no time zone"),
        ("2026-05-20T09:36:00Z", "future"),
        ("1999-12-31T23:59:59Z", "year 2000"),
        ("2025-12-31T23:59:59Z", "before the KPI began"),
        ("2026-02-30T00:00:00Z", "not an instant"),
        ("yesterday", "not an instant"),
        ("٢٠٢٦-٠٥-٠١T00:00:00Z", "not an instant"),
        ("0001-01-01T00:00:00+14:00", "year 2000"),
        ("9999-12-31T23:59:59-14:00", "future"),
        ("", "not an instant"),
    ],
)
def test_an_instant_that_cannot_be_is_refused(at: str, reason: str) -> None:
    with pytest.raises(RowError, match=reason) as refused:
        line(at=at)
    assert refused.value.field == "at"


def test_an_instant_within_five_minutes_of_now_is_the_sender_s_clock() -> None:
    assert line(at="2026-05-20T09:35:00Z")


def test_a_stated_zone_is_that_of_instants_without_one() -> None:
    assert "2026-04-30T22:00:00+00:00" in line(at="2026-05-01 00:00:00", zone="Europe/Berlin")


def test_an_instant_that_the_clock_change_skipped_is_refused() -> None:
    with pytest.raises(RowError, match="put forward"):
        line(at="2026-03-29 02:30:00", zone="Europe/Berlin")


def test_an_unknown_kpi_is_refused() -> None:
    with pytest.raises(RowError) as refused:
        reader().line(Row(2, "8", "2026-05-01T00:00:00Z", "1", "", ""))
    assert refused.value.field == "kpi"


@pytest.mark.parametrize(
    ("aggregation", "value", "denominator", "field"),
    [
        (Aggregation.RATIO, "1", "", "denominator"),
        (Aggregation.RATIO, "1", "-1", "denominator"),
        (Aggregation.RATIO, "1", "NaN", "denominator"),
        (Aggregation.MEAN, "1", "2", "denominator"),
        (Aggregation.AVAILABILITY, "2", "", "value"),
    ],
)
def test_a_row_is_what_its_kpi_asks_for(aggregation: str, value: str, denominator: str, field: str) -> None:
    with pytest.raises(RowError) as refused:
        line(aggregation=aggregation, value=value, denominator=denominator)
    assert refused.value.field == field


@pytest.mark.parametrize("subject", ["x" * 201, "a\nb", "a\x00b", "a\ud800b"])
def test_a_subject_is_one_short_line(subject: str) -> None:
    with pytest.raises(RowError) as refused:
        line(subject=subject)
    assert refused.value.field == "subject"


def test_a_backslash_in_a_subject_stays_one() -> None:
    assert line(subject=r"a\tb").endswith("\ta\\\\tb\n")
