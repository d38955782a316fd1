"""Lending one's personal mailbox: by its owner or an administrator, for a time.

The deputy sends from it, and where the owner says so also reads and sorts what is in it.
"""

from datetime import date

from django.db import transaction

from mailsvc.audit.services import record
from mailsvc.base import clock
from mailsvc.base.errors import Conflict, Invalid, NotFound
from mailsvc.directory.access import require_administrator
from mailsvc.directory.actor import Actor
from mailsvc.directory.models import Account, Delegation, Mailbox
from mailsvc.directory.selectors import find_account
from mailsvc.directory.services import CHAIN
from mailsvc.smtp.address import lookup_key

DAYS_MAX = 366


@transaction.atomic
def delegate_mailbox(
    actor: Actor,
    *,
    mailbox: Mailbox,
    deputy: Account,
    manner: Delegation.Manner,
    valid_from: date,
    valid_to: date,
    may_read: bool = False,
) -> Delegation:
    """The deputy may send from the mailbox, `valid_to` not included; Conflict when they overlap."""
    _require_owner(actor, mailbox)
    Mailbox.objects.select_for_update().get(pk=mailbox.pk)
    _check(mailbox, deputy, valid_from, valid_to)
    others = Delegation.objects.filter(mailbox=mailbox, deputy=deputy)
    if others.filter(valid_from__lt=valid_to, valid_to__gt=valid_from).exists():
        raise Conflict("delegation_overlaps", f"{deputy.address} đã được ủy quyền thời gian này.")
    delegation = Delegation.objects.create(
        mailbox=mailbox,
        deputy=deputy,
        manner=manner,
        may_read=may_read,
        valid_from=valid_from,
        valid_to=valid_to,
    )
    _record(actor, "delegate_mailbox", delegation)
    return delegation


@transaction.atomic
def lend_own_mailbox(
    actor: Actor,
    *,
    deputy_address: str,
    manner: Delegation.Manner,
    valid_from: date,
    valid_to: date,
    may_read: bool = False,
) -> Delegation:
    """`delegate_mailbox` for the actor's own; NotFound without one, or without such a person."""
    mailbox = Mailbox.objects.filter(owner_id=actor.account_pk or 0).first()
    if mailbox is None:
        raise NotFound("mailbox", "Đồng chí không có hộp thư cá nhân.")
    deputy = find_account(address=lookup_key(deputy_address))
    if deputy is None:
        raise NotFound("account", f"Không có tài khoản {deputy_address}.")
    return delegate_mailbox(
        actor,
        mailbox=mailbox,
        deputy=deputy,
        manner=manner,
        valid_from=valid_from,
        valid_to=valid_to,
        may_read=may_read,
    )


def list_lent(actor: Actor) -> list[Delegation]:
    """To whom the actor's own mailbox is lent, now or later."""
    rows = Delegation.objects.filter(
        mailbox__owner_id=actor.account_pk or 0, valid_to__gt=clock.today()
    )
    return list(rows.select_related("deputy__person"))


def list_borrowed(actor: Actor) -> list[Delegation]:
    """Whose mailbox is lent to the actor, now or later."""
    rows = Delegation.objects.filter(deputy_id=actor.account_pk or 0, valid_to__gt=clock.today())
    return list(rows.filter(mailbox__is_suspended=False).select_related("mailbox"))


@transaction.atomic
def end_delegation(actor: Actor, *, pk: int) -> None:
    """From now on the deputy may not; what was sent keeps its place in the journal."""
    found = Delegation.objects.select_for_update().filter(pk=pk).first()
    if found is None:
        raise NotFound("delegation", "Không có ủy quyền này.")
    _require_owner(actor, found.mailbox)
    _record(actor, "end_delegation", found)
    if found.valid_from < clock.today():
        found.valid_to = min(found.valid_to or clock.today(), clock.today())
        found.save(update_fields=["valid_to"])
    else:
        found.delete()


def _require_owner(actor: Actor, mailbox: Mailbox) -> None:
    if actor.account_pk is None or mailbox.owner_id != actor.account_pk:
        require_administrator(actor)


def _check(mailbox: Mailbox, deputy: Account, valid_from: date, valid_to: date) -> None:
    if mailbox.kind != Mailbox.Kind.PERSONAL:
        raise Invalid("delegation", "Hộp thư dùng chung thì giao quyền, không ủy quyền.")
    if mailbox.owner_id == deputy.pk:
        raise Invalid("delegation", "Không ủy quyền cho chính chủ hộp thư.")
    if not valid_from < valid_to or (valid_to - valid_from).days > DAYS_MAX:
        raise Invalid("delegation", f"Thời gian ủy quyền phải từ 1 tới {DAYS_MAX} ngày.")


def _record(actor: Actor, action: str, delegation: Delegation) -> None:
    record(
        actor,
        chain=CHAIN,
        action=action,
        object_type="Delegation",
        object_pk=delegation.pk,
        facts={
            "deputy": delegation.deputy.address,
            "manner": delegation.manner,
            "reads": delegation.may_read,
            "from": delegation.valid_from.isoformat(),
            "to": delegation.valid_to.isoformat() if delegation.valid_to else "",
        },
        on_behalf_of=delegation.mailbox.address,
    )
