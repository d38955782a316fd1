"""Where a mail of ours lies in somebody's mailbox now, wherever he or his filters have put it."""

from dataclasses import dataclass

from mailsvc.base.errors import AppError
from mailsvc.directory.models import Mailbox
from mailsvc.mailstore.values import FolderRole, Mark
from mailsvc.outbox.store import OpenMailbox, Store

_OWN = frozenset({FolderRole.SENT, FolderRole.DRAFTS})
INBOX = "INBOX"


@dataclass(frozen=True)
class Arrival:
    """A copy and its folder."""

    folder: str
    mark: Mark


def find_arrivals(store: Store, message_id: str) -> list[Arrival]:
    """All copies; the inbox is looked at first, and alone when one is there."""
    here = [Arrival(INBOX, mark) for mark in store.find_marks(INBOX, message_id)]
    if here:
        return here
    others = [f.name for f in store.list_folders() if f.role not in _OWN and f.name != INBOX]
    return [
        Arrival(folder, mark) for folder in others for mark in store.find_marks(folder, message_id)
    ]


def look(mailbox: Mailbox, message_id: str, open_mailbox: OpenMailbox) -> list[Arrival] | None:
    """As `find_arrivals`; None when the mailbox cannot be looked into now."""
    try:
        with open_mailbox(mailbox) as store:
            return find_arrivals(store, message_id)
    except AppError:
        return None
