"""What the mail store answers, as values."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from mailsvc.message.vouched import NO_MARKS, Marks


class FolderRole(StrEnum):
    """What a folder is for (RFC 6154 §2); other folders have none."""

    NONE = ""
    INBOX = "inbox"
    DRAFTS = "drafts"
    SENT = "sent"
    JUNK = "junk"
    TRASH = "trash"
    ARCHIVE = "archive"


@dataclass(frozen=True)
class Folder:
    """A folder with its counts. `name` is the key, `label` its last step, `role` "" for others.

    `state` changes whenever anything in the folder does; "" when that is not known.
    """

    name: str
    role: FolderRole
    label: str
    total: int
    unseen: int
    state: str = ""


class Order(StrEnum):
    """What a list is sorted by; each begins with what people look for first."""

    DATE = "date"  # as the mails came, newest first
    SENDER = "sender"
    SUBJECT = "subject"
    SIZE = "size"  # largest first


class Only(StrEnum):
    """What a list is narrowed to."""

    ALL = ""
    UNREAD = "unread"
    STARRED = "starred"
    FILES = "files"
    MINE = "mine"
    GIVEN = "given"  # those of `Arrangement.uids`
    FREE = "free"  # all but those


@dataclass(frozen=True)
class Arrangement:
    """Order and selection of a list; `mine` is the address that MINE looks for in To and Cc.

    `label` is a label's number (`validate.label_keyword`), 0 for none. By `uids` lists are narrowed
    as they came, in no other order.
    """

    order: Order = Order.DATE
    is_reversed: bool = False
    only: Only = Only.ALL
    label: int = 0
    mine: str = ""
    uids: frozenset[int] = frozenset()

    @property
    def is_by_uids(self) -> bool:
        """True when somebody else knows which messages are wanted."""
        return self.only in {Only.GIVEN, Only.FREE}

    @property
    def is_whole(self) -> bool:
        """True when nothing is left out."""
        return self.only == Only.ALL and not self.label


AS_THEY_CAME = Arrangement()


@dataclass(frozen=True)
class Row:
    """A line of a message list; strings are clean, one line each."""

    uid: int
    subject: str
    from_name: str
    from_address: str
    to_names: tuple[str, ...]
    sent_at: datetime
    size_bytes: int
    is_seen: bool
    is_flagged: bool
    is_answered: bool
    has_attachment: bool
    message_id: str = ""
    labels: tuple[int, ...] = ()  # by number
    preview: str = ""
    marks: Marks = NO_MARKS  # ours, never what others claim


@dataclass(frozen=True)
class RawHead:
    """A message's From, To, Cc and Subject as they stand in it, and what rules ask besides."""

    uid: int
    header: bytes
    size_bytes: int
    has_attachment: bool


@dataclass(frozen=True)
class Fill:
    """What a mailbox holds, and may hold."""

    used_bytes: int
    limit_bytes: int

    @property
    def percent(self) -> int:
        """Cut, never rounded up; a mailbox over its limit is 100."""
        return min(100, self.used_bytes * 100 // self.limit_bytes)


@dataclass(frozen=True)
class Page:
    """Rows of one page, newest first; `page` counts from 1 and `pages` is at least 1."""

    rows: tuple[Row, ...]
    total: int
    page: int
    pages: int
    state: str = ""  # changes whenever anything in the folder does; "" when that is not known


@dataclass(frozen=True)
class Marked:
    """What marks were set on: which messages changed; all of them, and all folders, as of now."""

    changed: tuple[int, ...]
    rows: tuple[Row, ...]
    folders: tuple[Folder, ...]


@dataclass(frozen=True)
class Moved:
    """Where messages went: their uids in the target, to take them back. Empty when not told."""

    folder: str
    uids: tuple[int, ...]


@dataclass(frozen=True)
class Left:
    """What left a folder: where it is, and all folders as of now."""

    moved: Moved
    folders: tuple[Folder, ...]


@dataclass(frozen=True)
class Stored:
    """A message as it lies in the store; `flags` as IMAP writes them (`\\\\Seen`)."""

    uid: int
    content: bytes
    flags: frozenset[str]
    received_at: datetime


@dataclass(frozen=True)
class Mark:
    """A message as its marks tell: read by its owner, taken back by its sender."""

    uid: int
    is_seen: bool
    is_recalled: bool
