"""Words of the trend's chart stand beside what they name, and on no line."""

import pytest

from mailsvc.usage.figures import COLUMNS, Figures
from mailsvc.usage.selectors import TrendPoint
from webui.adoption.chart import BOTTOM, RIGHT, TOP, Declared, Step, Trend, draw_trend

_HIGH, _LOW = 22, 7  # of a label as the phone draws it


def _figures(percent: int) -> Figures:
    return Figures(**(dict.fromkeys(COLUMNS, 0) | {"eligible": 100, "regular": percent}))


def _draw(rates: list[int], *, target: int = 30, declared: int = 17) -> Trend:
    months = [200912, *range(201001, 201013)][: len(rates)]
    points = [
        TrendPoint(ym, _figures(rate), definition="TX-1")
        for ym, rate in zip(months, rates, strict=True)
    ]
    steps = [Step(target, 2010, 201001, months[-1])]
    drawn = draw_trend(points, steps, [Declared(200911, declared)])
    assert drawn is not None
    return drawn


def _covers(word_y: int, y: int) -> bool:
    return word_y - _HIGH <= y <= word_y + _LOW


RISING = [17, 18, 15, 18, 18, 19, 20, 21, 23, 25, 26, 28, 30]


@pytest.mark.parametrize("rates", [RISING, [*reversed(RISING)], [17] * 13, [2] * 13])
def test_the_word_of_the_survey_is_off_every_line(rates: list[int]) -> None:
    drawn = _draw(rates)
    (mark,) = drawn.marks
    beside = [dot.y for dot in drawn.dots if mark.x1 <= dot.x <= mark.x1 + 330]
    lines = [line.y for line in (*drawn.grid, *drawn.targets)]
    assert not any(_covers(mark.word_y, y) for y in [*beside, *lines, mark.y])
    assert TOP < mark.word_y < BOTTOM
    assert mark.x1 <= mark.middle <= mark.x2
    assert abs(mark.leader_y - mark.word_y) <= _HIGH


@pytest.mark.parametrize("rates", [RISING, [*reversed(RISING)], [17] * 13])
def test_the_last_figure_is_off_the_line_and_the_target(rates: list[int]) -> None:
    drawn = _draw(rates)
    before = [dot.y for dot in drawn.dots if dot.x > RIGHT - 64][:-1]
    assert not any(_covers(drawn.end_y, y) for y in before)
    assert not any(_covers(drawn.end_y, line.y) for line in drawn.targets)
    assert all(abs(drawn.end_y - line.word_y) > 16 for line in drawn.targets)


def test_the_word_of_the_target_gives_way_to_a_line_above_it() -> None:
    above = _draw([17, 18, 20, 25, 31, 33, 34, 34, 34, 34, 34, 34, 34])
    below = _draw(RISING)
    assert above.targets[-1].word_y > above.targets[-1].y
    assert below.targets[-1].word_y < below.targets[-1].y
