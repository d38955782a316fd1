"""Every kind of warning has words, with the facts it comes with."""

import pytest

from mailsvc.digests.words import warning_lines, warning_text
from mailsvc.usage.quality import Kind, Notice

FACTS = {
    Kind.FILL_VERY_LATE: {"hours": 51},
    Kind.FILL_LATE: {"hours": 27},
    Kind.SILENT: {"days": 2},
    Kind.DROP: {"from": 40, "to": 25, "month": 201010},
    Kind.PAYROLL_MISSING: {"month": 200911},
    Kind.SHARED: {"count": 3},
    Kind.TARGET_DUE: {"missing": 48, "month": 201010},
}


@pytest.mark.parametrize("kind", Kind)
def test_every_warning_has_words(kind: Kind) -> None:
    text = warning_text(Notice(kind, "UBND huyện Mường Nhé", FACTS[kind]))
    assert "%" not in text.replace("40%", "").replace("25%", "")
    told = [value for name, value in FACTS[kind].items() if name != "month"]
    assert all(str(value) in text for value in told)
    assert ("tháng 10/2010" in text) == (FACTS[kind].get("month") == 201010)


def test_many_agencies_without_a_payroll_are_one_line_with_its_month() -> None:
    notices = [
        Notice(Kind.PAYROLL_MISSING, f"Sở {name}", {"month": 202610})
        for name in ("Nội vụ", "Tài chính", "Xây dựng", "Y tế")
    ]
    (line,) = warning_lines(notices)
    assert line.startswith("4 cơ quan chưa có tệp biên chế tháng 10/2026")
    assert warning_lines(notices[:1]) == [warning_text(notices[0])]
    assert "tháng 10/2026" in warning_text(notices[0])
