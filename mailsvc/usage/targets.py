"""Targets: a share to reach in a year, for the province or one tier, by a decision with a number.

One a year and scope: a wrong one is taken back and entered anew, so that the journal has both.
"""

from django.db import transaction

from mailsvc.audit.services import JSON, record
from mailsvc.base.errors import Conflict, Invalid, NotFound
from mailsvc.directory.actor import Actor
from mailsvc.directory.models import Tier
from mailsvc.usage.access import require_keeper
from mailsvc.usage.models import Target
from mailsvc.usage.papers import read_basis
from mailsvc.usage.publication import CHAIN

_FIRST_YEAR, _LAST_YEAR = 2000, 2099


def list_all_targets(actor: Actor) -> list[Target]:
    """The newest year first, the province before its tiers; Forbidden to who does not keep them."""
    require_keeper(actor)
    rows = Target.objects.select_related("tier")
    return sorted(rows, key=lambda one: (-one.year, one.tier.rank if one.tier else -1))


@transaction.atomic
def enter_target(
    actor: Actor, *, tier: Tier | None, year: int, percent: int, legal_basis: str
) -> Target:
    """A share of a year; `tier` None is the province. Forbidden, Invalid, Conflict with another."""
    require_keeper(actor)
    _check(year, percent)
    target, is_new = Target.objects.get_or_create(
        tier=tier,
        year=year,
        defaults={
            "percent": percent,
            "legal_basis": read_basis(legal_basis),
            "entered_by": actor.address,
        },
    )
    if not is_new:
        raise Conflict(
            "usage_target",
            f"Năm {year} đã có chỉ tiêu {target.percent}% ({target.legal_basis})."
            " Nếu sai thì xóa dòng đó rồi ghi lại.",
        )
    _record(actor, "enter_target", target)
    return target


@transaction.atomic
def remove_target(actor: Actor, *, pk: int) -> None:
    """Take a target back, as entered by mistake; NotFound, Forbidden."""
    require_keeper(actor)
    target = Target.objects.select_for_update(of=("self",)).filter(pk=pk).first()
    if target is None:
        raise NotFound("usage_target", "Không có chỉ tiêu này.")
    _record(actor, "remove_target", target)
    target.delete()


def _check(year: int, percent: int) -> None:
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        text = f"Năm phải từ {_FIRST_YEAR} đến {_LAST_YEAR}."
        raise Invalid("usage_target", text, {"year": text})
    if not 1 <= percent <= 100:
        text = "Chỉ tiêu phải từ 1% đến 100%."
        raise Invalid("usage_target", text, {"percent": text})


def _record(actor: Actor, action: str, target: Target) -> None:
    facts: dict[str, JSON] = {
        "scope": target.tier_id or "province-wide",
        "year": target.year,
        "percent": target.percent,
        "legal_basis": target.legal_basis,
    }
    record(
        actor,
        chain=CHAIN,
        action=action,
        object_type="Target",
        object_pk=target.pk,
        facts=facts,
    )
