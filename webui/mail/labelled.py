"""Labels in a search: their names become numbers, and Dovecot says which mails bear them.

The index does not hold labels: they are marks of the mail store, which answers for them at once.
"""

from collections.abc import Sequence
from dataclasses import replace

from mailsvc.base.text import fold
from mailsvc.labels.selectors import list_labels
from mailsvc.mailindex.conditions import Within
from mailsvc.mailstore.query import Query, name_labels, read_query
from webui.mail.store import MailSession

_ALL = 2**32 - 1


def read_named(text: str, mailbox_pk: int) -> Query:
    """The typed text, with the labels of this mailbox."""
    return with_labels(read_query(text), mailbox_pk)


def with_labels(query: Query, mailbox_pk: int) -> Query:
    """Labels by number; without any nothing is asked."""
    if all(label.number for label in query.labels):
        return query
    return name_labels(query, {fold(one.name): one.number for one in list_labels(mailbox_pk)})


def read_within(session: MailSession, query: Query, folders: Sequence[str]) -> Within | None:
    """The uids that bear the labels, by folder; None when no label is asked for."""
    if not query.labels:
        return None
    borne = replace(Query(), labels=query.labels)
    return {name: session.scan(name, borne, 1, _ALL) for name in folders}
