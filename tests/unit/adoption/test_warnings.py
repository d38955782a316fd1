"""Every kind of warning has words, with the facts it comes with."""

import pytest

from mailsvc.digests.words import warning_text
from mailsvc.usage.quality import Kind, Notice

FACTS = {
    Kind.FILL_VERY_LATE: {"hours": 51},
    Kind.FILL_LATE: {"hours": 27},
    Kind.SILENT: {"days": 2},
    Kind.DROP: {"from": 40, "to": 25},
    Kind.PAYROLL_MISSING: {"month": 200911},
    Kind.SHARED: {"count": 3},
    Kind.TARGET_DUE: {"missing": 48},
}


@pytest.mark.parametrize("kind", Kind)
def test_every_warning_has_words(kind: Kind) -> None:
    text = warning_text(Notice(kind, "UBND huyện Mường Nhé", FACTS[kind]))
    assert "%" not in text.replace("40%", "").replace("25%", "")
    told = [value for name, value in FACTS[kind].items() if name != "month"]
    assert all(str(value) in text for value in told)
