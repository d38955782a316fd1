"""What "thường xuyên" means, applied to the bits of one person and month; rates. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from mailsvc.usage.bits import bit_of, days_of
from mailsvc.workdays.calendar import is_working_day

SMALL_GROUP = 10  # fewer people than this are never shown as a group
_SHY_GROUP = 20  # below this, nought and all are not printed as such


@dataclass(frozen=True)
class Terms:
    """The numbers of a definition; see `models.Definition`."""

    share_over: int
    share_under: int
    min_weeks: int
    min_outgoing_days: int
    min_available_days: int


@dataclass(frozen=True)
class MonthBits:
    """What a person did in a month."""

    read: int = 0
    write: int = 0
    process: int = 0
    delegated: int = 0

    @property
    def qualifying(self) -> int:
        return self.read | self.write | self.process

    @property
    def outgoing(self) -> int:
        return self.write | self.process


def working_days(ym: int) -> list[date]:
    """The month's days on which offices work."""
    return [day for day in days_of(ym) if is_working_day(day)]


def week_masks(ym: int) -> tuple[int, ...]:
    """The month's days as one mask per ISO week."""
    masks: dict[tuple[int, int], int] = {}
    for day in days_of(ym):
        year, week, _ = day.isocalendar()
        masks[year, week] = masks.get((year, week), 0) | bit_of(day)
    return tuple(masks.values())


def is_eligible(terms: Terms, available: int) -> bool:
    """Enough available days to be judged at all."""
    return available.bit_count() >= terms.min_available_days


def is_regular(terms: Terms, bits: MonthBits, available: int, weeks: Iterable[int]) -> bool:
    """TX: active on enough available days, spread over enough weeks, with enough outgoing days."""
    active = bits.qualifying & available
    outgoing = bits.outgoing & available
    weeks_available = sum((week & available).bit_count() >= 2 for week in weeks)
    weeks_active = sum(bool(week & active) for week in weeks)
    return (
        active.bit_count() >= _ceil_share(terms, available.bit_count())
        and weeks_active >= min(terms.min_weeks, weeks_available)
        and outgoing.bit_count() >= terms.min_outgoing_days
    )


def percent(part: int, whole: int) -> int | None:
    """The truncated percentage; None when there is nobody to count."""
    return 100 * part // whole if whole else None


def is_reached(part: int, whole: int, target: int) -> bool:
    """Compared on integers: 19.99 % never meets 20 %."""
    return whole > 0 and 100 * part >= target * whole


def count_missing(part: int, whole: int, target: int) -> int:
    """How many people more would reach the target."""
    return max(0, -(-target * whole // 100) - part)


def percent_text(part: int, whole: int) -> str:
    """`17%`; `—` for nobody; in small groups neither nought nor all is told."""
    rate = percent(part, whole)
    if rate is None:
        return "—"
    if whole < _SHY_GROUP and part == 0:
        return "<10%"
    if whole < _SHY_GROUP and part == whole:
        return ">90%"
    return f"{rate}%"


def number_text(number: int) -> str:
    """`1850` → `1.850`, as Vietnamese writes thousands."""
    return f"{number:,}".replace(",", ".")


def share_text(part: int, whole: int) -> str:
    """`17% (322/1.850)`."""
    return f"{percent_text(part, whole)} ({number_text(part)}/{number_text(whole)})"


def hidden_groups(sizes: dict[int, int]) -> frozenset[int]:
    """Which sibling groups may not be shown: the small ones, and, when only one is small, the
    smallest other one too, so that it cannot be had by subtraction."""
    hidden = {key for key, size in sizes.items() if 0 < size < SMALL_GROUP}
    others = [key for key, size in sizes.items() if size >= SMALL_GROUP]
    if len(hidden) == 1 and others:
        hidden.add(min(others, key=lambda key: (sizes[key], key)))
    return frozenset(hidden)


def _ceil_share(terms: Terms, days: int) -> int:
    return -(-days * terms.share_over // terms.share_under)
