"""Medians and ratios of a run: a table for people, one line of JSON for programs."""

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from statistics import median


@dataclass(frozen=True)
class Measured:
    """One side's part of one round."""

    case: str
    side: str
    messages: int
    seconds: float
    cpu_s: float

    @property
    def rate(self) -> float:
        return self.messages / self.seconds


@dataclass
class Report:
    """All that was measured."""

    measured: list[Measured] = field(default_factory=list)
    peak_mb: float = 0.0

    def add(self, one: Measured) -> None:
        self.measured.append(one)
        print(
            f"{one.case:>16} {one.side:>8} {one.rate:8.0f} msg/s"
            f" {one.cpu_s / one.messages * 1e6:8.0f} µs CPU/msg",
            flush=True,
        )

    def json_line(self) -> str:
        """Ratios are ours ÷ Postfix of the medians, in messages a second."""
        rates, cpu = self._medians("rate"), self._medians("cpu_s")
        ratios = {
            f"{case}_ratio": round(sides["ours"] / sides["postfix"], 2)
            for case, sides in rates.items()
            if len(sides) == 2
        }
        facts = ratios | {
            "relay_peak_mb": round(self.peak_mb, 1),
            "messages_per_s": rates,
            "cpu_s": cpu,
        }
        return json.dumps(facts)

    def lines(self) -> Iterator[str]:
        """Medians of each case."""
        for case, sides in self._medians("rate").items():
            shown = ", ".join(f"{side} {rate:.0f}/s" for side, rate in sides.items())
            yield f"{case}: {shown}"

    def _medians(self, name: str) -> dict[str, dict[str, float]]:
        values: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
        for one in self.measured:
            values[one.case][one.side].append(getattr(one, name))
        return {
            case: {side: round(median(found), 2) for side, found in sides.items()}
            for case, sides in values.items()
        }
