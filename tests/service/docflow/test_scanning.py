"""The scan folder: whole files once, parted by sheets, nothing lost, secrets refused."""

import io
import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pypdfium2
import pytest
from django.test import override_settings
from pypdf import PdfReader, PdfWriter

from docflow.documents.files import read_content
from docflow.intake.models import Arrival
from docflow.intake.prefill import prefill_from_arrival
from docflow.intake.selectors import list_arrivals
from docflow.intake.services import refuse_arrival, register_incoming
from docflow.register.models import NumberSeries
from docflow.scanning import folder as scans
from docflow.scanning.selectors import list_failed_scans
from docflow.scanning.services import folder_of, run_scans
from docflow.scanning.sheet import print_sheet
from mailsvc.base import clock
from tests.service.docflow.offices import REASON, Office, incoming_command
from tests.support.signed_pdf import make_pdf

LATER = timedelta(minutes=1)


@pytest.fixture
def place(office: Office, tmp_path: Path) -> Iterator[Path]:
    with override_settings(SCAN_DIR=str(tmp_path / "quet")):
        folder = folder_of(office.agency)
        folder.mkdir(parents=True)
        yield folder


def _pile(*pages: bytes) -> bytes:
    writer = PdfWriter()
    for page in pages:
        writer.append(io.BytesIO(page))
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _scanned(page: bytes) -> bytes:
    """A page as a scanner gives it: grey, a little turned."""
    picture = pypdfium2.PdfDocument(page)[0].render(scale=150 / 72).to_pil().convert("L")
    out = io.BytesIO()
    picture.rotate(2, fillcolor=245).save(out, "PDF", resolution=150)
    return out.getvalue()


def _run(after: timedelta = LATER) -> datetime:
    at = clock.now() + after
    run_scans(now=at)
    return at


def test_pile_becomes_documents_parted_by_sheets(office: Office, place: Path) -> None:
    sheet = _scanned(print_sheet())
    first, second = make_pdf("Số: 15/STC-NS<br>ngày 05 tháng 11 năm 2009"), make_pdf("Hai")
    (place / "may quet.pdf").write_bytes(
        _pile(sheet, first, make_pdf("tiếp"), sheet, second, sheet)
    )
    _run()
    rows = list_arrivals(office.clerk).rows
    assert [row.get_channel_display() for row in rows] == ["từ máy quét", "từ máy quét"]
    files = [row.files.get() for row in rows]
    assert [file.name for file in files] == ["may quet-1.pdf", "may quet-2.pdf"]
    assert [len(PdfReader(io.BytesIO(read_content(f.sha256))).pages) for f in files] == [2, 1]
    assert prefill_from_arrival(rows[0]).symbol == "15/STC-NS"
    assert (place / scans.DONE / "may quet.pdf").exists()


def test_single_document_stays_byte_for_byte_and_is_registered(office: Office, place: Path) -> None:
    content = make_pdf("Một văn bản")
    (place / "a.pdf").write_bytes(content)
    at = _run()
    arrival = Arrival.objects.get()
    assert read_content(arrival.files.get().sha256) == content
    entry = register_incoming(office.clerk, incoming_command(office, arrival_pk=arrival.pk), now=at)
    assert (entry.number, entry.document.files.get().name) == (1, "a.pdf")
    _run()
    assert Arrival.objects.count() == 1


def test_scan_may_be_put_away_with_a_reason_and_uses_no_number(office: Office, place: Path) -> None:
    (place / "a.pdf").write_bytes(make_pdf("Quét nhầm"))
    _run()
    arrival = Arrival.objects.get()
    refuse_arrival(office.clerk, arrival_pk=arrival.pk, reason=REASON)
    assert list_arrivals(office.clerk).total == 0
    assert not NumberSeries.objects.exists()


def test_file_is_waited_for_until_it_is_whole(office: Office, place: Path) -> None:
    content = make_pdf("Đang quét")
    path = place / "a.pdf"
    path.write_bytes(content[:-200])
    _run(timedelta(0))
    _run()
    assert path.exists()
    path.write_bytes(content)
    _run()
    assert Arrival.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.jpg", b"\xff\xd8\xff anh", "PDF trọn vẹn"),
        ("cut.pdf", b"%PDF-1.4 nua chung", "PDF trọn vẹn"),
        ("broken.pdf", b"%PDF-1.4\n" + b"<<" * 900 + b"\n%%EOF\n", "hãy quét lại"),
    ],
)
def test_what_cannot_be_taken_lies_aside_with_the_reason(
    office: Office, place: Path, name: str, content: bytes, reason: str
) -> None:
    (place / name).write_bytes(content)
    _run(timedelta(minutes=20))
    assert not Arrival.objects.exists()
    assert (place / scans.FAILED / name).read_bytes() == content
    ((failed, why),) = list_failed_scans(office.agency.pk)
    assert failed == name
    assert reason in why


def test_only_sheets_are_no_document(office: Office, place: Path) -> None:
    (place / "a.pdf").write_bytes(print_sheet())
    _run()
    assert "tờ ngăn cách" in list_failed_scans(office.agency.pk)[0][1]


def test_state_secret_is_not_taken_in(office: Office, place: Path, files_dir: Path) -> None:
    (place / "a.pdf").write_bytes(make_pdf("TUYỆT MẬT<br>nội dung"))
    _run()
    assert not Arrival.objects.exists()
    assert not files_dir.exists()
    assert "độ mật" in list_failed_scans(office.agency.pk)[0][1]


def test_worker_that_died_loses_nothing_and_doubles_nothing(office: Office, place: Path) -> None:
    (place / "a.pdf").write_bytes(make_pdf("Bị ngắt"))
    claimed = scans.claim(place / "a.pdf")
    assert claimed is not None
    assert scans.claim(place / "a.pdf") is None
    _run()
    assert not Arrival.objects.exists()
    _run(timedelta(hours=1))
    assert Arrival.objects.count() == 1
    # Died between the commit and the move: the same file again is not another arrival.
    (place / scans.DONE / "a.pdf").rename(place / "a.pdf")
    os.utime(place / "a.pdf")
    _run()
    assert Arrival.objects.count() == 1
    assert (place / scans.DONE / "a.pdf").exists()


def test_two_files_of_one_name_are_both_kept(office: Office, place: Path) -> None:
    for text in ("Một", "Hai"):
        (place / "scan.pdf").write_bytes(make_pdf(text))
        _run()
    assert Arrival.objects.count() == 2
    assert sorted(p.name for p in (place / scans.DONE).iterdir()) == ["scan-2.pdf", "scan.pdf"]


def test_only_the_agencys_own_clerk_sees_it(office: Office, finance: Office, place: Path) -> None:
    (place / "a.pdf").write_bytes(make_pdf("Của Sở"))
    _run()
    assert list_arrivals(office.clerk).total == 1
    assert list_arrivals(finance.clerk).total == 0
    assert list_arrivals(office.leader).total == 0
