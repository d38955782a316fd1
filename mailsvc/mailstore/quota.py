"""Whether a mail still fits a mailbox: asked of Dovecot's own quota-status policy service.

The store's count is the only true one, so none is kept here. No answer means "it fits": delivery
will say, and a mail is not refused because a question was not answered.
"""

import logging
import socket
import threading
import time
from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings

TIMEOUT_S = 1.0
_KNOWN_S = 5.0
_SILENT_S = 10.0  # after no answer nobody is kept waiting for a while
_KNOWN_MAX = 5000
_SIZE_STEP = 1024 * 1024
_ANSWER_MAX = 512

logger = logging.getLogger(__name__)


class Room(StrEnum):
    """The words of dovecot.conf's quota_status_… settings."""

    FITS = "FITS"
    FULL = "FULL"  # it would fit once something is deleted
    TOO_LARGE = "TOO_LARGE"  # larger than the whole quota


class QuotaAsker:
    """Remembers answers for seconds; safe in threads."""

    def __init__(self, address: str | None = None) -> None:
        self._address = address
        self._known: dict[tuple[str, int], tuple[Room, float]] = {}
        self._silent_until = 0.0
        self._lock = threading.Lock()

    def ask(self, mailbox: str, size_bytes: int) -> Room:
        """What a mail of this size would find; a size is remembered by its megabyte."""
        now = time.monotonic()
        key = (mailbox, size_bytes // _SIZE_STEP)
        room, until = self._known.get(key, (Room.FITS, 0.0))
        if now < until or now < self._silent_until:
            return room
        answered = self._answer(mailbox, size_bytes)
        if answered is None:
            return Room.FITS
        with self._lock:
            if len(self._known) >= _KNOWN_MAX:
                self._known.clear()
            self._known[key] = (answered, now + _KNOWN_S)
        return answered

    def forget(self) -> None:
        """Ask anew (after a change of the store, in tests)."""
        with self._lock:
            self._known.clear()
            self._silent_until = 0.0

    def _answer(self, mailbox: str, size_bytes: int) -> Room | None:
        address = settings.QUOTA_STATUS_ADDRESS if self._address is None else self._address
        if not address:
            return None
        try:
            return _read(_exchange(address, _question(mailbox, size_bytes)))
        except OSError as error:
            self._silent_until = time.monotonic() + _SILENT_S
            logger.warning("quota not known: %s", type(error).__name__)
            return None


asker = QuotaAsker()


def ask_room(mailbox: str, size_bytes: int) -> Room:
    """Whether a mail of this size fits the mailbox now; may block for a second."""
    return asker.ask(mailbox, size_bytes)


@dataclass(frozen=True)
class _Target:
    family: socket.AddressFamily
    address: str | tuple[str, int]


def _question(mailbox: str, size_bytes: int) -> bytes:
    """A request of Postfix's policy protocol: names and values, an empty line at the end."""
    lines = (
        "request=smtpd_access_policy",
        "protocol_state=RCPT",
        f"recipient={mailbox}",
        f"size={size_bytes}",
    )
    return "".join(f"{line}\n" for line in (*lines, "")).encode("ascii", "replace")


def _exchange(address: str, question: bytes) -> bytes:
    target = _target(address)
    with socket.socket(target.family, socket.SOCK_STREAM) as client:
        client.settimeout(TIMEOUT_S)
        client.connect(target.address)
        client.sendall(question)
        answer = b""
        while b"\n\n" not in answer and len(answer) < _ANSWER_MAX:
            chunk = client.recv(_ANSWER_MAX)
            if not chunk:
                break
            answer += chunk
    return answer


def _target(address: str) -> _Target:
    if address.startswith("/"):
        return _Target(socket.AF_UNIX, address)
    host, _, port = address.rpartition(":")
    host = host.strip("[]")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return _Target(family, (host, int(port)))


def _read(answer: bytes) -> Room | None:
    """`action=FULL`; None for a word that is not ours (an unknown user, a foreign set-up)."""
    name, _, word = answer.decode("ascii", "replace").partition("\n")[0].partition("=")
    known = {room.value: room for room in Room}
    return known.get(word.strip()) if name == "action" else None
