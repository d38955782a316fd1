"""The trend as geometry for an inline SVG; colours and fonts are the stylesheet's. Pure."""

from dataclasses import dataclass
from datetime import date

from mailsvc.usage.bits import first_day
from mailsvc.usage.selectors import TargetLine, TrendPoint

LEFT, RIGHT, TOP, BOTTOM = 60, 1000, 10, 210
_STEP = 10


@dataclass(frozen=True)
class Dot:
    """A month: its place and what is written there."""

    x: int
    y: int
    month: date
    percent: int


@dataclass(frozen=True)
class GridLine:
    """A horizontal line with its label."""

    y: int
    label_y: int
    percent: int


@dataclass(frozen=True)
class Trend:
    """Everything the template draws."""

    dots: list[Dot]
    grid: list[GridLine]
    target: GridLine | None

    @property
    def points(self) -> str:
        return " ".join(f"{dot.x},{dot.y}" for dot in self.dots)

    @property
    def first(self) -> Dot:
        return self.dots[0]

    @property
    def last(self) -> Dot:
        return self.dots[-1]


def draw_trend(points: list[TrendPoint], target: TargetLine | None) -> Trend | None:
    """None with fewer than two months: one point is no trend."""
    if len(points) < 2:
        return None
    rates = [point.figures.percent or 0 for point in points]
    top = max([*rates, target.percent if target else 0])
    top = min(100, (top // _STEP + 1) * _STEP)
    start, end = _index(points[0].ym), _index(points[-1].ym)
    dots = [
        Dot(
            x=LEFT + (RIGHT - LEFT) * (_index(point.ym) - start) // (end - start),
            y=_y(rate, top),
            month=first_day(point.ym),
            percent=rate,
        )
        for point, rate in zip(points, rates, strict=True)
    ]
    grid = [_line(percent, top) for percent in range(0, top + 1, _STEP)]
    return Trend(dots, grid, _line(target.percent, top) if target else None)


def _index(ym: int) -> int:
    """Months counted through, so that a missing month leaves a gap."""
    return ym // 100 * 12 + ym % 100


def _line(percent: int, top: int) -> GridLine:
    y = _y(percent, top)
    return GridLine(y, y + 4, percent)


def _y(percent: int, top: int) -> int:
    return BOTTOM - (BOTTOM - TOP) * percent // top
