"""Finding the matter of a mail, or making it: for the services of this package.

The caller holds the lock on the mailbox's row, so two people who begin at once get one matter.
"""

from mailsvc.base import clock
from mailsvc.directory.models import Mailbox
from mailsvc.teamwork.models import Matter, MatterMail
from mailsvc.teamwork.rules import MailIds


def lock_mailbox(mailbox: Mailbox) -> None:
    """Two people who begin at once get one matter."""
    Mailbox.objects.select_for_update().get(pk=mailbox.pk)


def find_by_keys(mailbox: Mailbox, ids: MailIds) -> Matter | None:
    """The mail's own matter, else its nearest relative's."""
    rows = MatterMail.objects.filter(mailbox=mailbox, key__in=ids.keys)
    known = dict(rows.values_list("key", "matter_id"))
    pk = next((known[key] for key in ids.keys if key in known), None)
    return Matter.objects.select_related("assignee__person").filter(pk=pk).first() if pk else None


def get_or_make(mailbox: Mailbox, ids: MailIds, *, folder: str = "", uid: int = 0) -> Matter:
    """The matter the mail belongs to from now on, with the place it lies in."""
    matter = find_by_keys(mailbox, ids)
    if matter is None:
        matter = Matter(mailbox=mailbox, changed_at=clock.now())
    if uid or not matter.pk:
        matter.subject, matter.sender = ids.subject, ids.sender
        matter.message_id, matter.folder, matter.uid = ids.message_id, folder, uid
    matter.changed_at = clock.now()
    matter.save()
    link(matter, ids)
    return matter


def link(matter: Matter, ids: MailIds) -> None:
    """The mail and its ancestors, as far as no other matter has them."""
    MatterMail.objects.bulk_create(
        [MatterMail(mailbox_id=matter.mailbox_id, matter=matter, key=key) for key in ids.keys],
        ignore_conflicts=True,
    )
