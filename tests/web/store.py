"""A mail store in memory, for pages that only read; brought in by `webui.mail.store.using`."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from mailsvc.base.errors import NotFound, StoreUnavailable
from mailsvc.base.text import fold
from mailsvc.directory.models import Mailbox
from mailsvc.mailstore.values import Page, Row, Stored
from mailsvc.message.parse import parse

MAILS: dict[str, list[bytes]] = {}
SEEN: set[tuple[str, int]] = set()
AT = datetime(2009, 11, 16, 1, 0, tzinfo=UTC)


class MemorySession:
    """What the pages ask of a mailbox; uids count from 1."""

    def __init__(self, address: str) -> None:
        self.address = address

    def fetch(self, folder: str, uid: int) -> Stored:
        mails = MAILS.get(self.address, [])
        if folder != "INBOX" or not 1 <= uid <= len(mails):
            raise NotFound("mail", "Không có thư này.")
        return Stored(uid, mails[uid - 1], frozenset(), AT)

    def list_page(self, folder: str, page: int = 1, size: int = 50) -> Page:
        rows = tuple(self._row(uid) for uid in range(len(MAILS.get(self.address, [])), 0, -1))
        return Page(rows[:size], len(rows), page, 1)

    def search(self, folder: str, text: str, page: int = 1, size: int = 50) -> Page:
        rows = self.list_page(folder, size=10_000).rows
        found = [r for r in rows if _matches(r, text)]
        return Page(tuple(found[:size]), len(found), page, 1)

    def _row(self, uid: int) -> Row:
        content = MAILS[self.address][uid - 1]
        view = parse(content)
        return Row(
            uid=uid,
            subject=view.subject,
            from_name=view.from_.name,
            from_address=view.from_.address,
            to_names=(),
            sent_at=AT,
            size_bytes=len(content),
            is_seen=(self.address, uid) in SEEN,
            is_flagged=False,
            is_answered=False,
            has_attachment=bool(view.attachments),
        )


def _matches(row: Row, text: str) -> bool:
    return not row.is_seen if text == "is:unread" else fold(text) in fold(row.subject)


@contextmanager
def open_memory(mailbox: Mailbox) -> Iterator[MemorySession]:
    yield MemorySession(mailbox.address)


@contextmanager
def open_nothing(mailbox: Mailbox) -> Iterator[MemorySession]:
    raise StoreUnavailable("imap", "Kho thư không trả lời.")
    yield MemorySession(mailbox.address)


def put(address: str, content: bytes) -> int:
    """Lay a mail into the inbox; its uid."""
    MAILS.setdefault(address, []).append(content)
    return len(MAILS[address])
