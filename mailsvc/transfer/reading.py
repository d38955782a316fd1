"""The mails of a file somebody uploaded: .eml, mbox, or a zip of those; told by their bytes."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import IO

from mailsvc.base.errors import Invalid
from mailsvc.message.filenames import clean_filename
from mailsvc.message.headers import Fields, find_header_end, split_fields

ENTRIES_MAX = 100_000
UNPACKED_MAX_BYTES = 10 * 1024**3
_LINE_MAX = 1024 * 1024
_ENVELOPE = re.compile(rb"From \S+ +(.{10,60}?)\r?\n")  # RFC 4155, appendix A
_QUOTED = re.compile(rb"^>(>*From )", re.MULTILINE)
_KNOWN = frozenset({"from", "date", "subject", "received", "message-id", "to"})
_FLAG_OF = {"R": "\\Seen", "A": "\\Answered", "F": "\\Flagged"}


@dataclass(frozen=True)
class FoundMail:
    """One mail of the file. `problem` says why it cannot be taken in; then it has no content."""

    label: str  # which one it is, for people
    content: bytes = b""
    received_at: datetime | None = None
    flags: frozenset[str] = frozenset({"\\Seen"})
    problem: str = ""


def read_mails(path: Path, *, mail_max_bytes: int) -> Iterator[FoundMail]:
    """All of them, in the order of the file. Invalid when the file is none of the three kinds."""
    with path.open("rb") as file:
        head = file.read(64 * 1024)
        file.seek(0)
        if head.startswith(b"PK\x03\x04"):
            yield from _from_zip(path, mail_max_bytes)
        elif _ENVELOPE.match(head):
            yield from _from_mbox(file, "", mail_max_bytes)
        elif _is_mail(head):
            yield _from_eml(file, "1", mail_max_bytes)
        else:
            raise Invalid(
                "import_kind",
                "Tệp này không phải thư (.eml), hộp thư mbox hay tệp nén .zip chứa thư.",
            )


def _from_zip(path: Path, most: int) -> Iterator[FoundMail]:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = [one for one in archive.infolist() if not one.is_dir()]
            # What an entry says to hold is all that is ever unpacked of it.
            if sum(one.file_size for one in entries) > UNPACKED_MAX_BYTES:
                raise Invalid("import_bomb", "Tệp .zip bung ra quá lớn: chia nhỏ rồi nhập.")
            for entry in entries[:ENTRIES_MAX]:
                yield from _from_entry(archive, entry, most)
    except zipfile.BadZipFile as error:
        raise Invalid("import_zip", "Tệp .zip bị hỏng: hãy nén lại rồi nhập.") from error


def _from_entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int) -> Iterator[FoundMail]:
    # An entry's path goes nowhere but into a sentence.
    label = clean_filename(entry.filename) or "?"
    if entry.flag_bits & 0x1:
        yield FoundMail(label, problem="có mật khẩu")
        return
    try:
        with archive.open(entry) as file:
            head = file.peek(512)  # type: ignore[attr-defined]  # of ZipExtFile
            if _ENVELOPE.match(head):
                yield from _from_mbox(file, f"{label}: ", most)
            else:
                yield _from_eml(file, label, most)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError):
        yield FoundMail(label, problem="không giải nén được")


def _from_eml(file: IO[bytes], label: str, most: int) -> FoundMail:
    return _found(file.read(most + 1), label, most)


def _from_mbox(file: IO[bytes], before: str, most: int) -> Iterator[FoundMail]:
    """A line `From …` after an empty one begins a mail; a mail too large is not kept in memory."""
    number, at, lines, size = 0, b"", [b""], 0
    is_after_empty = True
    while line := file.readline(_LINE_MAX):
        start = _ENVELOPE.match(line) if is_after_empty else None
        if start:
            if number:
                yield _unquoted(lines, f"{before}{number}", most, at, size)
            number, at, lines, size = number + 1, start[1], [], 0
        else:
            size += len(line)
            if size <= most:
                lines.append(line)
        is_after_empty = line in {b"\n", b"\r\n"}
    if number:
        yield _unquoted(lines, f"{before}{number}", most, at, size)


def _unquoted(lines: list[bytes], label: str, most: int, at: bytes, size: int) -> FoundMail:
    if size > most:
        return FoundMail(label, problem="quá lớn")
    content = b"".join(lines)
    content = content.removesuffix(b"\r\n") if content.endswith(b"\n\r\n") else content
    content = content.removesuffix(b"\n") if content.endswith(b"\n\n") else content
    return _found(_QUOTED.sub(rb"\1", content), label, most, _envelope_time(at))


def _found(content: bytes, label: str, most: int, at: datetime | None = None) -> FoundMail:
    if len(content) > most:
        return FoundMail(label, problem="quá lớn")
    if not _is_mail(content):
        return FoundMail(label, problem="không phải thư")
    fields, _ = split_fields(content, 0, min(len(content), 256 * 1024))
    when = at or _header_time(fields)
    # RFC 5321 §2.3.8: lines end with CRLF; NUL has no place in a mail (RFC 5322 §2.3).
    clean = re.sub(rb"\r\n|\r|\n", b"\r\n", content.replace(b"\0", b""))
    return FoundMail(label, clean, when, _flags(fields))


def _is_mail(head: bytes) -> bool:
    end = find_header_end(head)
    fields, _ = split_fields(head, 0, end if end > 0 else len(head))
    return any(name in _KNOWN for name, _ in fields.items)


def _flags(fields: Fields) -> frozenset[str]:
    """What Status and X-Status say; a mail without them counts as read, as an old one is."""
    raw = fields.first("status") + fields.first("x-status")
    if not raw.strip():
        return frozenset({"\\Seen"})
    letters = raw.decode("ascii", "replace").upper()
    return frozenset(flag for letter, flag in _FLAG_OF.items() if letter in letters)


def _header_time(fields: Fields) -> datetime | None:
    """When the last server took it, else when it was written."""
    received = fields.first("received").rpartition(b";")[2]
    return _time(received) or _time(fields.first("date"))


def _envelope_time(raw: bytes) -> datetime | None:
    try:
        text = " ".join(raw.decode("ascii").split())
        return datetime.strptime(text[:24], "%a %b %d %H:%M:%S %Y").replace(tzinfo=UTC)
    except (ValueError, UnicodeDecodeError):
        return None


def _time(raw: bytes) -> datetime | None:
    try:
        found = parsedate_to_datetime(raw[:200].decode("ascii", "replace").strip())
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
