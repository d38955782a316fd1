"""Agencies by tier: bands first, then rank groups; who moved most since last quarter comes first.

Nobody is shamed for a bad line: the share of computers on the Internet stands beside the rate.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mailsvc.base import clock
from mailsvc.base.errors import NotFound
from mailsvc.directory.actor import Actor
from mailsvc.survey.selectors import internet_shares
from mailsvc.usage import selectors
from mailsvc.usage.access import may_see_agency, may_see_all_agencies
from mailsvc.usage.history import rebase
from mailsvc.usage.selectors import AgencyLine, Figures, Report, TargetLine, TierLine
from webui.adoption.frame import render_empty, render_month
from webui.adoption.months import previous_month, read_report
from webui.adoption.quality import FLAGS
from webui.adoption.ranking import (
    RANKED_FROM,
    Band,
    Swing,
    band_of,
    count_bands,
    group_letters,
    rank_groups,
    swing_of,
)
from webui.shared.http import WebRequest

_NEW_MONTHS = 3
_ORGANISATION = ("merged", "split")
_ORDERS = ("thay-doi", "ty-le", "ten")


@dataclass(frozen=True)
class AgencyRow:
    """An agency as this reader may see it; figures only where they are his to see."""

    name: str
    band: Band
    band_text: str
    tag: str
    figures: Figures | None
    is_own: bool
    group: str = ""
    swing: Swing | None = None
    change: int | None = None
    internet: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Block:
    """The agencies of one tier."""

    tier: TierLine
    rows: list[AgencyRow]

    @property
    def has_figures(self) -> bool:
        return any(row.figures for row in self.rows)


@require_safe
def league(request: WebRequest) -> HttpResponse:
    """`?xep=thay-doi` (default), `ty-le`, `ten`; `?to-chuc=nay` adds forerunners to their heirs."""
    order = request.GET.get("xep", _ORDERS[0])
    if order not in _ORDERS:
        raise NotFound("order", _("Không có cách xếp này."))
    report = read_report(request)
    if report is None:
        return render_empty(request, here="league")
    today = clock.today()
    rebased = rebase(report, today)
    is_rebased = request.GET.get("to-chuc") == "nay"
    blocks = agency_blocks(
        request.actor,
        rebased if is_rebased else report,
        order=order,
        as_of=today if is_rebased else None,
    )
    sees_all = may_see_all_agencies(request.actor)
    orders = dict(zip(_ORDERS, _order_names(), strict=True))
    context = {
        "is_rebased": is_rebased,
        "may_rebase": {a.pk for a in rebased.agencies} != {a.pk for a in report.agencies},
        "blocks": blocks,
        "message": _message(blocks, report),
        "order": order,
        "orders": orders.items(),
        "used": orders[order if sees_all else "ten"],
        "sees_all": sees_all,
    }
    return render_month(request, "league.html", report, context, here="league")


def _order_names() -> tuple[str, str, str]:
    """Whichever is asked, bands come first."""
    return (
        _("theo mức, trong mức tăng nhiều nhất trước"),
        _("theo mức, trong mức tỷ lệ cao trước"),
        _("theo mức, trong mức theo tên"),
    )


def agency_blocks(
    actor: Actor, report: Report, *, order: str = _ORDERS[0], as_of: date | None = None
) -> list[Block]:
    """A block per tier, nearest to the target first; who sees all sees them ranked.

    `as_of`: the report is by the agencies of that day, and so is what it is compared with.
    """
    sees_all = may_see_all_agencies(actor)
    before = _figures_before(report, as_of)
    internet = internet_shares(report.last_day)
    blocks = []
    for tier in report.tiers:
        lines = [line for line in report.agencies if line.tier_code == tier.code]
        groups = _groups(lines, before) if sees_all else {}
        target = tier.target or report.target
        rows = [
            _row(actor, line, before.get(line.pk), groups.get(line.pk, ""), internet, target)
            for line in lines
        ]
        # To who sees bands only, the order within a band tells nothing.
        blocks.append(Block(tier, sorted(rows, key=_order_key(order if sees_all else "ten"))))
    return blocks


def _figures_before(report: Report, as_of: date | None) -> dict[int, Figures]:
    """The agencies' figures three months before, where the same definition counted them."""
    try:
        then = selectors.adoption_report(
            previous_month(report.ym, _NEW_MONTHS), definition=report.definition
        )
    except NotFound:
        return {}
    lines = (rebase(then, as_of) if as_of else then).agencies
    return {line.pk: line.figures for line in lines if not line.is_hidden}


