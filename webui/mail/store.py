"""The seam to the mail store: pages ask `open_store`, tests pass a store in memory with `using`."""

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Protocol

from mailsvc.directory.models import Mailbox
from mailsvc.mailindex.sync import Source
from mailsvc.mailstore.query import Query
from mailsvc.mailstore.session import open_session
from mailsvc.mailstore.values import (
    AS_THEY_CAME,
    Arrangement,
    Fill,
    Folder,
    Left,
    Mark,
    Marked,
    Moved,
    Page,
    RawHead,
    Row,
    Stored,
)

INBOX, DRAFTS, SENT, TRASH = "INBOX", "Drafts", "Sent", "Trash"
ARCHIVE, JUNK = "Archive", "Junk"


class MailSession(Source, Protocol):
    """What pages need of an open mailbox; `mailstore.session.Session` is one."""

    def list_folders(self) -> list[Folder]: ...

    def list_page(
        self, folder: str, page: int = 1, size: int = 50, arranged: Arrangement = AS_THEY_CAME
    ) -> Page: ...

    def search(self, folder: str, text: str, page: int = 1, size: int = 50) -> Page: ...

    def find_uids(self, folder: str, message_id: str) -> list[int]: ...

    def list_raw_heads(self, folder: str, count: int) -> list[RawHead]: ...
    def scan(self, folder: str, query: Query, first: int, last: int) -> list[int]: ...

    def rows_of(self, folder: str, uids: Sequence[int]) -> list[Row]: ...

    def find_marks(self, folder: str, message_id: str) -> list[Mark]: ...

    def fetch(self, folder: str, uid: int) -> Stored: ...

    def mark(
        self,
        folder: str,
        uids: Collection[int],
        *,
        seen: bool | None = None,
        flagged: bool | None = None,
        answered: bool | None = None,
        receipted: bool | None = None,
    ) -> tuple[int, ...]: ...

    def label(
        self, folder: str, uids: Collection[int], number: int, *, is_on: bool
    ) -> tuple[int, ...]: ...

    def mark_and_look(
        self,
        folder: str,
        uids: Collection[int],
        *,
        seen: bool | None = None,
        flagged: bool | None = None,
    ) -> Marked: ...

    def label_and_look(
        self, folder: str, uids: Collection[int], number: int, *, is_on: bool
    ) -> Marked: ...

    def move(self, folder: str, uids: Collection[int], target: str) -> Moved: ...

    def move_and_look(self, folder: str, uids: Collection[int], target: str) -> Left: ...

    def copy(self, folder: str, uids: Collection[int], target: str) -> Moved: ...

    def delete(self, folder: str, uids: Collection[int]) -> Moved: ...

    def discard(self, folder: str, uids: Collection[int]) -> None: ...

    def append(
        self,
        folder: str,
        content: bytes,
        flags: Collection[str] = (),
        at: datetime | None = None,
    ) -> int: ...

    def create_folder(self, name: str) -> None: ...

    def rename_folder(self, name: str, wanted: str) -> None: ...

    def delete_folder(self, name: str) -> None: ...

    def read_fill(self) -> Fill | None: ...


Opener = Callable[[Mailbox], AbstractContextManager[MailSession]]

_opener: ContextVar[Opener] = ContextVar("mail_store_opener", default=open_session)


def open_store(mailbox: Mailbox) -> AbstractContextManager[MailSession]:
    """Open a mailbox that `directory.access` has let the actor into."""
    return _opener.get()(mailbox)


@contextmanager
def using(opener: Opener) -> Iterator[None]:
    """Open mailboxes with another opener inside the block."""
    token = _opener.set(opener)
    try:
        yield
    finally:
        _opener.reset(token)
