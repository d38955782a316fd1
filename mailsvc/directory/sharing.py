"""Who works in a shared mailbox, and how much each may do: changed by its managers.

One person has one level at a time in a mailbox; a level that ends keeps its row, so that who could
read what on which day can be told later. A manager lets in people of the mailbox's own agency,
an administrator anybody.
"""

from datetime import date

from django.db import transaction
from django.db.models import Q, QuerySet

from mailsvc.audit.services import record
from mailsvc.base import clock
from mailsvc.base.errors import Conflict, Forbidden, Invalid, NotFound
from mailsvc.directory.access import access_shared_mailbox, is_administrator
from mailsvc.directory.actor import Actor
from mailsvc.directory.models import Account, Mailbox, MailboxGrant, valid_on
from mailsvc.directory.selectors import find_account, get_actor
from mailsvc.directory.services import CHAIN
from mailsvc.smtp.address import lookup_key

Level = MailboxGrant.Level


def list_shares(actor: Actor, *, mailbox_pk: int) -> list[MailboxGrant]:
    """Who works in the mailbox now or later, managers first."""
    mailbox = access_shared_mailbox(actor, mailbox_pk)
    rank = {level: place for place, level in enumerate(reversed(Level.values))}
    rows = list(_present_or_later(mailbox).select_related("account__person"))
    return sorted(rows, key=lambda row: (rank[row.level], row.account.address))


@transaction.atomic
def share_mailbox(
    actor: Actor,
    *,
    mailbox_pk: int,
    address: str,
    level: Level,
    valid_from: date,
    valid_to: date | None = None,
) -> MailboxGrant:
    """Let a person in, `valid_to` not included.

    NotFound without such a person, Forbidden for one of another agency, Conflict for one who is in.
    """
    mailbox = _lock(access_shared_mailbox(actor, mailbox_pk, to_manage=True))
    account = find_account(address=lookup_key(address))
    if account is None:
        raise NotFound("account", f"Không có tài khoản {address}.")
    _require_colleague(actor, mailbox, account)
    if valid_to is not None and valid_to <= valid_from:
        raise Invalid("share", "Ngày hết hạn phải sau ngày bắt đầu.")
    if _overlaps(mailbox, account, valid_from, valid_to):
        raise Conflict(
            "already_shared", f"{account.address} đã có quyền trong hộp thư này: đổi mức ở bảng."
        )
    grant = MailboxGrant.objects.create(
        mailbox=mailbox, account=account, level=level, valid_from=valid_from, valid_to=valid_to
    )
    _record(actor, "share_mailbox", grant)
    return grant


@transaction.atomic
def change_share(actor: Actor, *, mailbox_pk: int, pk: int, level: Level) -> MailboxGrant:
    """Another level from today on; Conflict when nobody would manage the mailbox."""
    grant = _get_share(actor, mailbox_pk, pk)
    if grant.level == level:
        return grant
    if level != Level.MANAGER:
        _require_another_manager(actor, grant)
    until = grant.valid_to
    begins = max(grant.valid_from, clock.today())
    _end(grant)
    changed = MailboxGrant.objects.create(
        mailbox=grant.mailbox,
        account=grant.account,
        level=level,
        valid_from=begins,
        valid_to=until,
    )
    _record(actor, "change_share", changed)
    return changed


@transaction.atomic
def end_share(actor: Actor, *, mailbox_pk: int, pk: int) -> None:
    """From now on the person is a stranger there; Conflict when nobody would manage it."""
    grant = _get_share(actor, mailbox_pk, pk)
    _require_another_manager(actor, grant)
    _record(actor, "end_share", grant)
    _end(grant)


def _lock(mailbox: Mailbox) -> Mailbox:
    return Mailbox.objects.select_for_update().get(pk=mailbox.pk)


def _get_share(actor: Actor, mailbox_pk: int, pk: int) -> MailboxGrant:
    mailbox = _lock(access_shared_mailbox(actor, mailbox_pk, to_manage=True))
    found = _present_or_later(mailbox).select_related("account", "mailbox").filter(pk=pk).first()
    if found is None:
        raise NotFound("share", "Người này không còn quyền trong hộp thư: đồng chí tải lại trang.")
    return found


def _require_colleague(actor: Actor, mailbox: Mailbox, account: Account) -> None:
    if mailbox.agency_id is None or is_administrator(actor):
        return
    duties = get_actor(account).duties
    if not any(duty.agency_pk == mailbox.agency_id for duty in duties):
        raise Forbidden(
            "other_agency",
            f"{account.address} không làm việc ở cơ quan có hộp thư: "
            "quản trị hệ thống mới giao quyền cho người cơ quan khác được.",
        )


def _require_another_manager(actor: Actor, grant: MailboxGrant) -> None:
    """An administrator may leave a mailbox without one: he can name the next."""
    if grant.level != Level.MANAGER or is_administrator(actor):
        return
    managers = MailboxGrant.objects.filter(
        valid_on(clock.today()), mailbox=grant.mailbox, level=Level.MANAGER
    )
    if not managers.exclude(account=grant.account).exists():
        raise Conflict(
            "last_manager",
            "Hộp thư phải còn một người quản lý: đồng chí giao cho người khác trước.",
        )


def _overlaps(mailbox: Mailbox, account: Account, begin: date, end: date | None) -> bool:
    rows = MailboxGrant.objects.filter(mailbox=mailbox, account=account)
    rows = rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=begin))
    return (rows.filter(valid_from__lt=end) if end else rows).exists()


def _present_or_later(mailbox: Mailbox) -> QuerySet[MailboxGrant]:
    not_ended = Q(valid_to__isnull=True) | Q(valid_to__gt=clock.today())
    return MailboxGrant.objects.filter(not_ended, mailbox=mailbox)


def _end(grant: MailboxGrant) -> None:
    """A right that never held a whole day leaves no row; the journal keeps it."""
    if grant.valid_from < clock.today():
        MailboxGrant.objects.filter(pk=grant.pk).update(valid_to=clock.today())
    else:
        MailboxGrant.objects.filter(pk=grant.pk).delete()


def _record(actor: Actor, action: str, grant: MailboxGrant) -> None:
    record(
        actor,
        chain=CHAIN,
        action=action,
        object_type="MailboxGrant",
        object_pk=grant.pk,
        facts={
            "to": grant.account.address,
            "level": grant.level,
            "from": grant.valid_from.isoformat(),
            "until": grant.valid_to.isoformat() if grant.valid_to else "",
        },
        on_behalf_of=grant.mailbox.address,
    )
