"""Reading lines of FETCH answers; pure."""

import re
from datetime import datetime

from mailsvc.base import clock
from mailsvc.message.parse import read_date

_UID = re.compile(rb"[( ]UID (\d+)")
_FLAGS = re.compile(rb"[( ]FLAGS \(([^)]*)\)")
_DATE = re.compile(rb'INTERNALDATE "([^"]+)"')


def read_uid(line: bytes) -> int:
    """0 for a line without: another program's change makes Dovecot add such."""
    match = _UID.search(line)
    return int(match[1]) if match else 0


def read_marks(line: bytes) -> bytes:
    """The flags as they were sent, one space between."""
    match = _FLAGS.search(line)
    return match[1] if match else b""


def received_at(line: bytes) -> datetime:
    """RFC 3501 §2.3.3; its date differs from a header's by its hyphens."""
    match = _DATE.search(line)
    return read_date(match[1].strip().replace(b"-", b" ", 2) if match else b"") or clock.now()
