"""The page: figures of all processes and what is read at this moment, as Prometheus' text."""

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db import DatabaseError
from prometheus_client import generate_latest
from prometheus_client.core import Metric
from prometheus_client.registry import Collector

from mailsvc.metrics import snapshots
from mailsvc.metrics.snapshots import GAUGES, Figure

logger = logging.getLogger(__name__)

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


@dataclass(frozen=True)
class Reading:
    """A gauge read when the page is asked for; `labels` are pairs of name and value."""

    name: str
    help_text: str
    value: float
    labels: tuple[tuple[str, str], ...] = ()

    def figure(self) -> Figure:
        return Figure(
            self.name, "gauge", self.help_text, self.name, tuple(sorted(self.labels)), self.value
        )


@dataclass(frozen=True)
class Reader:
    """A source of readings; one that fails says so by a figure of its own."""

    source: str
    read: Callable[[], Iterable[Reading]]


def render(readers: Sequence[Reader] = ()) -> bytes:
    """The whole page; never fails because one source does."""
    snapshots.write_own()
    figures = list(snapshots.read_all())
    for reader in readers:
        figures += _figures(reader)
    return generate_latest(_Shown(figures))


def _figures(reader: Reader) -> list[Figure]:
    try:
        read = [one.figure() for one in reader.read()]
    except (DatabaseError, OSError) as error:
        logger.warning("figures of %s not read: %s", reader.source, type(error).__name__)
        return [_is_up(reader, 0.0)]
    return [*read, _is_up(reader, 1.0)]


def _is_up(reader: Reader, value: float) -> Figure:
    text = "1 when the source of figures answered, else 0."
    return Reading("congvan_source_up", text, value, (("source", reader.source),)).figure()


class _Shown(Collector):
    """Adds up what several processes say of the same series."""

    def __init__(self, figures: Iterable[Figure]) -> None:
        self._families: dict[str, Metric] = {}
        self._values: dict[str, dict[tuple[str, tuple[tuple[str, str], ...]], float]] = {}
        for figure in figures:
            self._add(figure)

    def _add(self, figure: Figure) -> None:
        kind = "gauge" if figure.kind in GAUGES else figure.kind
        self._families.setdefault(figure.family, Metric(figure.family, figure.help_text, kind))
        values = self._values.setdefault(figure.family, {})
        known = values.get(figure.key)
        if known is None:
            values[figure.key] = figure.value
        elif figure.kind == "shared":
            values[figure.key] = max(known, figure.value)
        else:
            values[figure.key] = known + figure.value

    def collect(self) -> Iterator[Metric]:
        for name, family in sorted(self._families.items()):
            for (sample, labels), value in self._values[name].items():
                family.add_sample(sample, dict(labels), value)
            yield family
