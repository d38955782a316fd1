"""Spool: the bytes of queued mail, each mail under its trace id, on this host's disk.

Small mails made durable together lie in one file that has a name (a hard link) for each of them;
the file begins with an index (`index`). A mail is removed by removing its name; the disk frees the
file with its last name. So each mail has one name of its own, and nothing else must be kept.

A file is written, fsynced, and its folder fsynced, before a row that names it is committed; so a
row without its file cannot exist, and a file without rows is an orphan of a crash (swept when an
hour old).
"""

import logging
import os
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from mailsvc.base.errors import Unavailable
from mailsvc.queue import files, index
from mailsvc.queue.files import Mail

logger = logging.getLogger(__name__)

_NAME = re.compile(r"[0-9A-Za-z]{8,32}")


def path_of(trace_id: str) -> Path:
    """Where a mail's bytes lie; a trace id is never a path."""
    _require_name(trace_id)
    return Path(settings.SPOOL_DIR) / trace_id


def write(trace_id: str, content: bytes) -> None:
    """Put one mail durably on disk; Unavailable when the disk refuses.

    FileExistsError when a file of this trace id lies there already: it stays as it is.
    """
    error = write_files([(trace_id, content)]).get(trace_id)
    if isinstance(error, FileExistsError):
        raise error
    if error is not None:
        raise unwritable(error) from error


def replace(trace_id: str, content: bytes) -> None:
    """Write a mail whose name a try that was never committed has taken; Unavailable as `write`.

    The caller holds the key of its row, so nobody else writes or reads this name.
    """
    delete(trace_id)
    try:
        write(trace_id, content)
    except FileExistsError as error:
        raise unwritable(error) from error


def write_files(mails: Sequence[Mail]) -> dict[str, OSError]:
    """Put many mails durably on disk together; what was refused, by trace id, leaves no file."""
    for trace_id, _ in mails:
        _require_name(trace_id)
    return files.write_files(str(settings.SPOOL_DIR), mails)


def open_content(trace_id: str) -> BinaryIO:
    """The stored bytes, without the prefix; Unavailable when the file cannot be read."""
    try:
        file = path_of(trace_id).open("rb")
    except OSError as error:
        raise _unreadable(trace_id) from error
    try:
        return _at_content(file, trace_id)
    except (OSError, ValueError) as error:
        file.close()
        raise _unreadable(trace_id) from error


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


def written_at(trace_id: str) -> datetime:
    """When the file of a mail was written; Unavailable when that cannot be read."""
    try:
        return datetime.fromtimestamp(path_of(trace_id).stat().st_mtime, UTC)
    except OSError as error:
        raise _unreadable(trace_id) from error


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


def _at_content(file: BinaryIO, trace_id: str) -> BinaryIO:
    """The file where this mail begins, or the mail alone when others follow it."""
    head = file.read(index.HEAD_MAX_BYTES)
    place = index.find(head, trace_id)
    if place.is_last:
        file.seek(place.offset)
        return file
    with file:
        file.seek(place.offset)
        content = file.read(place.length)
    if len(content) != place.length:
        raise ValueError("file is cut short")
    return BytesIO(content)


def _unreadable(trace_id: str) -> Unavailable:
    return Unavailable("spool_unreadable", "Tạm thời không đọc được thư.", trace=trace_id)


def _require_name(trace_id: str) -> None:
    if not _NAME.fullmatch(trace_id):
        raise ValueError("not a trace id")
