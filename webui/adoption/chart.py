"""The trend as geometry for an inline SVG; colours and fonts are the stylesheet's. Pure.

A definition's months are one line; months counted back by a later definition are dotted. Targets
are steps, what was declared before is a mark of its own, never joined.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby, pairwise

from mailsvc.usage.bits import first_day
from mailsvc.usage.selectors import TrendPoint

LEFT, RIGHT, TOP, BOTTOM = 64, 780, 24, 210
# A label as the phone draws it: its height above the line it stands on, and what hangs below.
_HIGH, _LOW = 22, 7
_END_WIDE, _TARGET_WIDE, _MARK_WIDE = 64, 190, 330
_STEP = 10
_YEAR = 12


@dataclass(frozen=True)
class Step:
    """A year's target over the months of the chart it holds in."""

    percent: int
    year: int
    first_ym: int
    last_ym: int


@dataclass(frozen=True)
class Declared:
    """A share somebody declared."""

    ym: int
    percent: int


@dataclass(frozen=True)
class Dot:
    """A month: its place, what is written there, how sure it is."""

    x: int
    y: int
    month: date
    definition: str
    percent: int
    share: str
    is_open: bool
    is_labelled: bool
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Line:
    """A horizontal line with its label."""

    x1: int
    x2: int
    y: int
    percent: int
    word_y: int = 0

    @property
    def label_y(self) -> int:
        return self.y + 4


@dataclass(frozen=True)
class Series:
    """The months of one definition."""

    code: str
    points: str
    is_backcast: bool


@dataclass(frozen=True)
class Mark:
    """A declared share: a short dashed line with its words beside it, joined by a thin line; at
    the edge when its month is before the first of the chart."""

    x1: int
    x2: int
    y: int
    percent: int
    month: date
    word_y: int

    @property
    def middle(self) -> int:
        return (self.x1 + self.x2) // 2

    @property
    def leader_y(self) -> int:
        """Where the thin line meets the words."""
        return self.word_y - _HIGH if self.word_y > self.y else self.word_y + _LOW


@dataclass(frozen=True)
class Trend:
    """Everything the template draws; `shades` are the x of months with an outage."""

    dots: list[Dot]
    grid: list[Line]
    targets: list[Line]
    series: list[Series]
    marks: list[Mark]
    shades: list[int]
    shade_width: int
    end_y: int

    @property
    def first(self) -> Dot:
        """The first month of the last one's definition: what it may be compared with."""
        return next(dot for dot in self.dots if dot.definition == self.last.definition)

    @property
    def is_comparable(self) -> bool:
        """Not so in the first month of a new definition."""
        return self.first is not self.last

    @property
    def has_back(self) -> bool:
        return any(one.is_backcast for one in self.series)

    @property
    def last(self) -> Dot:
        return self.dots[-1]

    @property
    def has_open(self) -> bool:
        return any(dot.is_open for dot in self.dots)


def draw_trend(
    points: Sequence[TrendPoint],
    steps: Sequence[Step],
    declared: Sequence[Declared],
    back: Sequence[TrendPoint] = (),
) -> Trend | None:
    """None with fewer than two months: one point is no trend. `back`: months counted back by the
    last definition, drawn as a line of their own."""
    if len(points) < 2:
        return None
    others = [*(one.percent for one in steps), *(one.percent for one in declared)]
    frame = _Frame(points, [*others, *(one.figures.percent or 0 for one in back)])
    rates = [*points, *back]
    targets = [_target(frame, rates, step, is_last=step is steps[-1]) for step in steps]
    return Trend(
        dots=[_dot(frame, point, index, len(points)) for index, point in enumerate(points)],
        grid=[Line(LEFT, RIGHT, frame.y(at), at) for at in range(0, frame.top + 1, _STEP)],
        targets=targets,
        series=[*_series(frame, points), *_series(frame, back)],
        marks=[
            _mark(frame, rates, targets, one)
            for one in declared
            if frame.start - _YEAR <= _index(one.ym) <= frame.end
        ],
        shades=[frame.x(point.ym) - frame.half for point in points if point.has_outage],
        shade_width=2 * frame.half,
        end_y=_end_y(frame, rates, targets),
    )


