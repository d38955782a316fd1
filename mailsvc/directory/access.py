"""Doors to mailboxes: the only way from an address or id to a mailbox, one condition per line."""

from datetime import date
from enum import StrEnum

from django.db.models import Q, QuerySet

from mailsvc.base import clock
from mailsvc.base.errors import Forbidden, NotFound
from mailsvc.directory.actor import Actor
from mailsvc.directory.models import Account, Delegation, Mailbox, MailboxGrant, valid_on
from mailsvc.directory.roles import Role
from mailsvc.directory.selectors import find_mailbox, list_mailboxes
from mailsvc.prepared.queries import Prepared
from mailsvc.prepared.values import PreparedValue

_READ = frozenset(MailboxGrant.Level.values)
_EDIT = frozenset(
    {MailboxGrant.Level.EDITOR, MailboxGrant.Level.SENDER, MailboxGrant.Level.MANAGER}
)
_SEND = frozenset({MailboxGrant.Level.SENDER, MailboxGrant.Level.MANAGER})
_MANAGE = frozenset({MailboxGrant.Level.MANAGER})
_SHARED = Mailbox.Kind.ROLE.value


def _open_mailboxes(account_pk: int, day: date) -> QuerySet[Mailbox]:
    granted = MailboxGrant.objects.filter(valid_on(day), account_id=account_pk)
    lent = Delegation.objects.filter(valid_on(day), deputy_id=account_pk, may_read=True)
    return list_mailboxes().filter(
        Q(owner_id=account_pk)
        | Q(pk__in=granted.values("mailbox_id"))
        | Q(pk__in=lent.values("mailbox_id"))
    )


# What every page asks, in SQL that is made once.
_MAILBOX: Prepared[Mailbox] = Prepared(lambda pk: list_mailboxes().filter(pk=pk), int)
_OPEN_MAILBOXES: Prepared[Mailbox] = Prepared(_open_mailboxes, int, date)
_LEVELS: PreparedValue[MailboxGrant, frozenset[str]] = PreparedValue(
    lambda mailbox_pk, account_pk, day: MailboxGrant.objects.filter(
        valid_on(day), mailbox_id=mailbox_pk, account_id=account_pk
    ),
    lambda grants: frozenset(grant.level for grant in grants),
    int,
    int,
    date,
)
_READING_DEPUTIES: PreparedValue[Delegation, frozenset[int]] = PreparedValue(
    lambda mailbox_pk, day: Delegation.objects.filter(
        valid_on(day), mailbox_id=mailbox_pk, may_read=True
    ),
    lambda lent: frozenset(one.deputy_id for one in lent),
    int,
    date,
)


def access_mailbox(actor: Actor, pk: int, *, to_edit: bool = False) -> Mailbox:
    """The mailbox for reading (or editing); stranger and missing give the same NotFound."""
    mailbox = _MAILBOX.first(pk)
    if mailbox is None or not _is_open(actor, mailbox, _EDIT if to_edit else _READ):
        raise _no_mailbox()
    return mailbox


def access_among_mailboxes(actor: Actor, pk: int) -> tuple[Mailbox, list[Mailbox]]:
    """As `access_mailbox`, with the other mailboxes open to the actor: in one query."""
    found = list_open_mailboxes(actor)
    mailbox = next((one for one in found if one.pk == pk), None)
    if mailbox is None:
        raise _no_mailbox()
    return mailbox, [one for one in found if one.pk != pk]


def may_edit(actor: Actor, mailbox: Mailbox) -> bool:
    """True where the actor may mark, move and delete, in a mailbox he has opened."""
    return _is_open(actor, mailbox, _EDIT)


def access_shared_mailbox(actor: Actor, pk: int, *, to_manage: bool = False) -> Mailbox:
    """A shared mailbox, for looking at who works in it or for changing that.

    NotFound for strangers and for personal mailboxes, Forbidden for those who only work in it.
    """
    mailbox = list_mailboxes().filter(pk=pk, kind=Mailbox.Kind.ROLE).first()
    if mailbox is None:
        raise _no_mailbox()
    if may_manage(actor, mailbox):
        return mailbox
    if not _has_grant(actor, mailbox, _READ):
        raise _no_mailbox()
    if to_manage:
        raise Forbidden("not_manager", "Chỉ người quản lý hộp thư được giao quyền trong hộp thư.")
    return mailbox


def access_mailbox_settings(actor: Actor, pk: int) -> Mailbox:
    """A mailbox, for changing how it works (rules, forwarding, absence): its owner, or who manages
    it. NotFound for strangers, Forbidden for those who only work in it.
    """
    mailbox = list_mailboxes().filter(pk=pk).first()
    if mailbox is None:
        raise _no_mailbox()
    # Not administrators: trying a filter or taking mail out shows what is in the mailbox.
    if _is_owner(actor, mailbox) or _has_grant(actor, mailbox, _MANAGE):
        return mailbox
    if not _has_grant(actor, mailbox, _READ):
        raise _no_mailbox()
    raise Forbidden("mailbox_settings", "Chỉ người quản lý hộp thư được đổi cách hộp thư làm việc.")


def may_manage(actor: Actor, mailbox: Mailbox) -> bool:
    """True for who says who works in a shared mailbox: its managers and administrators."""
    if mailbox.kind != Mailbox.Kind.ROLE:
        return False
    return is_administrator(actor) or _has_grant(actor, mailbox, _MANAGE)


