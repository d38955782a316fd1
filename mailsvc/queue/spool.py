"""Spool: the bytes of queued mail, one file a mail, named by its trace id, on this host's disk.

A file is written, fsynced, and its folder fsynced, before any row names it; so a row without its
file cannot exist, and a file without rows is an orphan of a crash (swept when an hour old).
"""

import logging
import os
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from mailsvc.base.disk import sync_folder
from mailsvc.base.errors import Conflict, Unavailable

logger = logging.getLogger(__name__)

_NAME = re.compile(r"[0-9A-Za-z]{8,32}")


def path_of(trace_id: str) -> Path:
    """Where a mail's bytes lie; a trace id is never a path."""
    if not _NAME.fullmatch(trace_id):
        raise ValueError("not a trace id")
    return Path(settings.SPOOL_DIR) / trace_id


def write(trace_id: str, content: bytes) -> None:
    """Put one mail durably on disk; Unavailable when the disk refuses.

    Conflict when a mail of this trace id lies there already: that file is another's, it stays.
    """
    error = write_files([(trace_id, content)]).get(trace_id)
    if isinstance(error, FileExistsError):
        raise Conflict("already_queued", "Thư này đã gửi.", trace=trace_id) from error
    if error is not None:
        raise unwritable(error) from error


def write_files(mails: Sequence[tuple[str, bytes]]) -> dict[str, OSError]:
    """Put many mails durably on disk together; what was refused, by trace id, leaves no file.

    1. write all and start their write-back, 2. fsync each, 3. fsync the folder. Started together,
    the files share the journal's commits: half the time of one by one.
    """
    refused: dict[str, OSError] = {}
    handles: dict[str, int] = {}
    for trace_id, content in mails:
        try:
            handles[trace_id] = _create(path_of(trace_id))
            _write(handles[trace_id], content)
        except OSError as error:
            refused[trace_id] = error
    for trace_id, handle in handles.items():
        try:
            os.fsync(handle)
        except OSError as error:
            refused[trace_id] = error
        finally:
            os.close(handle)
    try:
        sync_folder(Path(settings.SPOOL_DIR))
    except OSError as error:
        refused |= dict.fromkeys(handles, error)
    for trace_id in handles.keys() & refused.keys():
        delete(trace_id)  # ours, half-written; a file that was there before is not among them
    return refused


def open_content(trace_id: str) -> BinaryIO:
    """The stored bytes, without the prefix; Unavailable when the file cannot be read."""
    try:
        return path_of(trace_id).open("rb")
    except OSError as error:
        raise Unavailable(
            "spool_unreadable", "Tạm thời không đọc được thư.", trace=trace_id
        ) from error


def read(trace_id: str) -> bytes:
    """All the stored bytes."""
    with open_content(trace_id) as file:
        return file.read()


def delete(trace_id: str) -> None:
    """Remove the file; a missing one is fine."""
    try:
        path_of(trace_id).unlink(missing_ok=True)
    except OSError as error:
        logger.warning("spool file %s stays: %s", trace_id, error.strerror)


def has_file(trace_id: str) -> bool:
    """True when the bytes are there."""
    return path_of(trace_id).is_file()


def list_files() -> Iterator[tuple[str, datetime]]:
    """(trace id, time of writing) of each file; strangers in the folder are passed over."""
    try:
        entries = list(os.scandir(settings.SPOOL_DIR))
    except FileNotFoundError:
        return
    for entry in entries:
        if not _NAME.fullmatch(entry.name):
            continue
        try:
            yield entry.name, datetime.fromtimestamp(entry.stat().st_mtime, UTC)
        except FileNotFoundError:
            continue  # finished and removed while we looked


def unwritable(error: OSError) -> Unavailable:
    """What a full or broken disk means to the sender: try again later."""
    logger.error("spool refuses: %s", error.strerror)
    return Unavailable("spool_unwritable", "Tạm thời không nhận được thư, xin gửi lại sau.")


def _write(handle: int, content: bytes) -> None:
    view = memoryview(content)
    while view:
        view = view[os.write(handle, view) :]
    os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)


def _create(path: Path) -> int:
    # O_EXCL: two mails with one trace id would be a bug, never an overwrite.
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    try:
        return os.open(path, flags, 0o600)
    except FileNotFoundError:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return os.open(path, flags, 0o600)
