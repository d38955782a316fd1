"""The month as a file: the same figures in every format, none of small groups or strangers."""

import csv
import io
import json
from collections.abc import Callable

import pytest
from django.test import Client
from openpyxl import load_workbook
from pypdf import PdfReader
from pypdfium2 import PdfDocument

from mailsvc.directory.models import Account, Agency
from mailsvc.directory.roles import Role
from mailsvc.usage import rollup
from mailsvc.usage.bits import bits_of
from mailsvc.usage.services import set_cut_off_days
from tests.service.usage.support import NOVEMBER, WORKING
from tests.web.adoption.conftest import make_office

pytestmark = pytest.mark.django_db

URL = "/thong-ke/xuat/2009-11."
Look = Callable[..., str]


def _rows(client: Client) -> dict[str, list[str]]:
    text = client.get(URL + "csv").content.decode("utf-8-sig")
    return {row[1]: row for row in csv.reader(io.StringIO(text), delimiter=";") if len(row) > 1}


def test_csv_for_excel_in_vietnamese(
    offices: dict[str, Agency], look: Look, client: Client
) -> None:
    look(offices["STC"], Role.STATISTICIAN)
    response = client.get(URL + "csv")
    name = "thong-ke-thu-dien-tu_2009-11_TX-1_r0.csv"
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'
    assert response.content.startswith(b"\xef\xbb\xbf")
    rows = _rows(client)
    assert rows["Toàn tỉnh"][3:7] == ["10", "58", "17%", "17,2%"]
    assert rows["Sở Tài chính"][3:7] == ["3", "20", "15%", "15,0%"]
    assert rows["Huyện Tủa Chùa"][3:6] == ["…", "15", "<10%"]
    assert rows["Sở Tài chính"][-3:] == ["TX-1", "0", "tạm tính"]


def test_an_agency_called_as_a_formula_runs_nothing(look: Look, client: Client) -> None:
    office = make_office("STC", '=HYPERLINK("http://x.example")', staff=20, regular=3)
    rollup.fill(NOVEMBER)
    look(office, Role.STATISTICIAN)
    assert '\'=HYPERLINK("http://x.example")' in _rows(client)
    book = load_workbook(io.BytesIO(client.get(URL + "xlsx").content))
    kinds = {cell.data_type for row in book.worksheets[0].iter_rows() for cell in row}
    assert "f" not in kinds


def test_xlsx_and_json_say_the_same(offices: dict[str, Agency], look: Look, client: Client) -> None:
    look(offices["STC"], Role.STATISTICIAN)
    book = load_workbook(io.BytesIO(client.get(URL + "xlsx").content))
    values = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()]
    assert next(row for row in values if row[1] == "Toàn tỉnh")[3:6] == [10, 58, "17%"]
    facts = json.loads(client.get(URL + "json").content)
    assert facts["total"] == {"n": 10, "N": 58, "percent": 17}
    shown = {line["code"]: (line["n"], line["N"]) for line in facts["agencies"]}
    assert shown == {"STTTT": (6, 12), "STC": (3, 20), "SNV": (1, 11), "TC": (None, 15)}


def test_pdf_is_one_sheet_with_the_same_number(
    offices: dict[str, Agency], look: Look, client: Client
) -> None:
    look(offices["STC"])
    pdf = PdfReader(io.BytesIO(client.get(URL + "pdf").content))
    assert len(pdf.pages) == 1
    text = " ".join(pdf.pages[0].extract_text().split())
    assert "Cứ 100 cán bộ, công chức có 17 người" in text
    assert "10 / 58" in text
    assert "Thủ trưởng cơ quan" in text
    assert "dienbien.example · BIỂU THỐNG KÊ" in text
    assert "DỮ LIỆU MINH HỌA" not in text
    Account.objects.update(is_demo=True)
    pdf = PdfReader(io.BytesIO(client.get(URL + "pdf").content))
    assert "DỮ LIỆU MINH HỌA" in pdf.pages[0].extract_text()
    assert len(pdf.pages) == 1


def test_the_chart_on_paper_is_lines_and_pale_shade_on_one_sheet(
    offices: dict[str, Agency], look: Look, client: Client
) -> None:
    set_cut_off_days(NOVEMBER, offices["SNV"].pk, bits_of(WORKING[:2]))
    for ym in (NOVEMBER, 200912, 201001):
        rollup.fill(ym)
    look(offices["STC"])
    pdf = PdfDocument(client.get("/thong-ke/xuat/2010-01.pdf").content)
    assert len(pdf) == 1
    grey = pdf[0].render(scale=1, grayscale=True).to_pil()
    dark = sum(grey.histogram()[:60]) / (grey.width * grey.height)
    assert 0.005 < dark < 0.05, "nothing is filled with black"


def test_others_agencies_are_not_in_an_officers_files(
    offices: dict[str, Agency], look: Look, client: Client
) -> None:
    look(offices["STC"])
    rows = _rows(client)
    assert rows["Sở Tài chính"][3:5] == ["3", "20"]
    assert rows["Sở Nội vụ"][3:6] == ["", "", "không hiển thị"]
    facts = json.loads(client.get(URL + "json").content)
    assert [line["n"] for line in facts["agencies"] if line["code"] != "STC"] == [None] * 3


def test_small_groups_are_in_no_file(look: Look, client: Client) -> None:
    small = make_office("BDT", "Ban Dân tộc", staff=9, regular=2)
    make_office("STC", "Sở Tài chính", staff=20, regular=3)
    make_office("SNV", "Sở Nội vụ", staff=11, regular=1)
    rollup.fill(NOVEMBER)
    look(small, Role.STATISTICIAN)
    facts = json.loads(client.get(URL + "json").content)
    assert {line["code"]: line["n"] for line in facts["agencies"]} == {
        "BDT": None,
        "SNV": None,
        "STC": 3,
    }
    assert _rows(client)["Ban Dân tộc"][3:11] == ["", "", "không hiển thị", "", "", "", "", ""]


def test_what_is_not_there_is_not_found(
    offices: dict[str, Agency], look: Look, client: Client
) -> None:
    look(offices["STC"])
    for name in ("2009-10.csv", "2009-13.csv", "abc.csv", "2009-11.exe"):
        assert client.get(f"/thong-ke/xuat/{name}").status_code == 404