class _Frame:
    """From months and percent to places."""

    def __init__(self, points: Sequence[TrendPoint], others: Sequence[int]) -> None:
        rates = [point.figures.percent or 0 for point in points]
        top = max([*rates, *others])
        self.top = min(100, (top // _STEP + 1) * _STEP)
        self.start, self.end = _index(points[0].ym), _index(points[-1].ym)
        self.half = (RIGHT - LEFT) // (self.end - self.start) // 2

    def x(self, ym: int) -> int:
        return LEFT + (RIGHT - LEFT) * (_index(ym) - self.start) // (self.end - self.start)

    def y(self, percent: int) -> int:
        return BOTTOM - (BOTTOM - TOP) * percent // self.top

    def heights(self, rates: Sequence[TrendPoint], x1: int, x2: int) -> list[int]:
        """Where the measured lines run between two places: at the dots, and at the ends."""
        dots = [(self.x(one.ym), self.y(one.figures.percent or 0)) for one in rates]
        found = [y for x, y in dots if x1 <= x <= x2]
        for (ax, ay), (bx, by) in pairwise(dots):
            found += [ay + (by - ay) * (x - ax) // (bx - ax) for x in (x1, x2) if ax < x < bx]
        return found


def _dot(frame: _Frame, point: TrendPoint, index: int, count: int) -> Dot:
    percent = point.figures.percent or 0
    every = max(1, (count - 1) // 4)
    return Dot(
        x=frame.x(point.ym),
        y=frame.y(percent),
        month=first_day(point.ym),
        definition=point.definition,
        percent=percent,
        share=point.figures.share_text,
        is_open=point.is_provisional,
        is_labelled=index % every == 0 or index == count - 1,
        notes=_notes(point),
    )


def _notes(point: TrendPoint) -> tuple[str, ...]:
    marks = {
        "open": point.is_provisional,
        "backcast": point.is_backcast,
        "outage": point.has_outage,
    }
    return tuple(name for name, holds in marks.items() if holds)


def _series(frame: _Frame, points: Sequence[TrendPoint]) -> list[Series]:
    return [
        Series(
            code,
            " ".join(f"{frame.x(p.ym)},{frame.y(p.figures.percent or 0)}" for p in group),
            is_backcast,
        )
        for (code, is_backcast), group in groupby(
            points, key=lambda point: (point.definition, point.is_backcast)
        )
    ]


def _target(frame: _Frame, rates: Sequence[TrendPoint], step: Step, *, is_last: bool) -> Line:
    """The last target's word stands at its right end, the others' at their left."""
    x1 = max(LEFT, frame.x(step.first_ym) - frame.half)
    x2 = min(RIGHT, frame.x(step.last_ym) + frame.half)
    y = frame.y(step.percent)
    across = (x2 - _TARGET_WIDE, x2) if is_last else (x1, x1 + _END_WIDE)
    taken = frame.heights(rates, *across)
    return Line(x1, x2, y, step.percent, _clear((y - 9, y + _HIGH + 4), taken))


def _end_y(frame: _Frame, rates: Sequence[TrendPoint], targets: Sequence[Line]) -> int:
    """Where the last figure is written: above its dot or below, free of lines and words."""
    y = frame.heights(rates, RIGHT, RIGHT)[0]
    taken = frame.heights(rates, RIGHT - _END_WIDE, RIGHT - 1)
    for line in targets:
        if line.x2 >= RIGHT - _END_WIDE:
            taken += [line.y, line.word_y - _HIGH // 2]
    below = range(y + _HIGH + 8, y + 3 * _HIGH)
    return _clear((y - 12, *below), [one for one in taken if abs(one - y) > 5])


def _mark(
    frame: _Frame, rates: Sequence[TrendPoint], targets: Sequence[Line], one: Declared
) -> Mark:
    """Its words stand under everything that is drawn beside it, else above."""
    x, y = max(LEFT, frame.x(one.ym)), frame.y(one.percent)
    x1 = max(LEFT, x - 26)
    drawn = [y, *frame.heights(rates, x1, x1 + _MARK_WIDE)]
    lines = [line.y for line in targets if line.x1 < x1 + _MARK_WIDE and line.x2 > x1]
    lines += [frame.y(at) for at in range(0, frame.top + 1, _STEP)]
    under = range(max(drawn) + _HIGH + 8, BOTTOM - _LOW)
    over = range(min(drawn) - _LOW - 8, TOP + _HIGH, -1)
    return Mark(x1, x + 26, y, one.percent, first_day(one.ym), _clear((*under, *over), lines))


def _clear(places: Sequence[int], taken: Sequence[int]) -> int:
    """The first place where a label covers none of these heights, else the first of all."""
    free = (y for y in places if not any(y - _HIGH <= one <= y + _LOW for one in taken))
    return next(free, places[0] if places else BOTTOM - _LOW)


def _index(ym: int) -> int:
    """Months counted through, so that a missing month leaves a gap."""
    return ym // 100 * 12 + ym % 100
