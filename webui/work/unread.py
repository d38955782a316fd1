"""The newest unread mails of the own inbox, for the first page."""

from dataclasses import dataclass

from mailsvc.base.errors import Unavailable
from mailsvc.directory.access import list_open_mailboxes
from mailsvc.directory.actor import Actor
from mailsvc.directory.models import Mailbox
from mailsvc.mailstore.values import Row
from webui.mail.store import INBOX, open_store

_UNREAD = "is:unread"
_SHOWN = 5


@dataclass(frozen=True)
class Mails:
    """Rows of a mailbox; `is_down` when the store did not answer."""

    mailbox: Mailbox | None
    rows: tuple[Row, ...] = ()
    is_down: bool = False
    total: int = 0


def list_unread(actor: Actor) -> Mails:
    """The five newest unread, however old; the page shows also while the store is down."""
    mailbox = _own_mailbox(actor)
    if mailbox is None:
        return Mails(None)
    try:
        with open_store(mailbox) as session:
            page = session.search(INBOX, _UNREAD, 1, _SHOWN)
    except Unavailable:
        return Mails(mailbox, is_down=True)
    return Mails(mailbox, page.rows, total=page.total)


def _own_mailbox(actor: Actor) -> Mailbox | None:
    for mailbox in list_open_mailboxes(actor):
        if mailbox.owner_id == actor.account_pk:
            return mailbox
    return None
