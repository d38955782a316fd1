"""Lines of the page's tables: funnel stages in words, agencies as figures or as bands."""

from dataclasses import dataclass
from enum import IntEnum

from django.utils.translation import gettext as _

from mailsvc.directory.actor import Actor
from mailsvc.usage import rules
from mailsvc.usage.access import may_see_agency, may_see_all_agencies
from mailsvc.usage.selectors import AgencyLine, Figures, Report, TargetLine, TierLine

_NEAR_POINTS = 5


class Band(IntEnum):
    """How far an agency is from the year's target; the order of the table."""

    REACHED = 0
    NEAR = 1
    BELOW = 2
    HIDDEN = 3
    NONE = 4


@dataclass(frozen=True)
class AgencyRow:
    """An agency as this reader may see it; `figures` only where they are his to see."""

    name: str
    band: Band
    band_text: str
    tag: str
    figures: Figures | None
    is_own: bool


@dataclass(frozen=True)
class Block:
    """The agencies of one tier."""

    tier: TierLine
    rows: list[AgencyRow]

    @property
    def has_figures(self) -> bool:
        return any(row.figures for row in self.rows)


@dataclass(frozen=True)
class FunnelLine:
    """A stage with its share of the payroll."""

    name: str
    count: int
    share: str
    width: int
    is_last: bool


def funnel_lines(report: Report) -> list[FunnelLine]:
    """Each stage within the one before it."""
    names = {
        "eligible": _("Trong biên chế"),
        "accounts": _("Đã có tài khoản"),
        "opened": _("Đã đăng nhập lần đầu"),
        "reached": _("Có đọc, dùng trong tháng"),
        "outgoing": _("Có gửi, xử lý trong tháng"),
        "regular": _("Thường xuyên"),
    }
    whole = report.total.eligible
    return [
        FunnelLine(
            names[stage.code],
            stage.count,
            rules.percent_text(stage.count, whole),
            rules.percent(stage.count, whole) or 0,
            stage.code == "regular",
        )
        for stage in report.funnel
    ]


def agency_blocks(actor: Actor, report: Report) -> list[Block]:
    """A block per tier, nearest to the target first; who sees all figures sees them ranked."""
    sees_all = may_see_all_agencies(actor)
    blocks = []
    for tier in report.tiers:
        lines = [line for line in report.agencies if line.tier_code == tier.code]
        rows = [(_row(actor, line, report.target), line) for line in lines]
        rows.sort(key=lambda pair: (pair[0].band, -_rate(pair[1]) if sees_all else 0))
        blocks.append(Block(tier, [row for row, _line in rows]))
    return blocks


def _row(actor: Actor, line: AgencyLine, target: TargetLine | None) -> AgencyRow:
    band = _band(line, target)
    is_shown = not line.is_hidden and may_see_agency(actor, line.pk)
    text, tag = _words(band)
    return AgencyRow(
        name=line.name,
        band=band,
        band_text=text,
        tag=tag,
        figures=line.figures if is_shown else None,
        is_own=line.pk == actor.agency_pk,
    )


def _band(line: AgencyLine, target: TargetLine | None) -> Band:
    figures = line.figures
    if line.is_hidden:
        return Band.HIDDEN
    if target is None or not figures.eligible:
        return Band.NONE
    if rules.is_reached(figures.regular, figures.eligible, target.percent):
        return Band.REACHED
    if rules.is_reached(figures.regular, figures.eligible, target.percent - _NEAR_POINTS):
        return Band.NEAR
    return Band.BELOW


def _words(band: Band) -> tuple[str, str]:
    return {
        Band.REACHED: (_("đạt chỉ tiêu"), "done"),
        Band.NEAR: (_("gần đạt"), "soon"),
        Band.BELOW: (_("chưa đạt"), ""),
        Band.HIDDEN: (_("ẩn, nhóm nhỏ"), ""),
        Band.NONE: ("—", ""),
    }[band]


def _rate(line: AgencyLine) -> float:
    figures = line.figures
    return figures.regular / figures.eligible if figures.eligible else 0.0
