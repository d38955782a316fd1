"""Mails the search box finds: the own inbox and those of a few shared mailboxes."""

from dataclasses import dataclass

from mailsvc.base.errors import Refused, Unavailable
from mailsvc.directory.access import list_open_mailboxes
from mailsvc.directory.actor import Actor
from mailsvc.directory.models import Mailbox
from mailsvc.mailstore.values import Row
from webui.mail.store import INBOX, open_store

# Each is a search of its own in the store: the page stays quick, the others are named on it.
_MAILBOXES = 4
_SHOWN = 10


@dataclass(frozen=True)
class Found:
    """What one inbox holds; `total` may be more than the rows."""

    mailbox: Mailbox
    rows: tuple[Row, ...]
    total: int


@dataclass(frozen=True)
class FoundMails:
    """By mailbox, own first; `unsearched` were too many or came after the store fell silent."""

    found: tuple[Found, ...] = ()
    unsearched: tuple[Mailbox, ...] = ()
    is_down: bool = False


def search_mails(actor: Actor, text: str) -> FoundMails:
    """Mails with all the words, in mailboxes the actor may read."""
    mailboxes = list_open_mailboxes(actor) if text else []
    found: list[Found] = []
    for place, mailbox in enumerate(mailboxes[:_MAILBOXES]):
        try:
            with open_store(mailbox) as session:
                page = session.search(INBOX, text, 1, _SHOWN)
        except Unavailable:
            # Not asked again: each silence would cost its own waiting time.
            return FoundMails(tuple(found), tuple(mailboxes[place:]), is_down=True)
        except Refused:
            continue
        if page.rows:
            found.append(Found(mailbox, page.rows, page.total))
    return FoundMails(tuple(found), tuple(mailboxes[_MAILBOXES:]))
