"""One IMAP connection: log-in as the master user, time limits, answers translated to our errors."""

import contextlib
import ipaddress
import logging
import re
import select
import socket
import ssl
import time
from collections.abc import Iterator, Sequence
from typing import Any

from django.conf import settings
from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import IMAPClientAbortError, IMAPClientError, ProtocolError
from imapclient.imap_utf7 import encode as encode_utf7

from mailsvc.base.errors import AppError, Conflict, Invalid, NotFound, StoreUnavailable, TooLarge
from mailsvc.mailstore import master
from mailsvc.mailstore.wire import Line, exchange, pick

CONNECT_TIMEOUT_S = 3
ANSWER_TIMEOUT_S = 30
_TRUSTED_S = 60.0
NO_FOLDER = ("", "", 0)
# RFC 3501 §7.3.1, §7.1; RFC 7162 §3.1.2.1.
_EXISTS = re.compile(rb"(\d+) EXISTS$")
_CODE = re.compile(rb"OK \[(UIDVALIDITY|HIGHESTMODSEQ) (\d+)\]")
_LIST, _STATUS = re.compile(rb"LIST "), re.compile(rb"STATUS ")
_FETCH = re.compile(rb"\d+ FETCH ")
_DOWN = "Kho thư tạm thời không trả lời. Hãy thử lại sau ít phút."

logger = logging.getLogger(__name__)


class UnknownMailbox(StoreUnavailable):
    """Dovecot does not know the mailbox (yet): its user file is older than the directory."""


