"""What a chart says and draws."""

from decimal import Decimal
from itertools import pairwise
from xml.etree.ElementTree import Element, fromstring

import pytest

from core.charts import Level, PeriodChart, PeriodPoint, period_chart
from core.scales import Scale, nice_ticks, spread_labels

SVG = "{http://www.w3.org/2000/svg}"


def point(label: str, value: str | None, tone: str = "ok", word: str = "met", is_open: bool = False) -> PeriodPoint:
    return PeriodPoint(label, None if value is None else Decimal(value), tone, word, is_open)  # type: ignore[arg-type]


MONTHS = [
    point("Jan 2026", "99.95"),
    point("Feb 2026", "99.4", "bad", "below minimum"),
    point("Mar 2026", None, "neutral", "no data"),
    point("Apr 2026", "99.92", "watch", "at risk"),
    point("May 2026", "99.97", "info", "met so far", is_open=True),
]
TARGET = Level("Target", "target", [Decimal("99.9")] * 5)
MINIMUM = Level("Minimum", "minimum", [None, Decimal("99.5"), Decimal("99.5"), Decimal("99.6"), Decimal("99.6")])


def availability(**changes: object) -> PeriodChart:
    props = {"title": "Availability", "unit": "%", "places": 2} | changes
    return period_chart(MONTHS, [TARGET, MINIMUM], **props)  # type: ignore[arg-type]


def drawn(chart: PeriodChart) -> Element:
    return fromstring(str(chart.svg))


def marks(chart: PeriodChart) -> list[Element]:
    return [path for path in drawn(chart).iter(f"{SVG}path") if "c-mark" in path.get("class", "")]


def test_sentence_counts_ended_periods_and_tells_the_latest_value() -> None:
    assert availability().sentence == (
        "Jan 2026 to May 2026: 1 met, 1 below minimum, 1 no data, 1 at risk. "
        "Latest with data, May 2026: 99.97\u00a0%, met so far."
    )


@pytest.mark.parametrize(
    ("points", "sentence"),
    [
        ([], "There are no periods to show yet."),
        ([point("Jan 2026", None, "neutral", "no data")], "Jan 2026: 1 no data."),
        ([point("Q1", "3", is_open=True)], "Q1. Latest with data, Q1: 3.00, met."),
    ],
)
def test_sentence_of_little_says_so(points: list[PeriodPoint], sentence: str) -> None:
    assert period_chart(points, title="Calls").sentence == sentence


def test_every_period_with_data_has_a_mark_that_names_it() -> None:
    titles = [mark[0].text for mark in marks(availability())]
    assert titles == [
        "Jan 2026: 99.95\u00a0%, met",
        "Feb 2026: 99.40\u00a0%, below minimum",
        "Apr 2026: 99.92\u00a0%, at risk",
        "May 2026: 99.97\u00a0%, met so far (still running)",
    ]


def test_tones_differ_in_shape_and_not_in_colour_alone() -> None:
    ok, bad, watch, _running = marks(availability())
    assert len({ok.get("d"), bad.get("d"), watch.get("d")}) == 3


def test_running_period_is_drawn_hollow() -> None:
    assert [("is-hollow" in mark.get("class", "")) for mark in marks(availability())] == [False, False, False, True]


def test_gap_is_framed_and_never_bridged() -> None:
    svg = drawn(availability())
    assert [box[0].text for box in svg.iter(f"{SVG}rect")] == ["Mar 2026: –, no data"]
    assert len([line for line in svg.iter(f"{SVG}line") if "c-line" in line.get("class", "")]) == 2


def test_levels_are_labelled_with_their_last_value() -> None:
    words = [text.text for text in drawn(availability()).iter(f"{SVG}text") if "c-label" in text.get("class", "")]
    assert words == ["Target 99.90\u00a0%", "Minimum 99.60\u00a0%"]


def test_level_that_begins_later_begins_there() -> None:
    (path,) = [path for path in drawn(availability()).iter(f"{SVG}path") if path.get("class") == "c-minimum"]
    starts = path.get("d", "").split()
    assert starts[0].startswith("M213.2,")
    assert [part[0] for part in starts] == ["M", "L", "L", "L", "L", "L", "L", "L"]


def test_bars_start_at_zero() -> None:
    svg = drawn(period_chart([point("Jan", "40"), point("Feb", "20")], title="Calls", kind="bars"))
    heights = [Decimal(box.get("height", "")) for box in svg.iter(f"{SVG}rect")]
    assert heights[0] == 2 * heights[1]


def test_table_holds_every_figure() -> None:
    chart = availability()
    assert chart.table_head == ("Period", "Value", "Target", "Minimum", "Status")
    assert chart.table_rows[1] == ("Feb 2026", "99.40\u00a0%", "99.90\u00a0%", "99.50\u00a0%", "below minimum")
    assert chart.table_rows[2] == ("Mar 2026", "–", "99.90\u00a0%", "99.50\u00a0%", "no data")


def test_words_of_people_are_escaped() -> None:
    chart = period_chart([point("<Jan>", "1")], title='Calls & "<script>"')
    assert "<script>" not in chart.svg
    assert drawn(chart)[0].text == 'Calls & "<script>"'


def test_drawing_holds_no_inline_style() -> None:
    assert "style=" not in availability().svg


def test_long_history_shows_few_labels_and_the_last() -> None:
    days = [point(f"d{index}", str(index)) for index in range(100)]
    texts = [one.text or "" for one in drawn(period_chart(days, title="Days")).iter(f"{SVG}text")]
    shown = [words for words in texts if words.startswith("d")]
    assert len(shown) == 13
    assert shown[-1] == "d99"


@pytest.mark.parametrize(
    ("values", "from_zero", "ticks"),
    [
        ([], False, ["0", "1"]),
        (["5"], False, ["4.4", "4.6", "4.8", "5.0", "5.2", "5.4", "5.6"]),
        (["0"], False, ["-1.0", "-0.5", "0.0", "0.5", "1.0"]),
        (["99.42", "99.97"], False, ["99.4", "99.6", "99.8", "100.0"]),
        (["3", "17"], True, ["0", "5", "10", "15", "20"]),
        (["-12", "900"], False, ["-200", "0", "200", "400", "600", "800", "1000"]),
    ],
)
def test_ticks_are_round_and_enclose_the_values(values: list[str], from_zero: bool, ticks: list[str]) -> None:
    got = nice_ticks([Decimal(value) for value in values], from_zero=from_zero)
    assert got == [Decimal(tick) for tick in ticks]


def test_scale_counts_downward_and_keeps_inside() -> None:
    scale = Scale(Decimal(0), Decimal(10), top=Decimal(20), bottom=Decimal(120))
    assert [scale.position(Decimal(value)) for value in (0, 5, 10, 11, -1)] == [120, 70, 20, 20, 120]


@pytest.mark.parametrize("heights", [["10", "12"], ["12", "10"], ["10", "11", "12"], ["10", "90"], []])
def test_labels_never_touch(heights: list[str]) -> None:
    placed = sorted(spread_labels([Decimal(height) for height in heights], Decimal(15)))
    assert all(after - before >= 15 for before, after in pairwise(placed))
