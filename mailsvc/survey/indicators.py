"""The indicators of the survey: which answers each is counted from. Pure; nothing is rounded up."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from mailsvc.survey.rules import Answers
from mailsvc.usage.rules import number_text, percent


class Kind(StrEnum):
    """How an indicator reads."""

    SUM = "sum"  # 1.203
    SHARE = "share"  # 78% (939/1.203)
    PER_HEAD = "per_head"  # 0,65 (1.203/1.850)


@dataclass(frozen=True)
class Counted:
    """A signed reply as the table reads it; `staff` is the payroll where it is known."""

    answers: Answers
    staff: int
    is_seen_working: bool


Count = Callable[[Counted], int]


@dataclass(frozen=True)
class Indicator:
    """`part` over `whole`, both summed over replies; a plain sum has no whole."""

    code: str
    kind: Kind
    part: Count
    whole: Count | None = None


@dataclass(frozen=True)
class Value:
    """An indicator of a group of agencies."""

    kind: Kind
    part: int
    whole: int

    @property
    def text(self) -> str:
        """The figure alone: `1.203`, `78%`, `0,65`; `—` for nobody."""
        if self.kind is Kind.SUM:
            return number_text(self.part)
        if self.kind is Kind.PER_HEAD:
            return per_head_text(self.part, self.whole)
        rate = percent(self.part, self.whole)
        return "—" if rate is None else f"{rate}%"

    @property
    def fraction(self) -> str:
        """`939/1.203`; empty for a sum."""
        if self.kind is Kind.SUM:
            return ""
        return f"{number_text(self.part)}/{number_text(self.whole)}"


def per_head_text(part: int, whole: int) -> str:
    """`1203, 1850` → `0,65`: two decimals, cut off, not rounded."""
    if not whole:
        return "—"
    hundredths = 100 * part // whole
    return f"{hundredths // 100},{hundredths % 100:02d}"


def _one(_reply: Counted) -> int:
    return 1


def _computers(reply: Counted) -> int:
    return reply.answers.computers or 0


def _agencies(code: str, holds: Callable[[Counted], bool]) -> Indicator:
    """How many of the agencies."""
    return Indicator(code, Kind.SHARE, lambda reply: int(holds(reply)), _one)


INDICATORS = (
    Indicator("servers", Kind.SUM, lambda reply: reply.answers.servers or 0),
    Indicator("computers", Kind.SUM, _computers),
    Indicator("on_lan", Kind.SHARE, lambda reply: reply.answers.computers_on_lan or 0, _computers),
    Indicator(
        "on_internet",
        Kind.SHARE,
        lambda reply: reply.answers.computers_on_internet or 0,
        _computers,
    ),
    Indicator("per_head", Kind.PER_HEAD, _computers, lambda reply: reply.staff),
    _agencies("has_lan", lambda reply: bool(reply.answers.has_lan)),
    _agencies("has_broadband", lambda reply: bool(reply.answers.has_broadband)),
    _agencies("management_seen", lambda reply: reply.is_seen_working),
    _agencies("management_declared", lambda reply: bool(reply.answers.runs_management)),
    _agencies("website_1", lambda reply: reply.answers.website_level == 1),
    _agencies("website_2", lambda reply: (reply.answers.website_level or 0) >= 2),
    _agencies("ageing", lambda reply: bool(reply.answers.has_ageing_equipment)),
)


def value_of(indicator: Indicator, replies: Iterable[Counted]) -> Value:
    """The indicator over these replies."""
    kept = list(replies)
    whole = indicator.whole
    return Value(
        indicator.kind,
        sum(indicator.part(reply) for reply in kept),
        sum(whole(reply) for reply in kept) if whole else 0,
    )
