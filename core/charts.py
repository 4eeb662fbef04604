"""Charts drawn on the server: a pure function from values to an SVG, its sentence and its table.

Nothing is said by colour alone: a mark's shape carries its tone, every mark names its period, value and status, levels
are labelled where they run. Styles are classes of static/css/chart.css, so that the content policy holds.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Literal
from xml.etree.ElementTree import Element, SubElement, tostring

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from core import formats
from core.scales import Scale, nice_ticks, spread_labels

Tone = Literal["ok", "watch", "bad", "info", "done", "neutral"]
Kind = Literal["line", "bars"]

WIDTH, HEIGHT = 960, 320
LEFT, RIGHT, TOP, BOTTOM = 64, 150, 18, 34
MOST_LABELS = 13
LABEL_GAP = Decimal(15)


@dataclass(frozen=True)
class PeriodPoint:
    """One period's result: `value` is None without data, `word` says its status, `is_open` while it still runs."""

    label: str
    value: Decimal | None
    tone: Tone
    word: str
    is_open: bool = False


@dataclass(frozen=True)
class Level:
    """A line to compare with, one value a period (targets change): `kind` decides how it is drawn."""

    label: str
    kind: Literal["target", "minimum"]
    values: Sequence[Decimal | None]


@dataclass(frozen=True)
class PeriodChart:
    """A chart with what must stand beside it: `sentence` says what it shows, the table holds the same figures."""

    title: str
    sentence: str
    svg: SafeString
    table_head: tuple[str, ...]
    table_rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class _Frame:
    """Where things lie: `x` of a period's middle, `y` of a value."""

    points: Sequence[PeriodPoint]
    scale: Scale

    @property
    def slot(self) -> Decimal:
        return Decimal(WIDTH - LEFT - RIGHT) / max(1, len(self.points))

    def x(self, index: int) -> Decimal:
        return LEFT + self.slot * index + self.slot / 2

    def y(self, value: Decimal) -> Decimal:
        return self.scale.position(value)


def period_chart(
    points: Sequence[PeriodPoint],
    levels: Sequence[Level] = (),
    *,
    title: str,
    unit: str = "",
    places: int = 2,
    kind: Kind = "line",
    key: str = "chart",
) -> PeriodChart:
    """Period results against their levels. `key` keeps ids apart where a page has several charts.

    Bars start at zero; a line's axis covers what there is, because 99.7 and 99.9 would look alike from zero.
    """
    sentence = _sentence(points, unit, places)
    known = [point.value for point in points if point.value is not None]
    known += [value for level in levels for value in level.values if value is not None]
    ticks = nice_ticks(known, from_zero=kind == "bars")
    frame = _Frame(points, Scale(ticks[0], ticks[-1], top=Decimal(TOP), bottom=Decimal(HEIGHT - BOTTOM)))

    svg = _canvas(title, sentence, key)
    _draw_axes(svg, frame, ticks)
    _draw_gaps(svg, frame)
    if kind == "bars":
        _draw_bars(svg, frame, unit, places)
    else:
        _draw_line(svg, frame)
    _draw_levels(svg, frame, levels, unit, places)
    if kind == "line":
        _draw_marks(svg, frame, unit, places)
    head, rows = _table(points, levels, unit, places)
    return PeriodChart(title, sentence, _markup(svg), head, rows)


# --- Words ----------------------------------------------------------------------------------------------------------


def measure(value: Decimal | None, unit: str, places: int) -> str:
    """A value with its unit, as in `99.71 %`."""
    if value is None:
        return formats.NOTHING
    return f"{formats.number(value, places)}\u00a0{unit}".rstrip("\u00a0")


