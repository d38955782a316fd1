"""Versions of the definition: a change is a new series from a month on, never an edit of the old.

What is published stays as it is. The new version is counted back over the months whose days are
still kept (by `rollup.run_fill`), and shown there apart, marked as counted back. Its milder and
stricter variants are those of the version before.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.db import transaction

from mailsvc.audit.services import record
from mailsvc.base import clock
from mailsvc.base.errors import Conflict, Invalid, NotFound
from mailsvc.base.text import clean_line
from mailsvc.directory.actor import Actor
from mailsvc.usage import figures, rollup
from mailsvc.usage.access import require_keeper, require_publisher
from mailsvc.usage.bits import first_day, month_of, month_text
from mailsvc.usage.figures import Figures
from mailsvc.usage.models import (
    AgencyMonth,
    CohortMonth,
    Definition,
    DirtyPeriod,
    FillState,
    Snapshot,
)
from mailsvc.usage.papers import read_basis
from mailsvc.usage.publication import CHAIN
from mailsvc.usage.reference import get_headline, list_definitions, terms_of
from mailsvc.usage.retention import is_forgotten
from mailsvc.usage.rows import figures_of, load_rows
from mailsvc.usage.rules import Terms
from mailsvc.usage.services import mark_dirty

_NAME_MAX = 120
_TRIED_MONTHS = 3
_LIMITS = {
    "share": (1, 100, "Tỷ lệ ngày phải từ 1% đến 100%."),
    "min_weeks": (0, 5, "Số tuần phải từ 0 đến 5."),
    "min_outgoing_days": (0, 20, "Số ngày gửi, xử lý phải từ 0 đến 20."),
    "min_available_days": (1, 20, "Số ngày làm việc tối thiểu phải từ 1 đến 20."),
}


@dataclass(frozen=True)
class NewVersion:
    """What is asked for: `share` in percent of a person's working days, from a month on."""

    name: str
    share: int
    min_weeks: int
    min_outgoing_days: int
    min_available_days: int
    first_ym: int
    legal_basis: str


@dataclass(frozen=True)
class Version:
    """One series: a definition, and whether it may still be taken back."""

    definition: Definition
    terms: Terms
    is_current: bool
    is_published: bool


@dataclass(frozen=True)
class Trial:
    """The province in a month by the definition in force and by the one asked for."""

    ym: int
    now: Figures
    then: Figures


def list_versions(actor: Actor) -> list[Version]:
    """The published series, newest first; Forbidden to who does not keep the figures."""
    require_keeper(actor)
    found = list_definitions()
    current = get_headline(month_of(clock.today()), found)
    used = set(Snapshot.objects.values_list("definition_id", flat=True))
    return [
        Version(one, terms_of(one), one == current, is_published=one.code in used)
        for one in reversed(found)
        if one.is_headline
    ]


@transaction.atomic
def publish_version(actor: Actor, *, asked: NewVersion) -> Definition:
    """A new series from a month on; months that are locked keep theirs.

    Forbidden to others than the statistics officer; Invalid, Conflict when the month is locked.
    """
    require_publisher(actor)
    rollup.hold_lock()
    made = _create(asked, actor.address)
    mark_dirty(_open_months(made.valid_from), DirtyPeriod.Reason.RULE)
    _record(actor, "publish_definition", made)
    return made


@transaction.atomic
def withdraw_version(actor: Actor, *, code: str) -> None:
    """Take back the newest version while no month was published by it; NotFound, Conflict."""
    require_publisher(actor)
    rollup.hold_lock()
    made = Definition.objects.filter(code=code, is_headline=True).first()
    if made is None:
        raise NotFound("usage_definition", "Không có định nghĩa này.")
    if not made.legal_basis:
        raise Conflict("usage_definition", "Định nghĩa đi kèm hệ thống thì không rút được.")
    own = Definition.objects.filter(pk__in=[made.pk, *made.variants.values_list("pk", flat=True)])
    if Snapshot.objects.filter(definition__in=own).exists():
        raise Conflict("usage_definition", "Đã công bố theo định nghĩa này: không rút được.")
    mark_dirty(_open_months(made.valid_from), DirtyPeriod.Reason.RULE)
    _record(actor, "withdraw_definition", made)
    for model in (AgencyMonth, CohortMonth, FillState):
        model.objects.filter(definition__in=own).delete()
    made.variants.all().delete()
    made.delete()


