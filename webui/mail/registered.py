"""The document a mail has become: its number and how far it is, above the mail itself."""

from dataclasses import dataclass
from datetime import date

from docflow.documents.access import visible_to
from docflow.intake.commands import MailSource
from docflow.intake.prefill import source_id
from docflow.intake.selectors import find_by_mail
from mailsvc.directory.actor import Actor
from mailsvc.directory.models import Mailbox
from mailsvc.directory.roles import Role
from mailsvc.message.view import MessageView
from webui.mail.door import Door


@dataclass(frozen=True)
class Registered:
    """Where the mail stands in the register, for who may see the document."""

    document_pk: int
    number: int
    entered_on: date
    state: str
    due_on: date | None


def find_registered(
    actor: Actor, door: Door, content: bytes, view: MessageView
) -> Registered | None:
    """None for a mail that is not registered in the actor's agency, or as a document he may not
    see. Asked only where registering is done: by clerks, and in mailboxes of a whole office.
    """
    if not (actor.has_role(Role.CLERK) or door.mailbox.kind == Mailbox.Kind.ROLE):
        return None
    source = MailSource(door.mailbox.pk, source_id(view, content))
    entry = find_by_mail(actor, source)
    if entry is None:
        return None
    document = visible_to(actor).filter(pk=entry.document_id).first()
    if document is None:
        return None
    return Registered(
        document.pk, entry.number, entry.entered_on, document.get_state_display(), document.due_on
    )
