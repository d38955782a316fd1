"""Making, using and retiring keys. Each is refused to those who may not, checked, audited."""

import re
from collections.abc import Sequence

from django.db import transaction

from mailsvc.audit.services import record
from mailsvc.base import clock
from mailsvc.base.errors import Conflict, Invalid, NotFound
from mailsvc.directory.access import require_administrator
from mailsvc.directory.actor import Actor
from mailsvc.directory.selectors import is_local_domain
from mailsvc.signing import keyfiles
from mailsvc.signing.models import DkimKey
from mailsvc.smtp.address import to_ascii_domain

CHAIN = "signing"
_NAME = re.compile(r"[a-z0-9](?:[a-z0-9\-]{0,30}[a-z0-9])?")
_State = DkimKey.State


@transaction.atomic
def make_keys(actor: Actor, *, domain: str, name: str = "") -> list[DkimKey]:
    """A new pair (RSA, Ed25519) that signs nothing yet: its records must be in DNS first.

    Invalid for a domain that is not ours, Conflict when the name is taken.
    """
    require_administrator(actor)
    ascii_domain = to_ascii_domain(domain)
    if not is_local_domain(domain):
        raise Invalid("dkim_domain", f"{domain} không phải tên miền thư của hệ thống này.")
    chosen = name or _free_name(ascii_domain)
    if not _NAME.fullmatch(chosen):
        raise Invalid("dkim_name", "Tên khoá: chữ thường không dấu, số, gạch ngang.")
    if DkimKey.objects.filter(domain=ascii_domain, name=chosen).exists():
        raise Conflict("dkim_name", f"Đã có khoá {chosen} của {domain}.")
    keys = [_make(ascii_domain, chosen, algorithm) for algorithm in DkimKey.Algorithm.values]
    _record(actor, "make_dkim_keys", keys)
    return keys


@transaction.atomic
def activate_keys(actor: Actor, *, domain: str, name: str) -> list[DkimKey]:
    """Sign with this pair from now on; the one before it stays in DNS until it is retired."""
    require_administrator(actor)
    keys = _locked(domain, name)
    if any(key.state == _State.RETIRED for key in keys):
        raise Conflict("dkim_retired", f"Khoá {name} đã bị huỷ.")
    for key in keys:
        keyfiles.read(key)  # Unavailable now rather than unsigned mail later
    before = DkimKey.objects.filter(domain=keys[0].domain, state=_State.ACTIVE)
    before.exclude(name=name).update(state=_State.OLD)
    for key in keys:
        key.state, key.activated_at = _State.ACTIVE, clock.now()
        key.save(update_fields=["state", "activated_at"])
    _record(actor, "activate_dkim_keys", keys)
    return keys


@transaction.atomic
def retire_keys(actor: Actor, *, domain: str, name: str) -> list[DkimKey]:
    """Never sign with this pair again, forget its private half; Conflict while it is in use."""
    require_administrator(actor)
    keys = _locked(domain, name)
    if any(key.state == _State.ACTIVE for key in keys):
        raise Conflict("dkim_active", f"Khoá {name} đang dùng để ký: hãy đổi sang khoá khác trước.")
    for key in keys:
        key.state, key.retired_at = _State.RETIRED, clock.now()
        key.save(update_fields=["state", "retired_at"])
    _record(actor, "retire_dkim_keys", keys)
    transaction.on_commit(lambda: _forget(keys))
    return keys


def _forget(keys: Sequence[DkimKey]) -> None:
    for key in keys:
        keyfiles.delete(key)


def _make(domain: str, name: str, algorithm: str) -> DkimKey:
    key = DkimKey(domain=domain, name=name, algorithm=algorithm, created_at=clock.now())
    key.public = keyfiles.create(key)
    key.save(force_insert=True)
    return key


def _free_name(domain: str) -> str:
    """By the day: cv20261125, then cv20261125-2."""
    base = f"cv{clock.today():%Y%m%d}"
    taken = set(DkimKey.objects.filter(domain=domain).values_list("name", flat=True))
    names = [base, *(f"{base}-{number}" for number in range(2, len(taken) + 3))]
    return next(one for one in names if one not in taken)


def _locked(domain: str, name: str) -> list[DkimKey]:
    """The pair, its rows locked for the change."""
    keys = DkimKey.objects.select_for_update().filter(domain=to_ascii_domain(domain), name=name)
    found = list(keys.order_by("pk"))
    if not found:
        raise NotFound("dkim_key", f"Không có khoá {name} của {domain}.")
    return found


def _record(actor: Actor, action: str, keys: Sequence[DkimKey]) -> None:
    record(
        actor,
        chain=CHAIN,
        action=action,
        object_type="dkim_key",
        object_pk=f"{keys[0].domain}/{keys[0].name}",
        facts={"selectors": [key.selector for key in keys]},
    )
