"""A mailbox opened for one piece of work: the door everybody above uses.

`with open_session(mailbox) as session:` takes a connection from the pool and gives it back. Raises
StoreUnavailable when Dovecot is down, NotFound for a missing folder or uid, Invalid for a control
character in any argument, Conflict and TooLarge (quota) where a method says so.
"""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from mailsvc.base.errors import Refused
from mailsvc.directory.models import Mailbox
from mailsvc.mailstore import (
    feed,
    flags,
    folders,
    leaving,
    lookup,
    messages,
    pages,
    raw_heads,
    search,
    usage,
)
from mailsvc.mailstore.feed import FolderState, Head
from mailsvc.mailstore.link import Link
from mailsvc.mailstore.pool import pool
from mailsvc.mailstore.query import Query
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

PAGE_SIZE = 50


class Session:
    """What can be done in an open mailbox. Belongs to one thread."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self._states: dict[str, str] = {}

    def list_folders(self) -> list[Folder]:
        """All folders with counts; those with a role first. What is read next may rely on it."""
        found = folders.list_folders(self._link)
        self._states = {folder.name: folder.state for folder in found}
        return found

    def list_page(
        self,
        folder: str,
        page: int = 1,
        size: int = PAGE_SIZE,
        arranged: Arrangement = AS_THEY_CAME,
    ) -> Page:
        """A page of the folder, newest first unless arranged otherwise."""
        state = self._states.get(folder, "")
        return pages.list_page(self._link, folder, page, size, arranged, state)

    def search(self, folder: str, text: str, page: int = 1, size: int = PAGE_SIZE) -> Page:
        """A page of the messages in the folder that have all the words."""
        return search.search(self._link, folder, text, page, size)

    def find_uids(self, folder: str, message_id: str) -> list[int]:
        """Uids of the messages with this Message-ID, oldest first."""
        return lookup.find_uids(self._link, folder, message_id)

    def find_answers(self, folder: str, message_id: str) -> list[int]:
        """Uids of the messages that answer the one with this Message-ID, oldest first."""
        return lookup.find_answers(self._link, folder, message_id)

    def scan(self, folder: str, query: Query, first: int, last: int) -> list[int]:
        """Uids from `first` to `last` that match, newest first: a bounded step of a search."""
        return search.scan(self._link, folder, query, first, last)

    def rows_of(self, folder: str, uids: Sequence[int]) -> list[Row]:
        """Rows of these messages, newest first."""
        return search.rows_of(self._link, folder, uids)

    def list_states(self) -> list[FolderState]:
        """The freshness keys of all folders, in one command."""
        return feed.list_states(self._link)

    def changed_flags(self, folder: str, since: int) -> dict[int, frozenset[str]]:
        """Flags of messages changed or come since a modseq."""
        return feed.changed_flags(self._link, folder, since)

    def list_uids(self, folder: str, first: int = 1) -> list[int]:
        """Uids from `first` on, ascending."""
        return feed.list_uids(self._link, folder, first)

    def read_heads(self, folder: str, uids: Sequence[int]) -> list[Head]:
        """What is said about messages outside their text, by uid."""
        return feed.read_heads(self._link, folder, uids)

    def read_sources(self, folder: str, uids: Sequence[int]) -> dict[int, bytes]:
        """The beginning of messages, enough to read their text."""
        return feed.read_sources(self._link, folder, uids)

    def list_raw_heads(self, folder: str, count: int) -> list[RawHead]:
        """Headers of the newest messages as they were written, newest first."""
        return raw_heads.list_raw_heads(self._link, folder, count)

    def read_raw_heads(self, folder: str, uids: Collection[int]) -> list[RawHead]:
        """Headers of these messages as they were written."""
        return raw_heads.read_raw_heads(self._link, folder, uids)

    def find_marks(self, folder: str, message_id: str) -> list[Mark]:
        """The marks of the messages with this Message-ID; none becomes read by it."""
        return lookup.find_marks(self._link, folder, message_id)

    def fetch(self, folder: str, uid: int) -> Stored:
        """One whole message; does not mark it read."""
        return messages.fetch(self._link, folder, uid, self._states.get(folder, ""))

    def mark(
        self,
        folder: str,
        uids: Collection[int],
        *,
        seen: bool | None = None,
        flagged: bool | None = None,
        answered: bool | None = None,
        receipted: bool | None = None,
    ) -> tuple[int, ...]:
        """Set or take away marks; None leaves one as it is. Those that changed."""
        wishes = flags.wish(seen=seen, flagged=flagged, answered=answered, receipted=receipted)
        return flags.mark(self._to_change(), folder, uids, wishes)

    def mark_and_look(
        self,
        folder: str,
        uids: Collection[int],
        *,
        seen: bool | None = None,
        flagged: bool | None = None,
    ) -> Marked:
        """As `mark`, with the rows and all folders as they are then: in one round trip."""
        wishes = flags.wish(seen=seen, flagged=flagged)
        return flags.mark_and_look(self._to_change(), folder, uids, wishes)

    def label(
        self, folder: str, uids: Collection[int], number: int, *, is_on: bool
    ) -> tuple[int, ...]:
        """Put a label on messages or take it off. Those that changed."""
        wishes = flags.wish_label(number, is_on=is_on)
        return flags.mark(self._to_change(), folder, uids, wishes)

    def label_and_look(
        self, folder: str, uids: Collection[int], number: int, *, is_on: bool
    ) -> Marked:
        """As `label`, with what `mark_and_look` tells."""
        wishes = flags.wish_label(number, is_on=is_on)
        return flags.mark_and_look(self._to_change(), folder, uids, wishes)

    def move(self, folder: str, uids: Collection[int], target: str) -> Moved:
        """Move messages to another folder; where they are now."""
        return messages.move(self._to_change(), folder, uids, target)

    def move_and_look(self, folder: str, uids: Collection[int], target: str) -> Left:
        """As `move`, with all folders as they are then; what is read next may rely on them."""
        left = leaving.move_and_look(self._to_change(), folder, uids, target)
        self._states = {found.name: found.state for found in left.folders}
        return left

    def copy(self, folder: str, uids: Collection[int], target: str) -> Moved:
        """Put copies into another folder; where they are."""
        return messages.copy(self._to_change(), folder, uids, target)

    def delete(self, folder: str, uids: Collection[int]) -> Moved:
        """Move to Trash; from Trash delete for good."""
        return messages.delete(self._to_change(), folder, uids)

    def discard(self, folder: str, uids: Collection[int]) -> None:
        """Delete for good, without Trash: a draft that was sent or replaced."""
        messages.discard(self._to_change(), folder, uids)

    def append(
        self,
        folder: str,
        content: bytes,
        flags: Collection[str] = (),
        at: datetime | None = None,
    ) -> int:
        """Store a message; its uid. TooLarge when the mailbox is full."""
        return messages.append(self._to_change(), folder, content, flags, at)

    def create_folder(self, name: str) -> None:
        """Make a folder; `/` makes subfolders. Conflict when it exists."""
        folders.create_folder(self._to_change(), name)

    def rename_folder(self, name: str, wanted: str) -> None:
        """Give a folder another name; Forbidden for the system's, Conflict when it is taken."""
        folders.rename_folder(self._to_change(), name, wanted)

    def read_fill(self) -> Fill | None:
        """How full the mailbox is; None without a limit."""
        return usage.read_fill(self._link)

    def delete_folder(self, name: str) -> None:
        """Remove an empty folder; Forbidden for the system's, Conflict when mail is in it."""
        folders.delete_folder(self._to_change(), name)

    def _to_change(self) -> Link:
        """What was listed before is not relied on after a change of our own."""
        self._states = {}
        return self._link


@contextmanager
def open_session(mailbox: Mailbox) -> Iterator[Session]:
    """Open the mailbox (from `directory.access`); a connection that went wrong is not kept."""
    link = pool.take(mailbox.address)
    try:
        yield Session(link)
    except Refused:
        pool.give_back(link)
        raise
    except BaseException:
        link.close()
        raise
    pool.give_back(link)
