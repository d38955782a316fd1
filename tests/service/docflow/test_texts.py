"""Texts of files: from the PDF, from a scan by OCR, none from what is broken."""

import io
from pathlib import Path

import pypdfium2
import pytest

from docflow.documents.files import read_content
from docflow.texts.models import FileText
from docflow.texts.ocr import has_ocr
from docflow.texts.services import expect, read_files, run_fill
from mailsvc.base.errors import Forbidden
from tests.service.docflow.offices import Office, make_file, make_incoming
from tests.support.signed_pdf import make_pdf

pytestmark = pytest.mark.django_db
WORDS = "Sở Tài chính báo cáo tình hình ứng dụng công nghệ thông tin quý IV năm 2009"


def make_scan(text: str = WORDS) -> bytes:
    """A page as a scanner gives it: a picture, no letters."""
    page = pypdfium2.PdfDocument(make_pdf(text))[0].render(scale=200 / 72).to_pil()
    out = io.BytesIO()
    page.convert("L").save(out, "PDF", resolution=200)
    return out.getvalue()


def _text(content: bytes) -> FileText:
    sha256 = make_file(content).sha256
    return read_files([sha256])[sha256]


def test_pdf_gives_its_text_and_pages() -> None:
    found = _text(make_pdf(WORDS))
    assert (found.source, found.pages) == ("pdf", 1)
    assert WORDS in found.text.replace("\n", " ")


@pytest.mark.parametrize("content", [b"%PDF-1.7", b"%PDF-" + b"<<" * 5000, b"khong phai pdf"])
def test_broken_file_has_no_text(content: bytes) -> None:
    assert (_text(content).source, _text(content).text) == ("none", "")


def test_registered_files_are_read_by_the_job_once(office: Office) -> None:
    document = make_incoming(office, files=(make_file(make_pdf(WORDS)),))
    sha256 = document.files.get().sha256
    assert FileText.objects.get().source == "waiting"
    run_fill()
    assert "Tài chính" in FileText.objects.get(sha256=sha256).text
    expect([(sha256, "application/pdf")])
    assert FileText.objects.get().source == "pdf"


def test_lost_file_stops_nothing(office: Office, files_dir: Path) -> None:
    expect([("0" * 64, "application/pdf"), (make_file(make_pdf(WORDS)).sha256, "application/pdf")])
    run_fill()
    assert sorted(FileText.objects.values_list("source", flat=True)) == ["none", "pdf"]


@pytest.mark.skipif(not has_ocr(), reason="OCRmyPDF with Vietnamese is not installed")
def test_scan_is_read_by_ocr_and_stays_as_it_was() -> None:
    scan = make_scan()
    found = _text(scan)
    assert (found.source, found.text.strip()) == ("scan", "")
    run_fill()
    found.refresh_from_db()
    assert found.source == "ocr"
    assert "công nghệ thông tin" in found.text
    assert read_content(found.sha256) == scan


@pytest.mark.skipif(not has_ocr(), reason="OCRmyPDF with Vietnamese is not installed")
def test_scan_stamped_as_a_secret_is_stopped_once_it_was_read(office: Office) -> None:
    file = make_file(make_scan("<b style='font-size:30pt'>TUYỆT MẬT</b><br><br>" + WORDS))
    read_files([file.sha256])
    run_fill()
    found = FileText.objects.get(sha256=file.sha256)
    assert (found.source, found.text) == ("secret", "")
    with pytest.raises(Forbidden):
        make_incoming(office, files=(file,))
    assert make_incoming(office).entries.get().number == 1
