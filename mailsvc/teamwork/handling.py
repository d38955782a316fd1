"""What somebody did with the mail of a mailbox that is not his own: into the journal."""

from collections.abc import Sequence

from mailsvc.audit.models import AuditEvent
from mailsvc.audit.selectors import list_done_for
from mailsvc.audit.services import record
from mailsvc.directory.access import access_overseen_mailbox
from mailsvc.directory.actor import Actor
from mailsvc.directory.models import Mailbox

_SHOWN = 300
_UIDS_NOTED = 50


def note_handling(
    actor: Actor,
    *,
    mailbox: Mailbox,
    action: str,
    folder: str,
    uids: Sequence[int],
    target: str = "",
) -> None:
    """One row a button pressed, for a mailbox the caller has opened; nothing in one's own."""
    if mailbox.owner_id is not None and mailbox.owner_id == actor.account_pk:
        return
    record(
        actor,
        chain=f"mailbox.{mailbox.pk}",
        action=f"mail_{action}",
        object_type="Mailbox",
        object_pk=mailbox.pk,
        facts={
            "folder": folder,
            "count": len(uids),
            "uids": list(uids[:_UIDS_NOTED]),
            "target": target,
        },
        on_behalf_of=mailbox.address,
    )


def read_journal(actor: Actor, *, mailbox_pk: int) -> list[AuditEvent]:
    """What people did for a mailbox, newest first; for its owner, managers, administrators."""
    mailbox = access_overseen_mailbox(actor, mailbox_pk)
    return list_done_for(mailbox.address, limit=_SHOWN)
