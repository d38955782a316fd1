"""What the outbox needs of an open mailbox; `mailstore.session.Session` is one."""

from collections.abc import Callable, Collection
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

from mailsvc.directory.models import Mailbox
from mailsvc.mailstore.values import Folder, Mark


class Store(Protocol):
    """An open mailbox."""

    def list_folders(self) -> list[Folder]: ...

    def find_marks(self, folder: str, message_id: str) -> list[Mark]: ...

    def discard(self, folder: str, uids: Collection[int]) -> None: ...

    def append(
        self,
        folder: str,
        content: bytes,
        flags: Collection[str] = (),
        at: datetime | None = None,
    ) -> int: ...


OpenMailbox = Callable[[Mailbox], AbstractContextManager[Store]]
