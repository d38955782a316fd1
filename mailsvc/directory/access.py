"""Doors to mailboxes: the only way from an address or id to a mailbox, one condition per line."""

from mailsvc.base import clock
from mailsvc.base.errors import Forbidden, NotFound
from mailsvc.directory.actor import Actor
from mailsvc.directory.models import Mailbox, MailboxGrant, valid_on
from mailsvc.directory.roles import Role
from mailsvc.directory.selectors import find_mailbox, list_mailboxes

_READ = frozenset(MailboxGrant.Level.values)
_EDIT = frozenset(
    {MailboxGrant.Level.EDITOR, MailboxGrant.Level.SENDER, MailboxGrant.Level.MANAGER}
)
_SEND = frozenset({MailboxGrant.Level.SENDER, MailboxGrant.Level.MANAGER})


def access_mailbox(actor: Actor, pk: int, *, to_edit: bool = False) -> Mailbox:
    """The mailbox for reading (or editing); stranger and missing give the same NotFound."""
    mailbox = list_mailboxes().filter(pk=pk).first()
    if mailbox is None:
        raise _no_mailbox()
    if _is_owner(actor, mailbox):
        return mailbox
    if _has_grant(actor, mailbox, _EDIT if to_edit else _READ):
        return mailbox
    raise _no_mailbox()


def list_open_mailboxes(actor: Actor) -> list[Mailbox]:
    """Own mailbox first, then the shared ones the actor may read."""
    if actor.account_pk is None:
        return []
    own = list_mailboxes().filter(owner_id=actor.account_pk)
    granted = list_mailboxes().filter(
        valid_on(clock.today(), "grants__"), grants__account_id=actor.account_pk
    )
    return [*own, *granted.distinct()]


def may_send_as(actor: Actor, address: str) -> bool:
    """True for the actor's own addresses and for mailboxes he is sender or manager of."""
    mailbox = find_mailbox(address)
    if mailbox is None:
        return False
    if _is_owner(actor, mailbox):
        return True
    return _has_grant(actor, mailbox, _SEND)


def require_administrator(actor: Actor) -> None:
    """Forbidden unless the system itself or a system administrator acts."""
    if not (actor.is_system or actor.has_role(Role.SYSADMIN)):
        raise Forbidden("not_administrator", "Chỉ quản trị hệ thống được làm việc này.")


def _is_owner(actor: Actor, mailbox: Mailbox) -> bool:
    return actor.account_pk is not None and mailbox.owner_id == actor.account_pk


def _has_grant(actor: Actor, mailbox: Mailbox, levels: frozenset[str]) -> bool:
    if actor.account_pk is None:
        return False
    grants = MailboxGrant.objects.filter(valid_on(clock.today()), mailbox=mailbox)
    return grants.filter(account_id=actor.account_pk, level__in=levels).exists()


def _no_mailbox() -> NotFound:
    return NotFound("mailbox", "Không có hộp thư này, hoặc đồng chí không được mở nó.")