class Link:
    """A logged-in connection. Not thread-safe: it belongs to one caller at a time."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.idle_since = 0.0
        self.exists = 0
        self.folder_key = NO_FOLDER
        self.state = ""
        with translated():
            self.client = _log_in(address)
            self.client.enable("CONDSTORE")  # RFC 7162 §3.1: a folder says its HIGHESTMODSEQ

    def select(self, folder: str, *, to_change: bool = False) -> None:
        """Open the folder anew, so that counts are of now; NotFound when there is none."""
        self.ask_in(folder, to_change=to_change)

    def ask_in(self, folder: str, *commands: bytes, to_change: bool = False) -> list[Line]:
        """As `select`, and commands on it in the same round trip; all untagged answers.

        A folder that cannot be opened leaves none open (RFC 3501 §6.3.1): the commands after it are
        then refused, and change nothing.
        """
        imap = self.client._imap
        imap.untagged_responses, imap.state = {}, "AUTH"
        self.folder_key = NO_FOLDER
        first = (b"SELECT " if to_change else b"EXAMINE ") + quoted(folder)
        with translated():
            lines = exchange(imap, first, *commands)
        imap.state = "SELECTED"
        self._note_selected(folder, lines)
        return lines

    def _note_selected(self, folder: str, lines: list[Line]) -> None:
        """The first of each: what follows is of changes since."""
        exists, codes = None, dict[bytes, int]()
        for line in lines:
            if isinstance(line, tuple):
                continue
            if code := _CODE.match(line):
                codes.setdefault(code[1], int(code[2]))
            elif exists is None and (count := _EXISTS.match(line)):
                exists = int(count[1])
        self.exists = exists or 0
        validity = codes.get(b"UIDVALIDITY", 0)
        self.folder_key = (self.address, folder, validity)
        self.state = folder_state(validity, codes.get(b"HIGHESTMODSEQ"), self.exists)

    def fetch(self, which: bytes, items: bytes, *, by_uid: bool = True) -> list[Line]:
        """FETCH answers of the open folder, from their parenthesis on."""
        command = (b"UID FETCH " if by_uid else b"FETCH ") + which + b" " + items
        with translated():
            return fetched(exchange(self.client._imap, command))

    def let_go(self) -> None:
        """No folder is open any more; what is marked as deleted in it stays (RFC 3691 §2)."""
        with translated():
            self.client.unselect_folder()
        self.folder_key = NO_FOLDER

    def ask_folders(self, status: bytes) -> list[Line]:
        """Untagged answers (LIST, STATUS; see `listed`) about all folders (RFC 5819 §2), in one
        round trip.

        A folder that is open is let go first (RFC 3691 §2): STATUS would tell of it as last seen.
        A NOOP would not do: Dovecot puts it off until the commands sent with it are done.
        """
        first = (b"UNSELECT",) if self.folder_key[1] else ()
        lines = exchange(self.client._imap, *first, list_command(status))
        self.folder_key = NO_FOLDER
        return lines

    def ask(self, command: bytes, response: str, *arguments: bytes, by_uid: bool = True) -> bytes:
        """The untagged answer of that name to a command made of checked arguments, "" for none."""
        return b" ".join(
            x
            for x in self.ask_all(command, response, *arguments, by_uid=by_uid)
            if isinstance(x, bytes)
        )

    def ask_all(
        self, command: bytes, response: str, *arguments: bytes, by_uid: bool = True
    ) -> list[bytes | tuple[bytes, bytes]]:
        """All untagged answers of that name, as the socket gave them."""
        untagged = self.client._imap.untagged_responses
        untagged.pop(response, None)
        self.client.use_uid = by_uid
        try:
            self.client._raw_command(command, list(arguments))
        finally:
            self.client.use_uid = True
        return list(untagged.pop(response, []))

    def told(self, code: str) -> bytes:
        """The last response code of that name that came beside an answer, once."""
        found = self.client._imap.untagged_responses.pop(code, [b""])
        return bytes(found[-1] or b"")

    def is_alive(self) -> bool:
        """True when the other end still answers; a line that lay still for a while is asked."""
        if (
            not _is_readable(self.client.socket())
            and time.monotonic() - self.idle_since < _TRUSTED_S
        ):
            return True  # one that was closed, or says good-bye, would be readable
        try:
            with translated():
                self.client.noop()
        except AppError:
            return False
        return True

    def close(self) -> None:
        """Log out politely, then cut; never raises."""
        with contextlib.suppress(IMAPClientError, OSError, ValueError):
            self.client.logout()
        with contextlib.suppress(IMAPClientError, OSError, ValueError):
            self.client.shutdown()

    def rest(self) -> None:
        """Note when it became idle."""
        self.idle_since = time.monotonic()


def list_command(status: bytes) -> bytes:
    """All folders, with what `status` names of each."""
    return b'LIST "" "*" RETURN ' + status


def listed(lines: Sequence[Line]) -> tuple[list[Line], list[Line]]:
    """(LIST, STATUS) answers among others."""
    plain = [line for line in lines if isinstance(line, bytes)]
    if len(plain) == len(lines):  # no name with marks of its own: every answer is a line
        names = [line[5:] for line in plain if line.startswith(b"LIST ")]
        return list(names), [line[7:] for line in plain if line.startswith(b"STATUS ")]
    return pick(lines, _LIST), pick(lines, _STATUS)


def fetched(lines: list[Line]) -> list[Line]:
    """FETCH answers among others, from their parenthesis on."""
    return pick(lines, _FETCH)


def folder_state(validity: int, modseq: int | None, messages: int) -> str:
    """What changes whenever anything in a folder does (RFC 7162 §3.1.2), "" without CONDSTORE.

    A message expunged leaves HIGHESTMODSEQ as it is: the count tells.
    """
    return f"{validity}.{modseq}.{messages}" if modseq else ""


@contextlib.contextmanager
def translated() -> Iterator[None]:
    """IMAP and socket errors as ours."""
    try:
        yield
    except (IMAPClientAbortError, ProtocolError, OSError) as error:
        logger.warning("mail store does not answer: %s", type(error).__name__)
        raise StoreUnavailable("store_down", _DOWN) from error
    except IMAPClientError as error:
        raise _as_app_error(str(error)) from error


def _as_app_error(text: str) -> AppError:
    """By the response code (RFC 5530 §3), else by Dovecot's words."""
    if _has(text, "AUTHORIZATIONFAILED"):
        return UnknownMailbox(
            "mailbox_not_ready", "Hộp thư đang được tạo. Hãy thử lại sau ít phút."
        )
    if text.startswith("socket error"):  # cut during the log-in, which IMAPClient does not tell
        return StoreUnavailable("store_down", _DOWN)
    if _has(text, "AUTHENTICATIONFAILED", "UNAVAILABLE", "SERVERBUG", "INUSE", "LIMIT"):
        logger.error("mail store refused the web client or is in trouble")
        return StoreUnavailable("store_down", _DOWN)
    if _has(text, "NONEXISTENT", "TRYCREATE") or "doesn't exist" in text:
        return NotFound("folder", "Không có thư mục này.")
    if _has(text, "ALREADYEXISTS"):
        return Conflict("folder_exists", "Đã có thư mục tên này.")
    if _has(text, "OVERQUOTA"):
        return TooLarge("quota", "Hộp thư đã đầy: hãy xóa bớt thư rồi làm lại.")
    logger.warning("mail store refused a command")
    return Invalid("store_refused", "Kho thư không nhận tên hoặc lệnh này.")


def quoted(folder: str) -> bytes:
    """A checked name as IMAP writes it (RFC 3501 §5.1.3)."""
    name: bytes = encode_utf7(folder)
    return b'"' + name.replace(b"\\", b"\\\\").replace(b'"', b'\\"') + b'"'


def _has(text: str, *codes: str) -> bool:
    return any(f"[{code}]" in text for code in codes)


def _log_in(address: str) -> Any:
    timeout = SocketTimeout(connect=CONNECT_TIMEOUT_S, read=ANSWER_TIMEOUT_S)
    client = IMAPClient(settings.IMAP_HOST, settings.IMAP_PORT, ssl=False, timeout=timeout)
    client.normalise_times = False  # aware datetimes
    try:
        if not is_loopback(settings.IMAP_HOST):
            client.starttls(ssl.create_default_context())
        client.plain_login(master.NAME, master.master_secret(), address)
    except BaseException:
        with contextlib.suppress(IMAPClientError, OSError):
            client.shutdown()
        raise
    return client


def _is_readable(line: socket.socket) -> bool:
    watch = select.poll()
    watch.register(line, select.POLLIN | select.POLLHUP | select.POLLERR)
    return bool(watch.poll(0))


def is_loopback(host: str) -> bool:
    """True where no wire is between us and the store."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
