"""Setting a mailbox's forwarding: refused to those who may not, checked, written, audited."""

from collections.abc import Sequence

from django.db import transaction

from mailsvc.audit.services import record
from mailsvc.base import clock
from mailsvc.base.errors import Forbidden, Invalid
from mailsvc.directory.access import access_mailbox
from mailsvc.directory.actor import Actor
from mailsvc.directory.models import Mailbox, MailboxGrant, valid_on
from mailsvc.directory.roles import Role
from mailsvc.directory.selectors import find_mailbox, is_local_domain
from mailsvc.forwarding import selectors
from mailsvc.forwarding.models import ForwardRule, ForwardTarget
from mailsvc.forwarding.rules import TARGETS_MAX, Forward
from mailsvc.smtp.address import lookup_key, split, validate_address

CHAIN = "forwarding"


@transaction.atomic
def set_forward(
    actor: Actor, *, mailbox: Mailbox, targets: Sequence[str], keeps_copy: bool
) -> Forward:
    """Forward the mailbox's mail from now on.

    Forbidden unless the actor owns or manages the mailbox, and where the policy does not let mail
    go; Invalid for a malformed, unknown or own address, none or too many.
    """
    _require_right(actor, mailbox)
    chosen = _checked(mailbox, targets)
    rule, _ = ForwardRule.objects.update_or_create(
        mailbox=mailbox, defaults={"keeps_copy": keeps_copy, "changed_at": clock.now()}
    )
    rule.targets.all().delete()
    ForwardTarget.objects.bulk_create(ForwardTarget(rule=rule, address=one) for one in chosen)
    _record(actor, "set_forward", mailbox, chosen, keeps_copy=keeps_copy)
    return Forward(tuple(chosen), keeps_copy)


@transaction.atomic
def clear_forward(actor: Actor, *, mailbox: Mailbox) -> None:
    """Stop forwarding; nothing happens where there is no rule."""
    _require_right(actor, mailbox)
    rule = ForwardRule.objects.filter(mailbox=mailbox).first()
    if rule is None:
        return
    before = list(rule.targets.values_list("address", flat=True))
    rule.delete()
    _record(actor, "clear_forward", mailbox, before)


def _require_right(actor: Actor, mailbox: Mailbox) -> None:
    """The owner, a manager of a shared mailbox, an administrator. NotFound for strangers."""
    if actor.is_system or actor.has_role(Role.SYSADMIN):
        return
    opened = access_mailbox(actor, mailbox.pk, to_edit=True)
    if opened.owner_id == actor.account_pk:
        return
    grants = MailboxGrant.objects.filter(valid_on(clock.today()), mailbox=mailbox)
    managers = grants.filter(level=MailboxGrant.Level.MANAGER).values_list("account_id", flat=True)
    if actor.account_pk not in managers:
        raise Forbidden("forward_denied", "Chỉ người quản lý hộp thư được đặt chuyển tiếp.")


def _checked(mailbox: Mailbox, targets: Sequence[str]) -> list[str]:
    chosen = list(dict.fromkeys(_target(mailbox, one) for one in targets))
    if not 1 <= len(chosen) <= TARGETS_MAX:
        raise Invalid("forward_targets", f"Chuyển tiếp tới 1 đến {TARGETS_MAX} địa chỉ.")
    return chosen


def _target(mailbox: Mailbox, text: str) -> str:
    """The address to forward to: a local mailbox's own, a foreign one as given."""
    address = validate_address(text.strip())
    if not selectors.is_allowed(address):
        raise Forbidden("forward_policy", f"Không được chuyển tiếp thư tới {address}.")
    if not is_local_domain(split(address)[1]):
        return address
    found = find_mailbox(lookup_key(address))
    if found is None:
        raise Invalid("forward_target", f"Không có hộp thư {address}.")
    if found.pk == mailbox.pk:
        raise Invalid("forward_self", "Hộp thư không chuyển tiếp cho chính nó.")
    return found.address


def _record(
    actor: Actor, action: str, mailbox: Mailbox, targets: Sequence[str], **facts: bool
) -> None:
    record(
        actor,
        chain=CHAIN,
        action=action,
        object_type="mailbox",
        object_pk=mailbox.pk,
        facts={"mailbox": mailbox.address, "targets": list(targets), **facts},
    )
