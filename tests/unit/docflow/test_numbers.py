"""Types, numbers, notations, date line (ND30 art. 7, Annex I part II.3, Annex III.I)."""

from datetime import date

import pytest

from docflow.rules.kinds import (
    choices,
    find_drafted_type,
    find_type,
    incoming_choices,
    list_legal_types,
    list_types,
)
from docflow.rules.layout import date_line, paragraphs
from docflow.rules.numbers import (
    format_number,
    join_symbol,
    make_notation,
    series_key,
    split_symbol,
)
from mailsvc.base.errors import Invalid


def test_there_are_the_29_types_of_the_decree() -> None:
    types = list_types()
    assert [kind.rank for kind in types] == list(range(1, 30))
    assert len({kind.code for kind in types}) == 29
    assert [kind.name for kind in types if not kind.abbr] == ["Công văn", "Thư công"]
    assert {"NQ", "QĐ", "QyĐ", "CTr", "ĐA", "TTr", "HĐ", "CĐ", "BTT"} <= {k.abbr for k in types}


def test_letter_comes_first_in_a_form() -> None:
    assert choices()[0] == ("cong_van", "Công văn")
    assert len(choices()) == 29


def test_unknown_type_is_invalid() -> None:
    with pytest.raises(Invalid):
        find_type("nghi_dinh_la")


@pytest.mark.parametrize(
    ("number", "doc_type", "symbol"),
    [
        (15, "quyet_dinh", "15/QĐ-STTTT"),
        (5, "thong_bao", "05/TB-STTTT"),
        (124, "cong_van", "124/STTTT-CNTT"),
        (3, "cong_dien", "03/CĐ-STTTT"),
        (7, "ke_hoach", "07/KH-STTTT"),
    ],
)
def test_symbol_as_the_decree_writes_it(number: int, doc_type: str, symbol: str) -> None:
    notation = make_notation(find_type(doc_type), org="STTTT", unit="CNTT")
    assert join_symbol(format_number(number), notation) == symbol


def test_letter_of_an_agency_without_units() -> None:
    assert make_notation(find_type("cong_van"), org="UBND", unit="") == "UBND"


@pytest.mark.parametrize(
    ("typed", "parts"),
    [
        ("1842/UBND-CNTT", ("1842", "UBND-CNTT")),
        (" 15 / QĐ - UBND ", ("15", "QĐ-UBND")),
        ("20/2020/QĐ-UBND", ("20", "2020/QĐ-UBND")),
        ("15a/KH-SNV", ("15a", "KH-SNV")),
        ("không số", ("", "không số")),
        ("", ("", "")),
    ],
)
def test_symbol_is_split(typed: str, parts: tuple[str, str]) -> None:
    assert split_symbol(typed) == parts


def test_arrivals_run_in_one_series_and_outgoing_per_type() -> None:
    assert (
        series_key("in", find_type("quyet_dinh")) == series_key("in", find_type("cong_van")) == ""
    )
    assert series_key("out", find_type("quyet_dinh")) != series_key("out", find_type("cong_van"))


@pytest.mark.parametrize(
    ("day", "line"),
    [
        (date(2026, 1, 5), "Điện Biên Phủ, ngày 05 tháng 01 năm 2026"),
        (date(2026, 6, 29), "Điện Biên Phủ, ngày 29 tháng 6 năm 2026"),
        (date(2026, 12, 9), "Điện Biên Phủ, ngày 09 tháng 12 năm 2026"),
    ],
)
def test_date_line(day: date, line: str) -> None:
    assert date_line("Điện Biên Phủ", day) == line


@pytest.mark.parametrize("end", ["cấp đủ.", "cấp đủ", "cấp đủ./.", "cấp đủ;."])
def test_last_paragraph_ends_once(end: str) -> None:
    lines = paragraphs(f"Một.\n\n {end}\n")
    assert lines[0] == "Một."
    assert lines[-1].endswith("./.")
    assert not lines[-1].endswith("../.")


def test_legal_documents_come_in_and_are_not_drafted() -> None:
    assert find_type("nghi_dinh").abbr == "NĐ"
    assert incoming_choices()[:29] == choices()
    assert ("thong_tu", "Thông tư") in incoming_choices()
    for kind in list_legal_types():
        with pytest.raises(Invalid):
            find_drafted_type(kind.code)
    assert find_drafted_type("cong_van").name == "Công văn"
