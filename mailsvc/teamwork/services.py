"""Giving a mail to somebody, finishing it, and keeping who answered.

Every change needs the mailbox's door, is told to open browsers, and stands in the journal with the
mailbox it was done for.
"""

from django.db import transaction

from mailsvc.audit.services import record
from mailsvc.base import clock
from mailsvc.base.errors import Forbidden, Invalid
from mailsvc.directory.access import access_mailbox, list_colleagues
from mailsvc.directory.actor import Actor
from mailsvc.directory.models import Account, Mailbox
from mailsvc.live import groups
from mailsvc.live.services import publish
from mailsvc.teamwork.matters import get_or_make, link, lock_mailbox
from mailsvc.teamwork.models import Matter, MatterAct, MatterMail
from mailsvc.teamwork.rules import MailIds

CHAIN = "teamwork"
Kind = MatterAct.Kind


@transaction.atomic
def assign(
    actor: Actor,
    *,
    mailbox_pk: int,
    ids: MailIds,
    account_pk: int | None,
    folder: str = "",
    uid: int = 0,
) -> Matter:
    """Give the mail's conversation to a colleague, None: to nobody.

    NotFound for those who may not edit, Invalid for somebody the mailbox is not open to.
    """
    mailbox = access_mailbox(actor, mailbox_pk, to_edit=True)
    chosen = _colleague(mailbox, account_pk) if account_pk is not None else None
    lock_mailbox(mailbox)
    matter = get_or_make(mailbox, ids, folder=folder, uid=uid)
    if matter.assignee == chosen and not matter.is_done:
        return matter
    matter.assignee, matter.is_done = chosen, False
    matter.save(update_fields=["assignee", "is_done"])
    _note(actor, matter, Kind.ASSIGNED if chosen else Kind.RELEASED, chosen)
    if chosen is not None and chosen.pk != actor.account_pk:
        publish(groups.account(chosen.pk), {"kind": "mail.assigned", "pk": matter.pk})
    return matter


@transaction.atomic
def set_done(
    actor: Actor, *, mailbox_pk: int, ids: MailIds, is_done: bool, folder: str = "", uid: int = 0
) -> Matter:
    """Mark the mail's conversation as finished, or open it again."""
    mailbox = access_mailbox(actor, mailbox_pk, to_edit=True)
    lock_mailbox(mailbox)
    matter = get_or_make(mailbox, ids, folder=folder, uid=uid)
    if matter.is_done != is_done:
        matter.is_done = is_done
        matter.save(update_fields=["is_done"])
        _note(actor, matter, Kind.DONE if is_done else Kind.REOPENED)
    return matter


@transaction.atomic
def note_answer(actor: Actor, *, mailbox_pk: int, ids: MailIds, answer: MailIds) -> Matter:
    """Keep that the actor answered; the answer and what comes back to it belong to the matter.

    In the transaction that accepts the answer, for a mailbox the actor may read.
    """
    mailbox = access_mailbox(actor, mailbox_pk)
    lock_mailbox(mailbox)
    matter = get_or_make(mailbox, ids)
    link(matter, answer)
    _note(actor, matter, Kind.ANSWERED)
    return matter


@transaction.atomic
def forget_answer(actor: Actor, *, answer_key: str) -> None:
    """An answer that was taken back before it went is none; nothing happens for other mail."""
    rows = MatterMail.objects.filter(key=answer_key).select_related("matter")
    for row in rows:
        acts = row.matter.acts.filter(kind=Kind.ANSWERED, actor_id=actor.account_pk or 0)
        last = acts.last()
        if last is not None:
            last.delete()
            row.delete()
            publish(
                groups.mailbox(row.matter.mailbox_id),
                {"kind": "mail.together", "pk": row.matter_id},
            )


def account_of(actor: Actor) -> Account:
    """The actor as the row acts and comments name; Forbidden for the system itself."""
    found = Account.objects.filter(pk=actor.account_pk or 0).first()
    if found is None:
        raise Forbidden("no_person", "Việc này phải do một người làm.")
    return found


def _colleague(mailbox: Mailbox, account_pk: int) -> Account:
    found = next((one for one in list_colleagues(mailbox) if one.pk == account_pk), None)
    if found is None:
        raise Invalid("assignee", "Người được chọn không dùng hộp thư này.")
    return found


def _note(
    actor: Actor, matter: Matter, kind: MatterAct.Kind, target: Account | None = None
) -> None:
    MatterAct.objects.create(
        matter=matter, kind=kind, actor=account_of(actor), target=target, at=clock.now()
    )
    record(
        actor,
        chain=CHAIN,
        action=kind.value,
        object_type="Matter",
        object_pk=matter.pk,
        facts={"to": target.address} if target else {},
        on_behalf_of=matter.mailbox.address,
    )
    publish(groups.mailbox(matter.mailbox_id), {"kind": "mail.together", "pk": matter.pk})
