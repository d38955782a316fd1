"""Percentiles and ratios of `make bench-webmail`: a table for people, one line of JSON."""

import json
from collections import defaultdict
from dataclasses import dataclass, field
from statistics import median, quantiles

_RATIOS = {
    "inbox": "inbox_ratio",
    "deep_page": "deep_page_ratio",
    "open": "open_ratio",
    "open_another": "open_another_ratio",
    "open_html": "open_html_ratio",
    "open_whole": "open_whole_ratio",
    "mark_read": "mark_read_ratio",
    "search_subject": "search_subject_ratio",
    "search_body": "search_body_ratio",
}


@dataclass
class Report:
    """All that was measured, by side and case."""

    waits: dict[str, dict[str, list[float]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(list))
    )
    sizes: dict[str, dict[str, list[int]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(list))
    )
    rates: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    first_visit: dict[str, int] = field(default_factory=dict)

    def add(self, side: str, case: str, wait_ms: float, size_bytes: int) -> None:
        self.waits[case][side].append(wait_ms)
        self.sizes[case][side].append(size_bytes)

    def lines(self) -> list[str]:
        return [
            f"{case:>18} {side:>10}  p50 {facts['p50_ms']:9.1f} ms  p95 {facts['p95_ms']:9.1f} ms"
            f"  {facts['bytes']:>8} bytes"
            for case in self.waits
            for side, facts in self._sides(case).items()
        ] + [
            f"{'list_requests':>18} {side:>10}  {median(found):.1f} a second, 8 users"
            for side, found in self.rates.items()
        ]

    def json_line(self) -> str:
        """Ratios are ours ÷ Roundcube's: of waits smaller is better, of throughput larger."""
        facts: dict[str, object] = {}
        for case, name in _RATIOS.items():
            sides = self._sides(case)
            facts[name] = round(sides["ours"]["p50_ms"] / sides["roundcube"]["p50_ms"], 3)
        rates = {side: round(median(found), 1) for side, found in self.rates.items()}
        facts["throughput_ratio"] = round(rates["ours"] / rates["roundcube"], 2)
        facts["first_page_kb"] = round(self.first_visit["ours"] / 1024, 1)
        facts["later_page_kb"] = round(median(self.sizes["inbox"]["ours"]) / 1024, 1)
        for side in ("ours", "roundcube"):
            facts[side] = {
                **{
                    case: self._sides(case)[side] for case in self.waits if side in self.waits[case]
                },
                "list_requests_per_s": rates[side],
                "first_page_bytes": self.first_visit[side],
            }
        return json.dumps(facts)

    def _sides(self, case: str) -> dict[str, dict[str, float]]:
        return {
            side: {
                "p50_ms": round(median(found), 1),
                "p95_ms": round(_p95(found), 1),
                "bytes": int(median(self.sizes[case][side])),
            }
            for side, found in self.waits[case].items()
        }


def _p95(found: list[float]) -> float:
    return quantiles(found, n=20, method="inclusive")[-1] if len(found) > 1 else found[0]