def _sentence(points: Sequence[PeriodPoint], unit: str, places: int) -> str:
    if not points:
        return _("There are no periods to show yet.")
    counted = Counter(point.word for point in points if not point.is_open)
    words = ", ".join(f"{count} {word}" for word, count in counted.most_common())
    span = _("%(first)s to %(last)s") % {"first": points[0].label, "last": points[-1].label}
    if len(points) == 1:
        span = points[0].label
    told = f"{span}: {words}." if words else f"{span}."
    last = next((point for point in reversed(points) if point.value is not None), None)
    if last is None:
        return told
    latest = _("Latest with data, %(period)s: %(value)s, %(word)s.")
    return f"{told} " + latest % {"period": last.label, "value": measure(last.value, unit, places), "word": last.word}


def _table(
    points: Sequence[PeriodPoint], levels: Sequence[Level], unit: str, places: int
) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    head = (_("Period"), _("Value"), *(level.label for level in levels), _("Status"))
    rows = tuple(
        (
            point.label,
            measure(point.value, unit, places),
            *(measure(level.values[index], unit, places) for level in levels),
            point.word,
        )
        for index, point in enumerate(points)
    )
    return head, rows


def _told(point: PeriodPoint, unit: str, places: int) -> str:
    words = f"{point.label}: {measure(point.value, unit, places)}, {point.word}"
    return f"{words} ({_('still running')})" if point.is_open else words


# --- Drawing --------------------------------------------------------------------------------------------------------


def _markup(svg: Element) -> SafeString:
    """The drawing as text: ElementTree has escaped every word and attribute."""
    return mark_safe(tostring(svg, encoding="unicode"))  # noqa: S308


def _n(value: Decimal | int) -> str:
    return f"{Decimal(value):.1f}"


def _canvas(title: str, sentence: str, key: str) -> Element:
    svg = Element("svg", {"viewBox": f"0 0 {WIDTH} {HEIGHT}", "role": "img", "class": "c-chart"})
    svg.set("xmlns", "http://www.w3.org/2000/svg")
    svg.set("aria-labelledby", f"{key}-title {key}-desc")
    SubElement(svg, "title", {"id": f"{key}-title"}).text = title
    SubElement(svg, "desc", {"id": f"{key}-desc"}).text = sentence
    return svg


def _line(svg: Element, css: str, *ends: Decimal | int) -> None:
    x1, y1, x2, y2 = (_n(end) for end in ends)
    SubElement(svg, "line", {"class": css, "x1": x1, "y1": y1, "x2": x2, "y2": y2})


def _text(
    svg: Element, css: str, place: tuple[Decimal | int, Decimal | int], words: str, anchor: str = "start"
) -> None:
    SubElement(svg, "text", {"class": css, "x": _n(place[0]), "y": _n(place[1]), "text-anchor": anchor}).text = words


