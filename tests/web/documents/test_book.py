"""A register as a book: its check, its struck numbers, its print in the legal columns."""

import io
from collections.abc import Callable

import pytest
from django.test import Client
from docx import Document as read_docx
from openpyxl import load_workbook
from pypdf import PdfReader

from docflow.printing.book import INCOMING, OUTGOING
from docflow.register.models import PrintedRange, RegisterEntry
from docflow.register.prints import hash_lines
from docflow.routing.issue_services import void_number
from mailsvc.audit.models import AuditEvent
from mailsvc.directory.actor import Actor
from tests.service.docflow.offices import NOW, REASON, Office, bring_outgoing_to, make_incoming

SignIn = Callable[[Actor], Client]
URL = "/van-ban/so/den/2009/"
DAYS = {"since": "01/01/2009", "until": "31/12/2009"}


@pytest.fixture
def incoming(office: Office) -> Office:
    make_incoming(office, "1")
    void = make_incoming(office, "2", subject="văn bản gửi nhầm")
    void_number(office.leader, document_pk=void.pk, reason=REASON, now=NOW)
    make_incoming(office, "3", subject="quyết định bổ nhiệm")
    return office


@pytest.mark.parametrize("kind", ["pdf", "docx", "xlsx"])
def test_the_book_has_ten_legal_columns_and_every_line(
    incoming: Office, sign_in: SignIn, kind: str
) -> None:
    answer = sign_in(incoming.clerk).post(URL, DAYS | {"kind": kind})
    assert answer["Content-Disposition"] == f'attachment; filename="so-van-ban-den-2009.{kind}"'
    text = " ".join(_text_of(answer.content, kind).split())
    heads = [head for head, _share in INCOMING]
    assert len(heads) == 10
    for head in heads if kind != "pdf" else ["Số đến", "Tác giả", "Ký nhận"]:
        assert head in text
    assert f"HỦY: {REASON}" in text
    assert "bổ nhiệm" in text
    printed = PrintedRange.objects.get()
    assert (printed.line_count, printed.volume) == (3, 1)
    # What the journal ended in when it was printed; the print itself is the row after it.
    event = AuditEvent.objects.get(action="register.print")
    assert printed.head_hash == event.previous_hash
    assert event.facts["sha256"] == printed.sha256
    assert printed.sha256 in text
    if kind == "pdf":
        assert "SỔ ĐĂNG KÝ VĂN BẢN ĐẾN" in text
        assert "Trang 1" in text
        assert printed.head_hash in text


def test_the_docx_looks_like_the_book(incoming: Office, sign_in: SignIn) -> None:
    answer = sign_in(incoming.clerk).post(URL, DAYS | {"kind": "docx"})
    paper = read_docx(io.BytesIO(answer.content))
    assert [p.text for p in paper.paragraphs[:2]] == [
        "SỞ THÔNG TIN VÀ TRUYỀN THÔNG",
        "SỔ ĐĂNG KÝ VĂN BẢN ĐẾN",
    ]
    assert "Cộng: 3 dòng." in [p.text for p in paper.paragraphs]
    section = paper.sections[0]
    assert 'w:instr="PAGE"' in section.footer._element.xml
    assert not section.first_page_footer.paragraphs[0].text  # the title page bears no number
    table = paper.tables[0]
    assert [cell.text for cell in table.rows[1].cells] == [f"({n})" for n in range(1, 11)]
    struck = [row.cells[5].paragraphs[0].runs[0].font.strike for row in table.rows[2:]]
    assert struck == [None, True, None]
    widths = {tuple(cell.width for cell in row.cells) for row in table.rows}
    assert len(widths) == 1
    assert sum(next(iter(widths))) <= section.page_width - 2 * section.left_margin


def test_the_outgoing_book_has_its_own_ten_columns(office: Office, sign_in: SignIn) -> None:
    bring_outgoing_to(office, "numbered")
    answer = sign_in(office.clerk).post("/van-ban/so/di/2009/", DAYS | {"kind": "xlsx"})
    row = next(load_workbook(io.BytesIO(answer.content)).worksheets[0].iter_rows(values_only=True))
    assert list(row) == [head for head, _share in OUTGOING]
    assert len(row) == 10