def try_version(actor: Actor, *, asked: NewVersion) -> list[Trial]:
    """What the last full months would be by it, the province only; nothing is kept."""
    require_publisher(actor)
    months = [ym for ym in _kept_months() if ym < month_of(clock.today())][-_TRIED_MONTHS:]
    with transaction.atomic():
        rollup.hold_lock()
        made = _create(asked, actor.address)
        for ym in months:
            rollup.backcast(made, ym)
        tried = [_compare(made, ym) for ym in months]
        transaction.set_rollback(True)
    return tried


def _create(asked: NewVersion, entered_by: str) -> Definition:
    """The rows of the version and its variants; the caller holds the lock."""
    existing = list_definitions()
    last = [one for one in existing if one.is_headline][-1]
    terms = _terms(asked, terms_of(last))
    _check_beginning(asked.first_ym, last)
    name = clean_line(asked.name)[:_NAME_MAX] or last.name
    basis = read_basis(asked.legal_basis)
    code = _next_code({one.code for one in existing})
    made = Definition.objects.create(
        code=code,
        name=name,
        valid_from=first_day(asked.first_ym),
        staff_class=last.staff_class,
        tiers=last.tiers,
        is_headline=True,
        legal_basis=basis,
        entered_by=entered_by,
        **terms.__dict__,
    )
    for variant in last.variants.all():
        variant.code = f"{code}{variant.code.removeprefix(last.code)}"
        variant.variant_of, variant.valid_from = made, made.valid_from
        variant.save(force_insert=True)
    return made


def _terms(asked: NewVersion, last: Terms) -> Terms:
    """What is asked for, over the terms of before; Invalid beyond a limit or without a change."""
    for field, (low, high, text) in _LIMITS.items():
        if not low <= getattr(asked, field) <= high:
            raise Invalid("usage_definition", text, {field: text})
    terms = replace(
        last,
        share_over=asked.share,
        share_under=100,
        min_weeks=asked.min_weeks,
        min_outgoing_days=asked.min_outgoing_days,
        min_available_days=asked.min_available_days,
    )
    is_same_share = terms.share_over * last.share_under == last.share_over * terms.share_under
    if is_same_share and replace(terms, share_over=0, share_under=0) == replace(
        last, share_over=0, share_under=0
    ):
        raise Invalid("usage_definition", "Định nghĩa này giống định nghĩa đang dùng.")
    return terms


def _check_beginning(ym: int, last: Definition) -> None:
    """After every locked month, and after the version before: what is told stays told."""
    if first_day(ym) <= last.valid_from:
        text = f"Phải áp dụng sau định nghĩa {last.code}, tức là sau {last.valid_from:%m/%Y}."
        raise Invalid("usage_definition", text, {"month": text})
    locked = Snapshot.objects.filter(ym__gte=ym).order_by("-ym").first()
    if locked is not None:
        raise Conflict(
            "usage_published",
            f"Tháng {month_text(locked.ym)} đã chốt: định nghĩa mới chỉ áp dụng từ tháng sau đó.",
        )


def _next_code(taken: Iterable[str]) -> str:
    numbers = {code.removeprefix("TX-") for code in taken}
    number = 2
    while str(number) in numbers:
        number += 1
    return f"TX-{number}"


def _open_months(begins_on: date) -> list[int]:
    """Months counted already that the new version is to be the figure of."""
    filled = FillState.objects.filter(ym__gte=month_of(begins_on))
    return sorted(set(filled.values_list("ym", flat=True)))


def _kept_months() -> list[int]:
    """Counted months whose days are still kept by person."""
    filled = FillState.objects.filter(definition__is_headline=True, people__gt=0)
    months = sorted(set(filled.values_list("ym", flat=True)))
    return [ym for ym in months if not is_forgotten(ym)]


def _compare(made: Definition, ym: int) -> Trial:
    now = get_headline(ym, [one for one in list_definitions() if one != made])
    rows = load_rows([now.code, made.code], [ym])
    sums = [figures.add(figures_of(row) for row in rows.of(one.code, ym)) for one in (now, made)]
    return Trial(ym, *sums)


def _record(actor: Actor, action: str, made: Definition) -> None:
    record(
        actor,
        chain=CHAIN,
        action=action,
        object_type="Definition",
        object_pk=made.code,
        facts={
            "code": made.code,
            "valid_from": made.valid_from.isoformat(),
            "legal_basis": made.legal_basis,
            **terms_of(made).__dict__,
        },
    )
