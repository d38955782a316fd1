"""App passwords: how mail programs log in to IMAP and submission without the page's password."""

import secrets

import bcrypt
from django.conf import settings
from django.db import transaction

from mailsvc.audit.services import record
from mailsvc.base import clock
from mailsvc.base.errors import Conflict, Forbidden, NotFound
from mailsvc.base.text import clean_line
from mailsvc.directory.actor import Actor
from mailsvc.directory.models import Account, AppPassword
from mailsvc.directory.selectors import get_actor
from mailsvc.directory.services import CHAIN, get_own_account
from mailsvc.live.services import tell_sessions_ended

_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that looks like something else
_GROUPS, _GROUP = 4, 4
# 79 random bits need no slow hash; a chosen (demo) password does.
_ROUNDS_RANDOM, _ROUNDS_CHOSEN = 5, 10
# Compared against when the address is unknown, so that timing tells nothing.
_DUMMY = bcrypt.hashpw(b"-", bcrypt.gensalt(_ROUNDS_RANDOM))


def list_app_passwords(actor: Actor) -> list[AppPassword]:
    """The actor's own app passwords, by slot."""
    if actor.account_pk is None:
        return []
    return list(AppPassword.objects.filter(account_id=actor.account_pk))


@transaction.atomic
def create_app_password(actor: Actor, *, label: str, chosen: str | None = None) -> str:
    """Make an app password and give it, the only time it is seen; Conflict when slots are full."""
    account = get_own_account(actor)
    slot = _free_slot(account)
    plain = chosen or _random_password()
    rounds = _ROUNDS_CHOSEN if chosen else _ROUNDS_RANDOM
    AppPassword.objects.create(
        account=account,
        slot=slot,
        label=clean_line(label)[:60] or "chương trình thư",
        hash=bcrypt.hashpw(plain.encode(), bcrypt.gensalt(rounds)).decode(),
        created_at=clock.now(),
    )
    _record(actor, "create_app_password", account, slot)
    return plain


@transaction.atomic
def revoke_app_password(actor: Actor, *, slot: int) -> None:
    """Take an app password back; programs using it are refused from then on."""
    account = get_own_account(actor)
    deleted, _ = AppPassword.objects.filter(account=account, slot=slot).delete()
    if not deleted:
        raise NotFound("app_password", "Không có mật khẩu ứng dụng này.")
    _record(actor, "revoke_app_password", account, slot)


@transaction.atomic
def change_password(actor: Actor, *, new: str) -> Account:
    """Set the page password of the actor's own account."""
    account = get_own_account(actor)
    account.set_password(new)
    account.save(update_fields=["password"])
    record(
        actor,
        chain=CHAIN,
        action="change_password",
        object_type="Account",
        object_pk=account.pk,
        facts={},
    )
    return account


def issue_first_password(account: Account) -> str:
    """Give an account that was never opened a password to print; the caller asked for the right.

    Inside the caller's transaction.
    """
    plain = _random_password()
    account.set_password(plain)
    account.save(update_fields=["password"])
    tell_sessions_ended(account.pk)
    return plain


def withdraw_password(account: Account) -> None:
    """Nobody logs in to the page until a new password is given."""
    account.set_unusable_password()
    account.save(update_fields=["password"])
    tell_sessions_ended(account.pk)


def authenticate_program(address: str, password: str) -> Actor:
    """Who a mail program logs in as; Forbidden in one sentence for every reason."""
    account = (
        Account.objects.select_related("person")
        .filter(address=clean_line(address).casefold(), is_active=True)
        .first()
    )
    typed = password.encode()[:72]  # bcrypt reads 72 bytes
    found = list(account.app_passwords.all()) if account else []
    matches = [p for p in found if bcrypt.checkpw(typed, p.hash.encode())]
    if not found:
        bcrypt.checkpw(typed, _DUMMY)
    if account is None or not matches or not may_log_in(account):
        raise Forbidden("bad_login", "Sai địa chỉ hoặc mật khẩu.")
    AppPassword.objects.filter(pk=matches[0].pk).update(last_used_at=clock.now())
    return get_actor(account)


def may_log_in(account: Account) -> bool:
    """Demo log-ins have a known password: only where the system listens to this machine alone."""
    return account.is_active and (not account.is_demo or settings.IS_LOOPBACK)


def _free_slot(account: Account) -> int:
    used = set(account.app_passwords.values_list("slot", flat=True))
    free = [slot for slot in range(1, AppPassword.SLOTS + 1) if slot not in used]
    if not free:
        raise Conflict(
            "app_passwords_full",
            f"Đã có {AppPassword.SLOTS} mật khẩu ứng dụng: hãy thu hồi một cái trước.",
        )
    return free[0]


def _random_password() -> str:
    groups = ("".join(secrets.choice(_ALPHABET) for _ in range(_GROUP)) for _ in range(_GROUPS))
    return "-".join(groups)


def _record(actor: Actor, action: str, account: Account, slot: int) -> None:
    record(
        actor,
        chain=CHAIN,
        action=action,
        object_type="Account",
        object_pk=account.pk,
        facts={"slot": slot},
    )
