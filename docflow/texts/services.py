"""Reading the texts of stored files, now or by the periodic job."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction

from docflow.documents.files import read_content
from docflow.rules.levels import Secrecy, refuse_state_secret
from docflow.search.services import add_content
from docflow.texts.models import FileText
from docflow.texts.ocr import has_ocr, read_scan
from mailsvc.base import clock
from mailsvc.base.errors import StoreUnavailable
from mailsvc.base.text import nfc
from mailsvc.message.markings import has_stamp
from mailsvc.preview.words import Words, read_words

EVERY_S = 30
_AT_ONCE = 50
_SCANS_AT_ONCE = 5
# A page with fewer letters is a picture with a stamp of the scanning program.
_LETTERS_A_PAGE = 40
_PDF = "application/pdf"


def expect(files: Iterable[tuple[str, str]]) -> None:
    """Have the PDFs of (sha256, mime) read soon; in the caller's transaction, known ones again."""
    # In one order, so that two transactions with the same files never wait for each other.
    pdfs = sorted({sha256 for sha256, mime in files if mime == _PDF})
    if pdfs:
        rows = [FileText(sha256=sha256) for sha256 in pdfs]
        FileText.objects.bulk_create(rows, ignore_conflicts=True)


def read_files(sha256s: Iterable[str], *, now: datetime | None = None) -> dict[str, FileText]:
    """The text of each file, read where that was not done yet; scans stay without text."""
    wanted = set(sha256s)
    known = {row.sha256: row for row in FileText.objects.filter(sha256__in=wanted)}
    for sha256 in wanted:
        row = known.get(sha256)
        if row is None or row.source == FileText.Source.WAITING:
            known[sha256] = _read(sha256, now or clock.now())
    return known


def refuse_secret_scans(sha256s: Iterable[str]) -> None:
    """Forbidden when one of the files was found to bear a stamp of secrecy by OCR."""
    wanted = list(sha256s)
    if not wanted:
        return
    found = FileText.objects.filter(sha256__in=wanted, source=FileText.Source.SECRET)
    if found.exists():
        refuse_state_secret(Secrecy.SECRET)


def run_fill() -> None:
    """The periodic job: what waits is read, then some scans where OCR is installed."""
    for sha256 in _waiting(FileText.Source.WAITING, _AT_ONCE):
        _read(sha256, clock.now())
    if has_ocr():
        for sha256 in _waiting(FileText.Source.SCAN, _SCANS_AT_ONCE):
            _keep(sha256, FileText.Source.OCR, read_scan(_content(sha256)), clock.now())


def _waiting(source: FileText.Source, most: int) -> Sequence[str]:
    rows = FileText.objects.filter(source=source).order_by("pk")
    return list(rows.values_list("sha256", flat=True)[:most])


def _read(sha256: str, now: datetime) -> FileText:
    words = read_words(_content(sha256))
    text = nfc("\n\f".join(words.texts))
    return _keep(sha256, _source_of(words), text, now, pages=words.pages)


def _content(sha256: str) -> bytes:
    """A lost file has no text; check_consistency names it."""
    try:
        return read_content(sha256)
    except StoreUnavailable:
        return b""


def _source_of(words: Words) -> FileText.Source:
    if not words.pages:
        return FileText.Source.NONE
    letters = sum(c.isalpha() for text in words.texts for c in text)
    if letters < _LETTERS_A_PAGE * len(words.texts):
        return FileText.Source.SCAN
    return FileText.Source.PDF


def _keep(
    sha256: str, source: FileText.Source, text: str, now: datetime, *, pages: int | None = None
) -> FileText:
    found = FileText.Source.NONE if source == FileText.Source.OCR and not text.strip() else source
    if has_stamp(text.partition("\f")[0]):
        # QD28 art. 1(2): what a scan turns out to be is not kept, shown or found.
        found, text = FileText.Source.SECRET, ""
    values: dict[str, object] = {"source": found, "text": text, "read_at": now}
    if pages is not None:
        values["pages"] = pages
    with transaction.atomic():
        row, _created = FileText.objects.update_or_create(sha256=sha256, defaults=values)
        add_content(sha256, text)
    return row
