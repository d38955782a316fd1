"""The "ĐẾN" stamp on a copy, the slip with every opinion; the original stays as it came."""

from datetime import date, timedelta
from pathlib import Path

import pypdfium2
import pytest
from django.test import override_settings
from PIL import ImageChops

from docflow.deadlines.services import Answer, answer_extension, ask_extension
from docflow.documents.files import draw_page, read_content
from docflow.documents.models import DocumentFile
from docflow.printing.slip import context_of, print_slip
from docflow.printing.stamp import print_stamped
from docflow.routing import part_services, services
from docflow.signatures.services import check_files
from docflow.signatures.verdict import Verdict
from docflow.texts.services import read_files
from mailsvc.base.errors import Conflict, Invalid, NotFound
from tests.service.docflow.offices import (
    NOW,
    REASON,
    Office,
    bring_incoming_to,
    bring_outgoing_to,
    make_file,
    make_incoming,
)
from tests.service.docflow.part_table import share
from tests.support.signed_pdf import make_authority, make_pdf, sign, trust

_DOTS_A_MM = 4


def _words(pdf: bytes) -> str:
    pages = pypdfium2.PdfDocument(pdf)
    text = "\n".join(page.get_textpage().get_text_range() for page in pages)
    return " ".join(text.split())


def _red_box_mm(pdf: bytes) -> tuple[int, int]:
    """Width and height of what is red on the first page."""
    page = pypdfium2.PdfDocument(pdf)[0].render(scale=_DOTS_A_MM * 25.4 / 72).to_pil()
    red, green, _blue = page.convert("RGB").split()
    left, top, right, bottom = ImageChops.subtract(red, green).point(lambda v: v > 60).getbbox()
    return round((right - left) / _DOTS_A_MM), round((bottom - top) / _DOTS_A_MM)


def _file(office: Office, content: bytes) -> DocumentFile:
    return make_incoming(office, files=(make_file(content),)).files.get()


def test_stamp_bears_the_five_fields_and_is_35_by_50_mm(office: Office) -> None:
    file = _file(office, make_pdf())
    stamped = print_stamped(file)
    words = _words(stamped)
    assert "SỞ THÔNG TIN VÀ TRUYỀN THÔNG" in words
    for part in ("ĐẾN", "Số: 01", "Ngày: 16/11/2009", "Chuyển:", "Số và ký hiệu HS:"):
        assert part in words
    assert _red_box_mm(stamped) == (50, 35)
    bring_incoming_to(office, "directed", file.document)
    assert "Chuyển: Phòng Công nghệ thông tin" in _words(print_stamped(file))


def test_what_came_stays_byte_for_byte_and_signed(office: Office, tmp_path: Path) -> None:
    authority = make_authority()
    content = sign(make_pdf(), authority.issue("Lò Văn Én"))
    with override_settings(TRUST_ROOTS_DIR=trust(tmp_path / "trust", authority)):
        file = _file(office, content)
        print_stamped(file)
        draw_page(file.sha256, name=file.name, page=1)
        read_files([file.sha256])
        print_slip(office.clerk, file.document)
        assert read_content(file.sha256) == content
        assert check_files([file.sha256])[file.sha256].verdict == Verdict.VALID
        copy = make_file(print_stamped(file), name="ban sao.pdf")
        assert check_files([copy.sha256])[copy.sha256].verdict == Verdict.UNSIGNED


@pytest.mark.parametrize("content", [b"%PDF-1.4 noi dung", b"%PDF-" + b"<<" * 5000])
def test_file_that_cannot_be_stamped_says_what_to_do(office: Office, content: bytes) -> None:
    with pytest.raises(Invalid, match="đóng dấu tay"):
        print_stamped(_file(office, content))


def test_only_a_registered_incoming_document_has_them(office: Office, finance: Office) -> None:
    issued = bring_outgoing_to(office, "issued", finance.agency)
    with pytest.raises(Conflict):
        print_stamped(issued.files.filter(role="main").get())
    with pytest.raises(Conflict):
        print_slip(office.clerk, issued)
    void = bring_incoming_to(office, "void")
    with pytest.raises(Conflict):
        print_slip(office.clerk, void)


def test_slip_holds_every_opinion_with_name_and_time(office: Office, finance: Office) -> None:
    document = bring_incoming_to(office, "in_progress")
    services.add_work_note(office.officer, document_pk=document.pk, text="Đã xin số liệu.", now=NOW)
    services.complete(office.officer, document_pk=document.pk, result="Đã báo cáo đủ.", now=NOW)
    words = _words(print_slip(office.leader, document))
    for part in (
        "PHIẾU GIẢI QUYẾT VĂN BẢN ĐẾN",
        "số 1842/UBND-CNTT ngày 12/11/2009 của Văn phòng UBND tỉnh",
        "Phòng CNTT chủ trì, Văn phòng phối hợp, xong trước 30/11.",
        "Chủ trì: Phòng Công nghệ thông tin",
        "Phối hợp: Văn phòng Sở",
        "Nguyễn Văn Bình, Giám đốc, 09:00 16/11/2009",
        "Đã xin số liệu.",
        "Đã báo cáo đủ.",
        "Quàng Thị Hoa",
    ):
        assert part in words, part
    with pytest.raises(NotFound):
        print_slip(finance.clerk, document)


def test_each_answer_about_time_stands_with_whoever_gave_it(office: Office) -> None:
    """The head's to his officer among the heads', the leader's among the leaders'."""
    document = bring_incoming_to(office, "in_progress")
    later = date(2009, 11, 27)
    command = share(office, document, text="Tổng hợp số liệu.", due_on=date(2009, 11, 25))
    inner = part_services.sub_assign(office.head, command, now=NOW)
    lead = document.assignments.get(part="lead", parent=None)
    for part, holder, giver, day in (
        (inner, office.colleague, office.head, later),
        (lead, office.officer, office.leader, date(2009, 12, 8)),
    ):
        ask_extension(holder, part_pk=part.pk, wanted_on=day, reason=REASON, now=NOW)
        at = NOW + timedelta(minutes=part.pk)
        answer_extension(giver, part_pk=part.pk, answer=Answer(day), now=at)
    said = context_of(office.clerk, document)
    answers = {
        who: [one.name for one in said[who] if "gia hạn" in one.what]
        for who in ("leaders", "heads")
    }
    assert answers == {"leaders": [office.leader.name], "heads": [office.head.name]}
    assert [one.due_on for one in said["heads"] if one.lead] == [date(2009, 11, 25)]
