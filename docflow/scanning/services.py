"""The periodic job: whole files of the scan folders become arrivals."""

import hashlib
import logging
from datetime import datetime
from pathlib import Path

from django.conf import settings

from docflow.documents.files import StoredFile, store_file
from docflow.intake.services import admit_scan, has_scan
from docflow.rules.states import FileRole
from docflow.scanning import folder as scans
from docflow.scanning.sheet import SEPARATOR
from mailsvc.base import clock
from mailsvc.base.errors import Refused
from mailsvc.directory.models import Agency
from mailsvc.directory.selectors import list_agencies
from mailsvc.preview.split import split_pdf

logger = logging.getLogger(__name__)

EVERY_S = 20
_PDF = "application/pdf"


def run_scans(now: datetime | None = None) -> None:
    """Look into every agency's folder; one bad file stops no other."""
    if not settings.SCAN_DIR:
        return
    at = now or clock.now()
    for agency in list_agencies():
        for path in scans.list_ready(folder_of(agency), at):
            _take(agency, path, at)


def folder_of(agency: Agency) -> Path:
    """Where the agency's scanner writes; made by whoever sets the scanner up."""
    return Path(settings.SCAN_DIR) / agency.code


def _take(agency: Agency, path: Path, at: datetime) -> None:
    """1 look whether it is whole, 2 claim it, 3 split and store, 4 one transaction, 5 move it."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return  # another worker was faster
    if not scans.is_whole(content):
        if b"%PDF-" in content[:1024] and scans.may_grow(path, at):
            return
        _fail(path, "Không phải tệp PDF trọn vẹn. Quét lại, chọn lưu dạng PDF.")
        return
    mine = scans.claim(path)
    if mine is None:
        return
    try:
        _admit(agency, path.name, content, at)
    except Refused as refusal:
        logger.info("scan of %s not taken: %s", agency.code, refusal.code)
        scans.fail(mine, refusal.public_text)
    else:
        scans.finish(mine)


def _admit(agency: Agency, name: str, content: bytes, at: datetime) -> None:
    key = hashlib.sha256(content).hexdigest()
    if has_scan(agency, key):
        return
    parts = split_pdf(content, SEPARATOR)
    stored = [_store(part, name, n if len(parts) > 1 else 0) for n, part in enumerate(parts, 1)]
    admit_scan(agency, stored, key=key, now=at)


def _store(part: bytes, name: str, number: int) -> StoredFile:
    stem = Path(name).stem
    shown = f"{stem}-{number}.pdf" if number else f"{stem}.pdf"
    return store_file(part, name=shown, mime=_PDF, role=FileRole.MAIN)


def _fail(path: Path, reason: str) -> None:
    mine = scans.claim(path)
    if mine is not None:
        scans.fail(mine, reason)