def _draw_axes(svg: Element, frame: _Frame, ticks: Sequence[Decimal]) -> None:
    places = max(0, *(-int(tick.normalize().as_tuple().exponent) for tick in ticks))
    for tick in ticks:
        y = frame.y(tick)
        _line(svg, "c-grid", LEFT, y, WIDTH - RIGHT, y)
        _text(svg, "c-text", (LEFT - 8, y + 4), formats.number(tick, places), "end")
    step = -(-len(frame.points) // MOST_LABELS) or 1
    last = len(frame.points) - 1
    for index, point in enumerate(frame.points):
        if (last - index) % step == 0:
            _text(svg, "c-text", (frame.x(index), HEIGHT - BOTTOM + 20), point.label, "middle")
    _line(svg, "c-axis", LEFT, HEIGHT - BOTTOM, WIDTH - RIGHT, HEIGHT - BOTTOM)


def _draw_gaps(svg: Element, frame: _Frame) -> None:
    """A dashed frame where there is no data: a gap is shown, never bridged."""
    width = min(frame.slot * Decimal("0.6"), Decimal(40))
    for index, point in enumerate(frame.points):
        if point.value is not None:
            continue
        box = {"x": _n(frame.x(index) - width / 2), "y": _n(TOP), "rx": "4"}
        size = {"width": _n(width), "height": _n(HEIGHT - BOTTOM - TOP)}
        SubElement(SubElement(svg, "rect", {"class": "c-gap", **box, **size}), "title").text = _told(point, "", 0)
        if frame.slot >= 52:
            _text(svg, "c-text", (frame.x(index), HEIGHT - BOTTOM - 8), _("no data"), "middle")


def _draw_bars(svg: Element, frame: _Frame, unit: str, places: int) -> None:
    width = min(frame.slot * Decimal("0.62"), Decimal(44))
    zero = frame.y(Decimal(0))
    for index, point in enumerate(frame.points):
        if point.value is None:
            continue
        y = frame.y(point.value)
        css = f"c-bar tone-{point.tone}{' c-open' if point.is_open else ''}"
        box = {"x": _n(frame.x(index) - width / 2), "y": _n(min(y, zero)), "width": _n(width), "rx": "2"}
        bar = SubElement(svg, "rect", {"class": css, **box, "height": _n(abs(zero - y))})
        told = SubElement(bar, "title").text = _told(point, unit, places)
        _draw_mark(svg, point, (frame.x(index), min(y, zero) - 9), told)


def _draw_line(svg: Element, frame: _Frame) -> None:
    for index, (one, following) in enumerate(pairwise(frame.points)):
        if one.value is None or following.value is None:
            continue
        css = "c-line c-open" if following.is_open else "c-line"
        _line(svg, css, frame.x(index), frame.y(one.value), frame.x(index + 1), frame.y(following.value))


def _draw_marks(svg: Element, frame: _Frame, unit: str, places: int) -> None:
    for index, point in enumerate(frame.points):
        if point.value is not None:
            place = (frame.x(index), frame.y(point.value))
            _draw_mark(svg, point, place, _told(point, unit, places))


# The shape that goes with a tone, around its own middle.
SHAPES = {
    "watch": "M0,-6.5 L6,5 L-6,5 Z",
    "bad": "M0,-7 L7,0 L0,7 L-7,0 Z",
    "neutral": "M-5,-5 H5 V5 H-5 Z",
    "done": "M-5,-5 H5 V5 H-5 Z",
}
CIRCLE = "M-5,0 A5,5 0 1 1 5,0 A5,5 0 1 1 -5,0 Z"


def _draw_mark(svg: Element, point: PeriodPoint, place: tuple[Decimal, Decimal], told: str) -> None:
    css = f"c-mark tone-{point.tone}{' is-hollow' if point.is_open else ''}"
    shape = {"d": SHAPES.get(point.tone, CIRCLE), "transform": f"translate({_n(place[0])},{_n(place[1])})"}
    SubElement(SubElement(svg, "path", {"class": css, **shape}), "title").text = told


def _draw_levels(svg: Element, frame: _Frame, levels: Sequence[Level], unit: str, places: int) -> None:
    """Each level as steps, labelled at its right end; labels that would touch are moved apart."""
    ends: list[tuple[Level, Decimal, Decimal]] = []
    for level in levels:
        path = _steps(frame, level.values)
        if path:
            SubElement(svg, "path", {"class": f"c-{level.kind}", "d": path})
            last = next(value for value in reversed(level.values) if value is not None)
            ends.append((level, last, frame.y(last)))
    heights = spread_labels([height for _level, _last, height in ends], LABEL_GAP)
    for (level, last, _height), height in zip(ends, heights, strict=True):
        words = f"{level.label} {measure(last, unit, places)}"
        _text(svg, f"c-label c-{level.kind}-text", (WIDTH - RIGHT + 8, height + 4), words)


def _steps(frame: _Frame, values: Sequence[Decimal | None]) -> str:
    parts: list[str] = []
    before: Decimal | None = None
    for index, value in enumerate(values):
        if value is not None:
            left, right = frame.x(index) - frame.slot / 2, frame.x(index) + frame.slot / 2
            parts.append(f"{'L' if before is not None else 'M'}{_n(left)},{_n(frame.y(value))}")
            parts.append(f"L{_n(right)},{_n(frame.y(value))}")
        before = value
    return " ".join(parts)
