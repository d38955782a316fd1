"""Tables as files: what is written runs nothing, what is read has bounds."""

import io
import zipfile
from datetime import date

import pytest
from openpyxl import Workbook, load_workbook

from mailsvc.base.errors import Invalid, TooLarge
from mailsvc.sheets.csv_file import write_csv
from mailsvc.sheets.reading import BYTES_MAX, read_table
from mailsvc.sheets.values import Sheet, guarded
from mailsvc.sheets.xlsx_file import write_xlsx

FORMULAS = ["=1+1", "+84", "-2", "@SUM(A1)", '=cmd|"/c calc"!A1', " =1", "\t=1", "\r=1"]
TABLE = Sheet(
    "Cơ quan",
    ("Cơ quan", "n", "Tỷ lệ", "Ngày"),
    (("Sở Tài chính", 16, 26.6, date(2009, 11, 30)), ("=HYPERLINK(1)", -3, None, None)),
    ("định nghĩa TX-1",),
)


@pytest.mark.parametrize("text", FORMULAS)
def test_text_that_looks_like_a_formula_is_guarded(text: str) -> None:
    assert guarded(text) == f"'{text}"


@pytest.mark.parametrize("text", ["Sở Tài chính", "17%", "'=1", ""])
def test_other_text_stays(text: str) -> None:
    assert guarded(text) == text


def test_csv_is_as_vietnamese_excel_wants_it() -> None:
    content = write_csv(TABLE)
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.decode("utf-8-sig").split("\r\n") == [
        "Cơ quan;n;Tỷ lệ;Ngày",
        "Sở Tài chính;16;26,6;30/11/2009",
        "'=HYPERLINK(1);-3;;",
        "định nghĩa TX-1",
        "",
    ]


@pytest.mark.parametrize("text", FORMULAS)
def test_a_workbook_holds_text_never_a_formula(text: str) -> None:
    book = load_workbook(io.BytesIO(write_xlsx([Sheet("A:[b]", (text,), ((text,),), (text,))])))
    cells = [row[0] for row in book.worksheets[0].iter_rows()]
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(cell.quotePrefix for cell in cells)


def test_what_is_written_is_read_again() -> None:
    for content in (write_csv(TABLE), write_xlsx([TABLE])):
        rows = read_table(content)
        assert rows[0] == ["Cơ quan", "n", "Tỷ lệ", "Ngày"]
        assert rows[1] == ["Sở Tài chính", "16", "26,6", "30/11/2009"]


def test_decomposed_letters_and_controls_come_out_clean() -> None:
    assert read_table("tên,mã\nĐiê\u0323n Biên\x07,DB\n\n\n".encode()) == [
        ["tên", "mã"],
        ["Điện Biên", "DB"],
    ]


@pytest.mark.parametrize(
    "content",
    [b"", b"\n\n", b"a,b\0c", "tên".encode("utf-16-le"), b"\xd0\xcf\x11\xe0", b"PK\x03\x04rest"],
    ids=["empty", "blank", "nul", "no mark", "old excel", "broken zip"],
)
def test_what_is_no_table_is_refused(content: bytes) -> None:
    with pytest.raises(Invalid):
        read_table(content)


def test_a_zip_that_is_no_workbook_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as parts:
        parts.writestr("a.txt", "x")
    with pytest.raises(Invalid):
        read_table(out.getvalue())


def test_a_bomb_is_not_unpacked() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/workbook.xml", b"0" * 41 * 1024 * 1024)
    assert len(out.getvalue()) < 100_000
    with pytest.raises(Invalid, match="quá lớn"):
        read_table(out.getvalue())


def test_bounds_of_bytes_and_rows() -> None:
    assert len(read_table(b"a\n" * 5, rows_max=5)) == 5
    with pytest.raises(Invalid, match="tối đa 5 dòng"):
        read_table(b"a\n" * 6, rows_max=5)
    with pytest.raises(TooLarge):
        read_table(b"a" * (BYTES_MAX + 1))


def test_a_workbook_is_bounded_too() -> None:
    book = Workbook()
    for number in range(7):
        book.active.append([number])
    out = io.BytesIO()
    book.save(out)
    assert len(read_table(out.getvalue(), rows_max=7)) == 7
    with pytest.raises(Invalid, match="tối đa 5 dòng"):
        read_table(out.getvalue(), rows_max=5)


def test_xlsx_prints_as_wide_as_the_paper_with_its_heads_on_each_page() -> None:
    long = Sheet("A & B", ("Số", "Trích yếu"), ((1, "quyết định " * 20), (2, "ngắn")))
    page = load_workbook(io.BytesIO(write_xlsx([long]))).active
    assert page.page_setup.orientation == "landscape"
    assert page.sheet_properties.pageSetUpPr.fitToPage
    assert page.print_title_rows == "$1:$1"
    assert page.oddHeader.center.text == "A && B"
    assert [page.cell(row=row, column=2).alignment.wrap_text for row in (2, 3)] == [True, True]
    assert not page.cell(row=2, column=1).alignment.wrap_text
