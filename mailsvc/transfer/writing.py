"""Mails into one file: mbox (mboxrd), or a zip of .eml files."""

import re
import zipfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from mailsvc.base.clock import VIETNAM
from mailsvc.mailstore.values import Stored
from mailsvc.message.filenames import clean_filename
from mailsvc.message.headers import decode_words, split_fields

_FROM_LINE = re.compile(rb"^(>*From )", re.MULTILINE)
_SUBJECT_CHARS = 60
_ZIP_FIRST_YEAR = 1980

Add = Callable[[Stored], None]
Writer = Callable[[Path], AbstractContextManager[Add]]


@contextmanager
def mbox(path: Path) -> Iterator[Add]:
    """Each mail after a `From ` line with its time, in UTC; marks in Status and X-Status."""
    with path.open("wb") as file:

        def add(mail: Stored) -> None:
            # RFC 4155, appendix A: UTC, as asctime writes it.
            at = mail.received_at.strftime("%a %b %d %H:%M:%S %Y")
            body = _FROM_LINE.sub(rb">\1", mail.content.replace(b"\r\n", b"\n"))
            file.write(f"From MAILER-DAEMON {at}\n".encode("ascii") + _status(mail) + body)
            file.write(b"\n" if body.endswith(b"\n") else b"\n\n")

        yield add


@contextmanager
def eml_zip(path: Path) -> Iterator[Add]:
    """`0001 Giấy mời họp.eml`, each with the time it came."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        number = 0

        def add(mail: Stored) -> None:
            nonlocal number
            number += 1
            at = mail.received_at.astimezone(VIETNAM)
            entry = zipfile.ZipInfo(f"{number:05} {_title(mail)}.eml")
            entry.compress_type = zipfile.ZIP_DEFLATED
            if at.year >= _ZIP_FIRST_YEAR:
                entry.date_time = (at.year, at.month, at.day, at.hour, at.minute, at.second)
            archive.writestr(entry, mail.content)

        yield add


def _status(mail: Stored) -> bytes:
    read = b"RO" if "\\Seen" in mail.flags else b"O"
    marks = b"A" * ("\\Answered" in mail.flags) + b"F" * ("\\Flagged" in mail.flags)
    return b"Status: " + read + b"\n" + (b"X-Status: " + marks + b"\n" if marks else b"")


def _title(mail: Stored) -> str:
    fields, _ = split_fields(mail.content, 0, min(len(mail.content), 64 * 1024))
    return clean_filename(decode_words(fields.first("subject"))[:_SUBJECT_CHARS]) or "thu"
