"""Mails the search box finds: in the own mailbox and in a few shared ones."""

from dataclasses import dataclass

from mailsvc.base.errors import Refused, Unavailable
from mailsvc.directory.access import list_open_mailboxes
from mailsvc.directory.actor import Actor
from mailsvc.directory.models import Mailbox
from mailsvc.mailstore.query import Query, read_query
from mailsvc.mailstore.values import Row
from webui.mail.finding import choose_folders, find
from webui.mail.rail import folder_label
from webui.mail.store import open_store

# Each is a search of its own in the store: the page stays quick, the others are named on it.
_MAILBOXES = 4
_SHOWN = 10


@dataclass(frozen=True)
class Found:
    """What one mailbox holds: (row, folder, its label); `total` may be more than the hits.

    Not whole: the index is still being filled, the search page goes on.
    """

    mailbox: Mailbox
    hits: tuple[tuple[Row, str, str], ...]
    total: int
    is_whole: bool


@dataclass(frozen=True)
class FoundMails:
    """By mailbox, own first; `unsearched` were too many or came after the store fell silent."""

    found: tuple[Found, ...] = ()
    unsearched: tuple[Mailbox, ...] = ()
    is_down: bool = False


def search_mails(actor: Actor, text: str) -> FoundMails:
    """Mails with all the words, in mailboxes the actor may read."""
    mailboxes, query = list_open_mailboxes(actor) if text else [], read_query(text)
    found: list[Found] = []
    for place, mailbox in enumerate(mailboxes[:_MAILBOXES]):
        try:
            found.append(_search(actor, mailbox, query))
        except Unavailable:
            # Not asked again: each silence would cost its own waiting time.
            return FoundMails(tuple(found), tuple(mailboxes[place:]), is_down=True)
        except Refused:
            continue
    kept = tuple(one for one in found if one.hits or not one.is_whole)
    return FoundMails(kept, tuple(mailboxes[_MAILBOXES:]))


def _search(actor: Actor, mailbox: Mailbox, query: Query) -> Found:
    with open_store(mailbox) as session:
        folders = session.list_folders()
        chosen = choose_folders(folders, "", query)
        answer = find(actor, mailbox, session, query, chosen, 1, _SHOWN)
    labels = {folder.name: folder_label(folder) for folder in folders}
    hits = tuple((hit.row, hit.folder, labels[hit.folder]) for hit in answer.found.hits)
    return Found(mailbox, hits, answer.found.total, is_whole=not answer.gaps)
