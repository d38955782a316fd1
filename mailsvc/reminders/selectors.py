"""Reading reminders."""

from mailsvc.directory.access import access_mailbox
from mailsvc.directory.actor import Actor
from mailsvc.reminders.models import Reminder


def list_reminders(actor: Actor, *, mailbox_pk: int) -> list[Reminder]:
    """Those of a mailbox the actor may read, the next one first."""
    return list(Reminder.objects.filter(mailbox=access_mailbox(actor, mailbox_pk)))
