"""Bytes of files: written once under their sha256, before the transaction that refers to them.

A file without a row is harmless and goes after some weeks (`docflow.sweeping`); a row without its
file cannot happen.
"""

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from django.conf import settings

from docflow.documents.pdf_text import read_pdf_text
from docflow.rules.levels import refuse_state_secret
from docflow.rules.states import FileRole
from mailsvc.base.disk import sync_folder
from mailsvc.base.errors import Invalid, StoreUnavailable, TooLarge
from mailsvc.base.text import clean_line
from mailsvc.preview.draw import Drawn, draw
from mailsvc.preview.kinds import Kind, kind_of

_NAME_MAX = 200


@dataclass(frozen=True)
class StoredFile:
    """A file whose bytes are safely on disk; made by `store_file` only, never from a form."""

    role: FileRole
    name: str
    mime: str
    size_bytes: int
    sha256: str


def store_file(content: bytes, *, name: str, mime: str, role: FileRole) -> StoredFile:
    """Write the bytes durably; the same bytes are written once.

    Invalid when empty, TooLarge, or Forbidden for a PDF stamped as a state secret: every file of
    every entrance passes here.
    """
    if not content:
        raise Invalid("file_empty", "Tệp trống, hãy chọn tệp khác.", {"files": "Tệp trống."})
    # A mail kept as source is larger than the files in it: base64 adds a third.
    is_mail = role == FileRole.SOURCE
    limit = settings.MESSAGE_MAX_BYTES if is_mail else settings.ATTACHMENTS_MAX_BYTES
    if len(content) > limit:
        words = f"Tệp lớn hơn {limit // (1024 * 1024)} MB, hãy chia nhỏ hoặc nén lại."
        raise TooLarge("file_size", words)
    refuse_state_secret(text=read_pdf_text(content))
    sha256 = hashlib.sha256(content).hexdigest()
    target = path_of(sha256)
    try:
        if not _is_there(target):
            _write_once(target, content)
    except OSError as error:
        raise StoreUnavailable("files", "Chưa lưu được tệp, hãy thử lại sau.") from error
    return StoredFile(role, clean_name(name), mime[:127], len(content), sha256)


def draw_page(sha256: str, *, name: str, page: int) -> Drawn:
    """A light picture of one page. Invalid for a kind that cannot be drawn."""
    content = read_content(sha256)
    kind = kind_of(content, name)
    if kind not in {Kind.PDF, Kind.PICTURE}:
        raise Invalid("preview", "Tệp này không xem trước được, đồng chí tải về máy.")
    return draw(content, kind, page, is_light=True)


def open_content(sha256: str) -> BinaryIO:
    """The bytes of a file reached through `access_file`; the caller closes it."""
    try:
        return path_of(sha256).open("rb")
    except OSError as error:
        raise StoreUnavailable(
            "files", "Chưa mở được tệp, hãy thử lại sau.", sha256=sha256
        ) from error


def read_content(sha256: str) -> bytes:
    """All bytes of a file."""
    with open_content(sha256) as file:
        return file.read()


def path_of(sha256: str) -> Path:
    """Where the bytes lie."""
    return Path(settings.FILES_DIR) / sha256[:2] / sha256


def clean_name(name: str) -> str:
    """One line without a path; the ending is kept when a long name is cut."""
    bare = PurePosixPath(clean_line(name).replace("\\", "/")).name.strip(". ") or "tep"
    ending = PurePosixPath(bare).suffix[:20]
    return bare if len(bare) <= _NAME_MAX else bare[: _NAME_MAX - len(ending)] + ending


def _is_there(target: Path) -> bool:
    """Whether it is stored; its time says that it is wanted again, so that no sweep takes it."""
    try:
        os.utime(target)
    except FileNotFoundError:
        return False
    return True


def _write_once(target: Path, content: bytes) -> None:
    """Temp file, fsync, rename, fsync folder: after a power cut the file is whole or absent."""
    target.parent.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=target.parent, prefix=".new-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            os.fchmod(file.fileno(), 0o440)
        Path(temporary).rename(target)
    except OSError:
        Path(temporary).unlink(missing_ok=True)
        raise
    sync_folder(target.parent)
    sync_folder(target.parent.parent)
