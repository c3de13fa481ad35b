"""A line chart as coordinates: the templates draw it as SVG, with attributes only.

Everything is in the units of the viewBox. Text is larger on a phone, so labels keep a distance
that is right there, too.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil, floor, log10

WIDTH = 720
HEIGHT = 250
_TOP, _BOTTOM, _RIGHT = 30.0, 192.0, 700.0
_LETTER = 14
_BETWEEN_LABELS = 78.0
_MOST_DOTS = 40


@dataclass(frozen=True)
class Point:
    """A figure on a day."""

    day: date
    value: float


@dataclass(frozen=True)
class Label:
    """A text in the chart."""

    x: float
    y: float
    text: str
    anchor: str = "start"


@dataclass(frozen=True)
class LineChart:
    """Where everything goes. `lines` are the horizontal rules, `target` the line of the goal."""

    left: float
    right: float
    lines: list[Label]
    days: list[Label]
    path: str
    dots: list[tuple[float, float]]
    now: Label
    target: float | None
    target_label: Label | None


def line_chart(
    points: Sequence[Point],
    *,
    until: date,
    target: float | None,
    number: Callable[[float], str],
    day: Callable[[date], str],
    says: tuple[str, str],
) -> LineChart:
    """A chart of at least one point, in the order of time, on an axis that ends on a day.

    `number` and `day` write the axes' labels; `says` are the labels of the last point and of the
    target.
    """
    ticks = nice_ticks([point.value for point in points] + ([] if target is None else [target]))
    lines = [number(tick) for tick in ticks]
    left = max(30.0, _LETTER * max(len(line) for line in lines) + 8.0)
    first, last = points[0].day, max(until, points[-1].day)

    def across(when: date) -> float:
        days = (last - first).days or 1
        return round(left + 10 + (_RIGHT - left - 10) * (when - first).days / days, 1)

    def up(value: float) -> float:
        share = (value - ticks[0]) / (ticks[-1] - ticks[0])
        return round(_BOTTOM - (_BOTTOM - _TOP) * share, 1)

    way = [(across(point.day), up(point.value)) for point in points]
    now = _beside(way, says[0])
    line = None if target is None else up(target)
    return LineChart(
        left=left,
        right=_RIGHT,
        lines=[Label(0, up(tick) + 5, text) for tick, text in zip(ticks, lines, strict=True)],
        days=_days(points, last, across, day),
        path="M" + "L".join(f"{x:g} {y:g}" for x, y in way),
        dots=way if len(way) <= _MOST_DOTS else [way[0], way[-1]],
        now=now,
        target=line,
        target_label=None if line is None else _on_line(left, line, now, says[1]),
    )


def nice_ticks(values: Sequence[float], about: int = 4) -> list[float]:
    """Round numbers at equal distance around the values; from 0 when they are not far from it."""
    low, high = min(values), max(values)
    if 0 <= low <= 0.6 * high:
        low = 0.0
    size = max(1.0, abs(low), abs(high))
    if high - low < 1e-6 * size:
        low, high = low - size / 10, high + size / 10
    step = _nice_step((high - low) / (about - 1))
    first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
    return [round(step * each, 10) for each in range(first, last + 1)]


def _nice_step(step: float) -> float:
    size = 10.0 ** floor(log10(step))
    return float(next(size * nice for nice in (1, 2, 2.5, 5, 10) if size * nice >= step - 1e-12))


def _beside(way: Sequence[tuple[float, float]], text: str) -> Label:
    """Right of the last point; with no room there, left of it on the side away from the line."""
    x, y = way[-1]
    if x + 12 + _LETTER * len(text) <= WIDTH:
        return Label(x + 12, y - 5, text)
    falls = len(way) > 1 and way[-2][1] < y
    return Label(x - 4, y + 26 if falls else y - 12, text, "end")


def _on_line(left: float, y: float, now: Label, text: str) -> Label:
    """At the right end of the target's line, or at its left when the figures reach that far."""
    ends = now.x if now.anchor == "end" else now.x + _LETTER * len(now.text)
    if ends > _RIGHT - _LETTER * len(text) - 12:
        return Label(left + 4, y - 8, text)
    return Label(_RIGHT, y - 8, text, "end")


def _days(
    points: Sequence[Point],
    last: date,
    across: Callable[[date], float],
    day: Callable[[date], str],
) -> list[Label]:
    """The first day and the last, and those of points between them that have room."""
    y = _BOTTOM + 30
    end = Label(_RIGHT, y, day(last), "end")
    days = sorted({point.day for point in points})
    labels: list[Label] = []
    for when in days:
        label = Label(across(when), y, day(when), "start" if not labels else "middle")
        widths = _LETTER * max(len(label.text), 4)
        if labels and (label.x - labels[-1].x < _BETWEEN_LABELS or label.text == labels[-1].text):
            continue
        if label.x + widths > _RIGHT - _LETTER * len(end.text):
            break
        labels.append(label)
    return [*labels, end]
