"""One IMAP connection: log-in as the master user, time limits, answers translated to our errors."""

import contextlib
import ipaddress
import logging
import select
import socket
import ssl
import time
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import IMAPClientAbortError, IMAPClientError, ProtocolError

from mailsvc.base.errors import AppError, Conflict, Invalid, NotFound, StoreUnavailable, TooLarge
from mailsvc.mailstore import master
from mailsvc.mailstore.wire import Line, exchange, pick

CONNECT_TIMEOUT_S = 3
ANSWER_TIMEOUT_S = 30
_TRUSTED_S = 60.0
NO_FOLDER = ("", "", 0)
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
        with translated():
            answer = self.client.select_folder(folder, readonly=not to_change)
        self.exists = int(answer[b"EXISTS"])
        validity = int(answer[b"UIDVALIDITY"])
        self.folder_key = (self.address, folder, validity)
        self.state = folder_state(validity, answer.get(b"HIGHESTMODSEQ"), self.exists)

    def let_go(self) -> None:
        """No folder is open any more; what is marked as deleted in it stays (RFC 3691 §2)."""
        with translated():
            self.client.unselect_folder()
        self.folder_key = NO_FOLDER

    def ask_folders(self, status: bytes) -> tuple[list[Line], list[Line]]:
        """Untagged answers (LIST, STATUS) about all folders (RFC 5819 §2), in one round trip.

        A folder that is open is let go first (RFC 3691 §2): STATUS would tell of it as last seen.
        A NOOP would not do: Dovecot puts it off until the commands sent with it are done.
        """
        first = (b"UNSELECT",) if self.folder_key[1] else ()
        lines = exchange(self.client._imap, *first, b'LIST "" "*" RETURN ' + status)
        self.folder_key = NO_FOLDER
        return pick(lines, b"LIST "), pick(lines, b"STATUS ")

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
