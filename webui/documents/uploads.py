"""Uploaded files on their way to a service, kept while a form is mended.

A browser never names content by its sha256: what it carries back is a token sealed for one account.
"""

import mimetypes
from collections.abc import Iterable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core import signing
from django.core.files.uploadedfile import UploadedFile

from docflow.documents.files import StoredFile, store_file
from docflow.rules.states import FileRole
from mailsvc.base.errors import Invalid
from mailsvc.directory.actor import Actor

if TYPE_CHECKING:
    Upload = UploadedFile[Any]
else:
    Upload = UploadedFile

PDF = "application/pdf"
_MEGABYTE = 1024 * 1024
_KEPT_FOR_S = 24 * 3600


def limit_mb() -> int:
    """The limit of all files of a form together."""
    return settings.ATTACHMENTS_MAX_BYTES // _MEGABYTE


def is_pdf(head: bytes) -> bool:
    """True when the bytes begin as a PDF does."""
    return head.startswith(b"%PDF-")


def find_mime(head: bytes, name: str) -> str:
    """What the bytes and the name say; a browser's own claim counts for nothing."""
    if is_pdf(head):
        return PDF
    guessed = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return guessed if guessed != PDF else "application/octet-stream"


def store_uploads(files: Iterable[Upload], *, first: FileRole) -> tuple[StoredFile, ...]:
    """Store each file; the first gets its role, the others are annexes."""
    stored: list[StoredFile] = []
    for upload in files:
        content = upload.read()
        name = upload.name or "tep"
        role = FileRole.ANNEX if stored else first
        mime = find_mime(content, name)
        stored.append(store_file(content, name=name, mime=mime, role=role))
    return tuple(stored)


def seal(actor: Actor, files: Iterable[StoredFile]) -> str:
    """A token for files stored a moment ago, good for this account and a day."""
    rows = [asdict(file) for file in files]
    return signing.dumps(rows, salt=_salt(actor), compress=True) if rows else ""


def unseal(actor: Actor, token: str) -> tuple[StoredFile, ...]:
    """The files of a token; Invalid for one that is old, altered or another's."""
    if not token:
        return ()
    try:
        rows = signing.loads(token, salt=_salt(actor), max_age=_KEPT_FOR_S)
    except signing.BadSignature as error:
        raise Invalid(
            "kept_files", "Tệp đã chọn không còn giữ được, đồng chí chọn lại tệp."
        ) from error
    return tuple(StoredFile(**{**row, "role": FileRole(row["role"])}) for row in rows)


def _salt(actor: Actor) -> str:
    return f"webui.documents.uploads:{actor.account_pk}"