def access_overseen_mailbox(actor: Actor, pk: int) -> Mailbox:
    """A mailbox whose journal the actor may read: its owner, managers and administrators.

    NotFound for strangers, Forbidden for those who only work in it.
    """
    mailbox = list_mailboxes().filter(pk=pk).first()
    if mailbox is None:
        raise _no_mailbox()
    if _is_owner(actor, mailbox) or may_manage(actor, mailbox):
        return mailbox
    if not _is_open(actor, mailbox, _READ):
        raise _no_mailbox()
    raise Forbidden("not_overseer", "Chỉ chủ hoặc người quản lý hộp thư xem nhật ký của hộp thư.")


def list_open_mailboxes(actor: Actor) -> list[Mailbox]:
    """Own mailbox first, then the shared ones the actor may read, then those lent for reading."""
    if actor.account_pk is None:
        return []
    found = _OPEN_MAILBOXES.all(actor.account_pk, clock.today())
    return sorted(found, key=lambda one: (one.owner_id != actor.account_pk, one.kind != _SHARED))


def list_colleagues(mailbox: Mailbox) -> list[Account]:
    """Everybody a mailbox is open to today: its owner, who has a grant, deputies who may read.

    For a mailbox the caller has opened; by given name, as lists of people are.
    """
    today = clock.today()
    granted = MailboxGrant.objects.filter(valid_on(today), mailbox=mailbox)
    lent = Delegation.objects.filter(valid_on(today), mailbox=mailbox, may_read=True)
    wanted = (
        Q(pk=mailbox.owner_id or 0)
        | Q(pk__in=granted.values("account_id"))
        | Q(pk__in=lent.values("deputy_id"))
    )
    rows = Account.objects.filter(wanted, is_active=True).select_related("person")
    return list(rows.order_by("person__sort_key", "address"))


def is_worked_together(mailbox: Mailbox) -> bool:
    """True for shared mailboxes, and for personal ones while a deputy reads them."""
    if mailbox.kind == Mailbox.Kind.ROLE:
        return True
    return bool(_READING_DEPUTIES.get(mailbox.pk, clock.today()))


class SenderRight(StrEnum):
    """By what right somebody sends under an address."""

    OWN = "own"
    SHARED = "shared"  # sender or manager of a shared mailbox
    AS_OWNER = "as_owner"  # lent by its owner
    ON_BEHALF = "on_behalf"  # lent by its owner: the mail says who really sent it

    @property
    def is_for_another(self) -> bool:
        """True where the journal notes who acted for whom."""
        return self is not SenderRight.OWN


def sender_right(actor: Actor, address: str) -> SenderRight | None:
    """The right to send under an address today (aliases count as their mailbox); None: no right."""
    mailbox = find_mailbox(address)
    if mailbox is None:
        return None
    if _is_owner(actor, mailbox):
        return SenderRight.OWN
    if _has_grant(actor, mailbox, _SEND):
        return SenderRight.SHARED
    return _delegated(actor, mailbox)


def list_lent_mailboxes(actor: Actor) -> list[Mailbox]:
    """Personal mailboxes of others the actor may send from today."""
    if actor.account_pk is None:
        return []
    lent = valid_on(clock.today(), "delegations__")
    rows = list_mailboxes().filter(lent, delegations__deputy_id=actor.account_pk)
    return list(rows.distinct())


def may_send_as(actor: Actor, address: str) -> bool:
    """True for the actor's own addresses and those he was granted or lent."""
    return sender_right(actor, address) is not None


def is_administrator(actor: Actor) -> bool:
    """True for the system itself and for a system administrator."""
    return actor.is_system or actor.has_role(Role.SYSADMIN)


def require_administrator(actor: Actor) -> None:
    """Forbidden unless the system itself or a system administrator acts."""
    if not is_administrator(actor):
        raise Forbidden("not_administrator", "Chỉ quản trị hệ thống được làm việc này.")


def _is_open(actor: Actor, mailbox: Mailbox, levels: frozenset[str]) -> bool:
    if _is_owner(actor, mailbox):
        return True
    if _has_grant(actor, mailbox, levels):
        return True
    return _is_reading_deputy(actor, mailbox)


def _is_owner(actor: Actor, mailbox: Mailbox) -> bool:
    return actor.account_pk is not None and mailbox.owner_id == actor.account_pk


def _has_grant(actor: Actor, mailbox: Mailbox, levels: frozenset[str]) -> bool:
    if actor.account_pk is None:
        return False
    return not levels.isdisjoint(_LEVELS.get(mailbox.pk, actor.account_pk, clock.today()))


def _is_reading_deputy(actor: Actor, mailbox: Mailbox) -> bool:
    return actor.account_pk in _READING_DEPUTIES.get(mailbox.pk, clock.today())


def _delegated(actor: Actor, mailbox: Mailbox) -> SenderRight | None:
    if actor.account_pk is None:
        return None
    lent = Delegation.objects.filter(valid_on(clock.today()), mailbox=mailbox)
    manners = set(lent.filter(deputy_id=actor.account_pk).values_list("manner", flat=True))
    if Delegation.Manner.AS_OWNER.value in manners:
        return SenderRight.AS_OWNER
    return SenderRight.ON_BEHALF if manners else None


def _no_mailbox() -> NotFound:
    return NotFound("mailbox", "Không có hộp thư này, hoặc đồng chí không được mở nó.")
