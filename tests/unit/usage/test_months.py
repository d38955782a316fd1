"""Months as people write them."""

import pytest

from mailsvc.usage.bits import month_text, parse_month


def test_month_reads_and_writes_back() -> None:
    assert parse_month("2009-11") == 200911
    assert month_text(200911) == "2009-11"


@pytest.mark.parametrize(
    "text", ["", "2009", "2009-13", "2009-1", "11/2009", "20091-1", "2009-11-01", "năm nay"]
)
def test_other_texts_are_refused(text: str) -> None:
    with pytest.raises(ValueError):
        parse_month(text)
