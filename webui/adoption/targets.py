"""Targets as steps of a chart."""

from mailsvc.usage import selectors
from mailsvc.usage.selectors import TrendPoint
from webui.adoption.chart import Step


def target_steps(points: list[TrendPoint]) -> list[Step]:
    """One step a year that has a target."""
    years: dict[int, list[int]] = {}
    for point in points:
        years.setdefault(point.ym // 100, []).append(point.ym)
    targets = dict(selectors.list_targets(years))
    return [
        Step(targets[year], year, months[0], months[-1])
        for year, months in years.items()
        if year in targets
    ]
