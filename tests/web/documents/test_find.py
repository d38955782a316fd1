"""The page of the search: conditions, kept searches, export; nobody sees another's."""

import io
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from docx import Document as read_docx
from openpyxl import load_workbook
from pypdf import PdfReader

from docflow.search import export
from mailsvc.directory.actor import Actor
from mailsvc.jobs.models import Job
from tests.service.docflow.offices import Office, make_incoming

SignIn = Callable[[Actor], Client]
URL = "/van-ban/tim/"


def test_conditions_and_words_narrow_the_page(office: Office, sign_in: SignIn) -> None:
    make_incoming(office, "1", subject="Quyết định bổ nhiệm Trưởng phòng")
    make_incoming(office, "2")
    client = sign_in(office.clerk)
    page = client.get(URL, {"q": "bo nhiem"}).content.decode()
    assert "bổ nhiệm" in page
    assert "ứng dụng CNTT" not in page
    nothing = client.get(URL, {"q": "bo nhiem", "huong": "out"})
    assert "Không có văn bản nào khớp" in nothing.content.decode()
    assert "bổ nhiệm" not in sign_in(office.stranger).get(URL, {"q": "bo nhiem"}).content.decode()


def test_a_wrong_condition_is_said_and_asks_nothing(office: Office, sign_in: SignIn) -> None:
    make_incoming(office, "1")
    page = sign_in(office.clerk).get(URL, {"tu": "31/02/2009", "loai": "<script>", "nam": "0"})
    assert page.status_code == 200
    assert "Gõ ngày theo dạng" in page.content.decode()
    assert "<script>" not in page.content.decode()


def test_a_bare_number_is_looked_up_in_the_registers(office: Office, sign_in: SignIn) -> None:
    make_incoming(office, "1842")
    page = sign_in(office.clerk).get(URL, {"q": "1"}).content.decode()
    assert "Có số này trong sổ" in page


def test_a_search_is_kept_and_dropped_by_its_owner(office: Office, sign_in: SignIn) -> None:
    client = sign_in(office.clerk)
    client.post(f"{URL}giu/", {"name": "Quá hạn", "query": "han=late"})
    assert 'href="?han=late"' in client.get(URL).content.decode()
    other = sign_in(office.leader)
    assert "han=late" not in other.get(URL).content.decode()
    pk = client.get(URL).context["saved"][0].pk
    other.post(reverse("documents:drop_search", args=[pk]))
    assert "Quá hạn</a>" in client.get(URL).content.decode().replace("</span>", "")
    client.post(reverse("documents:drop_search", args=[pk]))
    assert list(client.get(URL).context["saved"]) == []


@pytest.mark.parametrize("kind", ["xlsx", "docx", "pdf"])
def test_an_export_has_the_rows_of_the_page(office: Office, sign_in: SignIn, kind: str) -> None:
    for number in range(3):
        make_incoming(office, str(number + 1), subject=f"=HYPERLINK báo cáo tháng {number}")
    make_incoming(office, "9", subject="việc khác")
    asked = {"q": "bao cao thang", "dang": kind, "cot": ["so", "trich_yeu"]}
    answer = sign_in(office.clerk).get(f"{URL}xuat/", asked)
    assert answer["Content-Disposition"] == f'attachment; filename="van-ban.{kind}"'
    assert _count_rows(answer.content, kind) == 3
    strangers = sign_in(office.stranger).get(f"{URL}xuat/", asked)
    assert _count_rows(strangers.content, kind) == 0


def test_a_large_export_becomes_a_job(
    office: Office, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_incoming(office, "1")
    make_incoming(office, "2")
    monkeypatch.setitem(export.AT_ONCE, "xlsx", 1)
    answer = sign_in(office.clerk).get(f"{URL}xuat/", {"q": "bao cao"})
    job = Job.objects.get()
    assert answer["Location"] == reverse("jobs:job", args=[job.pk])
    query = export.query_of(job.arguments["query"])
    content = export.export(office.clerk, query, job.arguments["columns"], "xlsx")
    assert _count_rows(content, "xlsx") == 2


def _count_rows(content: bytes, kind: str) -> int:
    if kind == "xlsx":
        return len(list(load_workbook(io.BytesIO(content)).worksheets[0].iter_rows())) - 1
    if kind == "docx":
        return len(read_docx(io.BytesIO(content)).tables[0].rows) - 1
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    return text.count("báo cáo tháng")
