"""Naming champions, printing slips for the first log-in, ending slips nobody used."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction

from mailsvc.audit.services import record
from mailsvc.base import clock
from mailsvc.base.errors import Forbidden, Invalid
from mailsvc.base.text import clean_line
from mailsvc.directory import passwords
from mailsvc.directory.actor import SYSTEM, Actor
from mailsvc.directory.models import Account, Agency, valid_on
from mailsvc.directory.selectors import find_account
from mailsvc.onboarding.access import may_name_champion, require_helper
from mailsvc.onboarding.models import Champion, Slip
from mailsvc.onboarding.selectors import list_unopened

CHAIN = "onboarding"
SLIP_DAYS = 30
SLIPS_MAX = 100  # at once: each costs a slow hash, and a helper hands them over one by one


@dataclass(frozen=True)
class PrintedSlip:
    """What stands on a slip; the password is seen this one time."""

    name: str
    title: str
    address: str
    password: str


@transaction.atomic
def name_champion(actor: Actor, *, agency: Agency, address: str) -> Champion:
    """Somebody of the agency helps from now on; who did before stops."""
    if not may_name_champion(actor, agency.pk):
        raise Forbidden("champion", "Chỉ lãnh đạo cơ quan, cán bộ thống kê hoặc quản trị chỉ định.")
    Agency.objects.select_for_update().get(pk=agency.pk)
    account = find_account(address=clean_line(address).casefold())
    if account is None or not _works_in(account, agency):
        raise Invalid(
            "champion",
            "Không có tài khoản này trong cơ quan.",
            fields={"address": "Không có tài khoản này trong cơ quan."},
        )
    today = clock.today()
    for old in Champion.objects.filter(agency=agency, valid_to__isnull=True):
        _end(old)
    made = Champion.objects.create(agency=agency, account=account, valid_from=today)
    _record(actor, "name_champion", agency, {"to": account.address})
    return made


@transaction.atomic
def issue_slips(actor: Actor, *, agency: Agency, account_pks: Collection[int]) -> list[PrintedSlip]:
    """New first passwords for accounts of the agency that were never opened.

    Accounts opened meanwhile, and others', are left alone; Invalid when none is left.
    """
    require_helper(actor, agency.pk)
    if len(account_pks) > SLIPS_MAX:
        raise Invalid("slips", f"Mỗi lần in tối đa {SLIPS_MAX} phiếu: hãy chọn ít người hơn.")
    wanted = [one for one in list_unopened(actor, agency) if one.account.pk in set(account_pks)]
    if not wanted:
        raise Invalid("slips", "Chọn ít nhất một người chưa mở tài khoản.")
    ends_on = clock.today() + timedelta(days=SLIP_DAYS)
    printed = []
    for one in wanted:
        plain = passwords.issue_first_password(one.account)
        Slip.objects.update_or_create(
            account=one.account,
            defaults={
                "password": one.account.password,
                "issued_at": clock.now(),
                "issued_by": actor.address,
                "ends_on": ends_on,
            },
        )
        printed.append(PrintedSlip(one.name, one.title, one.account.address, plain))
    addresses = [slip.address for slip in printed]
    _record(actor, "issue_slips", agency, {"accounts": addresses, "ends_on": ends_on.isoformat()})
    return printed


@transaction.atomic
def end_old_slips() -> int:
    """Accounts whose slip ended without being used get no password; how many."""
    old = Slip.objects.filter(ends_on__lt=clock.today(), account__first_login_at__isnull=True)
    ended = 0
    for slip in old.select_related("account"):
        if slip.password == slip.account.password:
            passwords.withdraw_password(slip.account)
            ended += 1
        slip.delete()
    if ended:
        record(
            SYSTEM,
            chain=CHAIN,
            action="end_slips",
            object_type="Slip",
            object_pk=0,
            facts={"count": ended},
        )
    return ended


def _works_in(account: Account, agency: Agency) -> bool:
    person = account.person
    if person is None:
        return False
    return person.posts.filter(valid_on(clock.today()), agency=agency).exists()


def _end(champion: Champion) -> None:
    """Half-open periods: one named today already is simply replaced."""
    if champion.valid_from >= clock.today():
        champion.delete()
        return
    champion.valid_to = clock.today()
    champion.save(update_fields=["valid_to"])


def _record(actor: Actor, action: str, agency: Agency, facts: dict[str, str | list[str]]) -> None:
    record(
        actor,
        chain=CHAIN,
        action=action,
        object_type="Agency",
        object_pk=agency.pk,
        facts={"agency": agency.code, **facts},
    )
