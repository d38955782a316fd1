"""Every metric stands in docs/metrics.md, and the page names no other."""

import re

from tests.architecture.citations import ROOT, sources


def test_metrics_page_lists_every_metric() -> None:
    used = {
        name
        for path in sources()
        for name in re.findall(r"\"(congvan_[a-z_]+)\"", path.read_text(encoding="utf-8"))
    }
    page = (ROOT / "docs" / "metrics.md").read_text(encoding="utf-8")
    documented = set(re.findall(r"^\| `(congvan_[a-z_]+)` \|", page, re.MULTILINE))
    assert used == documented
