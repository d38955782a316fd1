"""The door to a mailbox from an address in the browser: what the actor may do behind it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from mailsvc.base.errors import Forbidden
from mailsvc.directory.access import (
    access_among_mailboxes,
    list_open_mailboxes,
    may_edit,
    may_send_as,
)
from mailsvc.directory.actor import Actor
from mailsvc.directory.models import Mailbox


@dataclass(frozen=True)
class Door:
    """An open mailbox, and whether its mail may be marked and moved."""

    mailbox: Mailbox
    may_edit: bool
    others: tuple[Mailbox, ...] = ()  # further mailboxes open to the actor


def open_door(actor: Actor, mailbox_pk: int) -> Door:
    """For reading; NotFound for strangers."""
    mailbox, others = access_among_mailboxes(actor, mailbox_pk)
    return Door(mailbox, may_edit=may_edit(actor, mailbox), others=tuple(others))


def sending_mailbox(actor: Actor, mailbox: Mailbox) -> Mailbox:
    """Where an answer is written from: this mailbox, else one's own; Forbidden without either."""
    if may_send_as(actor, mailbox.address):
        return mailbox
    own = next((m for m in list_open_mailboxes(actor) if m.owner_id == actor.account_pk), None)
    if own is None:
        raise Forbidden("sender_denied", _("Đồng chí không có hộp thư nào để gửi đi."))
    return own
