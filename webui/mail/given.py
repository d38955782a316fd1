"""Which mails of a shared mailbox's folder are given to me, and which nobody has taken yet."""

from mailsvc.base.errors import Unavailable
from mailsvc.directory.actor import Actor
from mailsvc.directory.models import Mailbox
from mailsvc.mailindex import selectors, services, sync
from mailsvc.mailindex.access import open_index
from mailsvc.mailstore.values import Only
from mailsvc.teamwork.models import Matter
from mailsvc.teamwork.selectors import list_given, list_settled
from webui.mail.store import MailSession

_HEADS = 300


def read_uids(
    actor: Actor, mailbox: Mailbox, session: MailSession, folder: str, only: Only
) -> frozenset[int]:
    """For `Arrangement.uids`: GIVEN, the mails given to the actor; FREE, those somebody has.

    A matter is a conversation: every mail of it counts, and wherever it was moved to, as far as
    the index has it; else the mail it was made from, where it lay.
    """
    matters = list_given(actor, mailbox) if only == Only.GIVEN else list_settled(mailbox)
    known = {one.uid for one in matters if one.folder == folder and one.uid}
    return frozenset(known | _related(actor, mailbox, session, folder, matters))


def _related(
    actor: Actor, mailbox: Mailbox, session: MailSession, folder: str, matters: list[Matter]
) -> set[int]:
    ids = [one.message_id for one in matters if one.message_id]
    if not ids:
        return set()
    services.want(mailbox)
    try:
        with open_index(actor, mailbox.pk) as engine:
            sync.refresh(engine, session, most=_HEADS)
            return selectors.find_related_uids(engine, folder, ids)
    except Unavailable as error:
        if error.code != "index_unavailable":
            raise
        return set()
