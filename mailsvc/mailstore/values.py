"""What the mail store answers, as values."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


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
    """A folder with its counts. `name` is the key, `label` its last step, `role` "" for others."""

    name: str
    role: FolderRole
    label: str
    total: int
    unseen: int


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


@dataclass(frozen=True)
class RawHead:
    """A message's From, To, Cc and Subject as they stand in it, and what rules ask besides."""

    uid: int
    header: bytes
    size_bytes: int
    has_attachment: bool


@dataclass(frozen=True)
class Page:
    """Rows of one page, newest first; `page` counts from 1 and `pages` is at least 1."""

    rows: tuple[Row, ...]
    total: int
    page: int
    pages: int


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