def _groups(lines: list[AgencyLine], before: dict[int, Figures]) -> dict[int, str]:
    """A letter for each rank group; an agency younger than three months has none, once there are as
    many."""
    sizes = {
        line.pk: (line.figures.regular, line.figures.eligible)
        for line in lines
        if not line.is_hidden and (not before or line.pk in before)
    }
    return group_letters(rank_groups(sizes))


def _row(
    actor: Actor,
    line: AgencyLine,
    before: Figures | None,
    group: str,
    internet: dict[int, str],
    target: TargetLine | None,
) -> AgencyRow:
    figures = line.figures
    band = (
        Band.HIDDEN
        if line.is_hidden
        else band_of(figures.regular, figures.eligible, target.percent if target else None)
    )
    text, tag = band_words(band)
    is_own = line.pk == actor.agency_pk
    if line.is_hidden or not may_see_agency(actor, line.pk):
        return AgencyRow(line.name, band, text, tag, None, is_own)
    return AgencyRow(
        name=line.name,
        band=band,
        band_text=text,
        tag=tag,
        figures=figures,
        is_own=is_own,
        group=group or _why_no_group(figures),
        swing=swing_of(figures.regular, figures.eligible),
        change=_change(figures, before),
        internet=internet.get(line.pk, ""),
        notes=tuple(str(FLAGS[flag]) for flag in line.flags if flag in _ORGANISATION),
    )


def _why_no_group(figures: Figures) -> str:
    return _("dưới 30 người") if figures.eligible < RANKED_FROM else ""


def _change(now: Figures, before: Figures | None) -> int | None:
    if before is None or now.percent is None or before.percent is None:
        return None
    return now.percent - before.percent


def _order_key(order: str) -> Callable[[AgencyRow], tuple[int, float]]:
    def by_change(row: AgencyRow) -> tuple[int, float]:
        return (row.band, -(row.change if row.change is not None else -101))

    def by_rate(row: AgencyRow) -> tuple[int, float]:
        figures = row.figures
        rate = figures.regular / figures.eligible if figures and figures.eligible else -1.0
        return (row.band, -rate)

    return {_ORDERS[0]: by_change, _ORDERS[1]: by_rate}.get(order, lambda row: (row.band, 0))


def _message(blocks: list[Block], report: Report) -> str:
    counts = count_bands(row.band for block in blocks for row in block.rows)
    shown = sum(counts.values()) - counts[Band.NONE]
    asked = sorted({one.percent for one in _targets(report)})
    if not asked:
        return _("Năm này chưa có chỉ tiêu: các cơ quan chưa xếp mức")
    facts = {
        "reached": counts[Band.REACHED],
        "all": shown,
        "percent": "–".join(f"{one}" for one in (asked[0], asked[-1])[: len(asked)]),
        "near": counts[Band.NEAR],
    }
    return (
        _(
            "%(reached)d/%(all)d cơ quan đạt chỉ tiêu %(percent)s%% người thường xuyên dùng thư"
            " điện tử, %(near)d cơ quan gần đạt"
        )
        % facts
    )


def _targets(report: Report) -> list[TargetLine]:
    """What each tier is held to: its own target, else the province's."""
    found = [tier.target or report.target for tier in report.tiers]
    return [one for one in found if one is not None]


def band_words(band: Band) -> tuple[str, str]:
    """The word of a band and the tone of its tag."""
    return {
        Band.REACHED: (_("đạt chỉ tiêu"), "done"),
        Band.NEAR: (_("gần đạt"), "soon"),
        Band.BELOW: (_("chưa đạt"), ""),
        Band.HIDDEN: (_("ẩn, nhóm nhỏ"), ""),
        Band.NONE: ("—", ""),
    }[band]
