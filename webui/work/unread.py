"""The newest unread mails of the own inbox, for the first page and the search."""

from dataclasses import dataclass

from mailsvc.base.errors import Refused, Unavailable
from mailsvc.directory.access import list_open_mailboxes
from mailsvc.directory.actor import Actor
from mailsvc.directory.models import Mailbox
from mailsvc.mailstore.values import Row
from webui.mail.store import open_store

INBOX = "INBOX"
_SHOWN = 5
_LOOKED_AT = 50


@dataclass(frozen=True)
class Mails:
    """Rows of a mailbox; `is_down` when the store did not answer."""

    mailbox: Mailbox | None
    rows: tuple[Row, ...] = ()
    is_down: bool = False
    total: int = 0


def list_unread(actor: Actor) -> Mails:
    """The five newest unread; the page shows also while the store is down."""
    mailbox = _own_mailbox(actor)
    if mailbox is None:
        return Mails(None)
    try:
        with open_store(mailbox) as session:
            rows = session.list_page(INBOX, 1, _LOOKED_AT).rows
    except Unavailable:
        return Mails(mailbox, is_down=True)
    unread = tuple(row for row in rows if not row.is_seen)
    return Mails(mailbox, unread[:_SHOWN], total=len(unread))


def search_mails(actor: Actor, text: str, *, size: int) -> Mails:
    """Mails of the own inbox with all the words."""
    mailbox = _own_mailbox(actor)
    if mailbox is None or not text:
        return Mails(mailbox)
    try:
        with open_store(mailbox) as session:
            page = session.search(INBOX, text, 1, size)
    except Unavailable:
        return Mails(mailbox, is_down=True)
    except Refused:
        return Mails(mailbox)
    return Mails(mailbox, page.rows, total=page.total)


def _own_mailbox(actor: Actor) -> Mailbox | None:
    """The first that is open to him is his own."""
    for mailbox in list_open_mailboxes(actor):
        if mailbox.owner_id == actor.account_pk:
            return mailbox
    return None
