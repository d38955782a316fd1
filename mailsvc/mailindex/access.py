"""The door to an index: the one of its mailbox."""

from collections.abc import Iterator
from contextlib import contextmanager

from mailsvc.directory.access import access_mailbox
from mailsvc.directory.actor import Actor
from mailsvc.mailindex.engine import Engine, open_engine


@contextmanager
def open_index(actor: Actor, mailbox_pk: int) -> Iterator[Engine]:
    """The index of a mailbox the actor may read; NotFound for strangers, IndexUnavailable."""
    mailbox = access_mailbox(actor, mailbox_pk)
    with open_engine(mailbox.pk, mailbox.address) as engine:
        yield engine