def test_the_page_names_faults_struck_numbers_and_prints(incoming: Office, sign_in: SignIn) -> None:
    client = sign_in(incoming.clerk)
    sound = client.get(URL).content.decode()
    assert "Không thiếu số" in sound
    assert REASON in sound
    client.post(URL, DAYS | {"kind": "xlsx"})
    assert "Sổ đăng ký, quyển 1:" in client.get(URL).content.decode()
    entry = RegisterEntry.objects.get(number=2)
    RegisterEntry.objects.filter(pk=entry.pk).update(number=7)
    assert "thiếu số 2, 4, 5, 6" in " ".join(client.get(URL).content.decode().split()).replace(
        "</span>", ""
    )
    RegisterEntry.objects.filter(pk=entry.pk).update(number=2)


def test_the_outgoing_page_names_what_is_not_issued_and_not_sent(
    office: Office, finance: Office, sign_in: SignIn
) -> None:
    client = sign_in(office.clerk)
    bring_outgoing_to(office, "issued", finance.agency)
    page = "/van-ban/so/di/2009/"
    assert "Không văn bản nào đã cấp số mà chậm đóng dấu" in client.get(page).content.decode()
    late = bring_outgoing_to(office, "numbered", finance.agency)
    unsent = bring_outgoing_to(office, "issued", finance.agency)
    unsent.recipients.create(name="UBND huyện X", address="ubnd@x.vn", position=9)
    shown = client.get(page).content.decode()
    assert "chưa đóng dấu hoặc chưa phát hành" in shown
    assert f'href="/van-ban/{late.pk}/"' in shown
    assert '<span class="tag soon">chưa đóng dấu</span>' in shown
    assert "không có ghi đóng dấu" not in shown
    assert f'href="/van-ban/{unsent.pk}/">{unsent.symbol}</a> → UBND huyện X' in shown
    RegisterEntry.objects.filter(document=unsent).update(sealed_at=None)
    assert "Đã phát hành mà không có ghi đóng dấu" in client.get(page).content.decode()
    RegisterEntry.objects.filter(document=unsent).update(sealed_at=NOW)
    asked = client.get("/van-ban/giu-so/chuyen-giao/", {"so": unsent.symbol, "noi": "UBND huyện X"})
    assert 'value="UBND huyện X"' in asked.content.decode()


def test_the_same_lines_have_the_same_hash() -> None:
    assert hash_lines([["1", "a"]]) == hash_lines([["1", "a"]])
    assert hash_lines([["1", "a"]]) != hash_lines([["1a", ""]])


@pytest.mark.parametrize("name", ["head", "officer", "stranger", "sysadmin"])
def test_only_clerk_and_leader_open_the_book(
    incoming: Office, finance: Office, sign_in: SignIn, name: str
) -> None:
    for actor in (getattr(incoming, name), finance.clerk):
        client = sign_in(actor)
        assert client.get(URL).status_code == 404
        assert client.post(URL, DAYS | {"kind": "pdf"}).status_code == 404
    assert sign_in(incoming.leader).get(URL).status_code == 200
    assert sign_in(incoming.clerk).get("/van-ban/so/khac/2009/").status_code == 404
    assert not PrintedRange.objects.exists()


def test_days_of_another_year_are_refused(incoming: Office, sign_in: SignIn) -> None:
    wrong = DAYS | {"since": "01/01/2008", "kind": "pdf"}
    answer = sign_in(incoming.clerk).post(URL, wrong)
    assert "Chọn ngày trong năm của sổ" in answer.content.decode()
    assert not PrintedRange.objects.exists()


def _text_of(content: bytes, kind: str) -> str:
    if kind == "pdf":
        return " ".join(p.extract_text() for p in PdfReader(io.BytesIO(content)).pages)
    if kind == "docx":
        paper = read_docx(io.BytesIO(content))
        cells = [cell.text for row in paper.tables[0].rows for cell in row.cells]
        return " ".join([*(p.text for p in paper.paragraphs), *cells])
    rows = load_workbook(io.BytesIO(content)).worksheets[0].iter_rows(values_only=True)
    return " ".join(str(cell) for row in rows for cell in row if cell is not None)
