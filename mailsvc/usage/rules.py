"""What "thường xuyên" means, applied to the bits of one person and month; rates. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from mailsvc.usage.bits import bit_of, days_of
from mailsvc.workdays.calendar import is_working_day

SMALL_GROUP = 10  # fewer people than this are never shown as a group
SHY_GROUP = 20  # below this, nought and all are not printed as such


@dataclass(frozen=True)
class Terms:
    """The numbers of a definition; see `models.Definition`."""

    share_over: int
    share_under: int
    min_weeks: int
    min_outgoing_days: int
    min_available_days: int
    min_active_days: int = 0
    outgoing_over: int = 0
    outgoing_under: int = 1
    slight_percent: int = 50


@dataclass(frozen=True)
class MonthBits:
    """What a person did in a month; `slight` are mails of a word or two to one person."""

    read: int = 0
    write: int = 0
    process: int = 0
    delegated: int = 0
    slight: int = 0

    @property
    def qualifying(self) -> int:
        return self.read | self.write | self.process | self.slight


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


def is_excluded(terms: Terms, bits: MonthBits) -> bool:
    """G-1: so much of what somebody sent is a word or two to one person that it is no work."""
    only = (bits.slight & ~bits.write).bit_count()
    return only > 0 and 100 * only >= terms.slight_percent * (bits.slight | bits.write).bit_count()


def outgoing(terms: Terms, bits: MonthBits) -> int:
    """The days of outgoing work; slight mails are such unless G-1 takes them away."""
    slight = 0 if is_excluded(terms, bits) else bits.slight
    return bits.write | bits.process | slight


def is_regular(terms: Terms, bits: MonthBits, available: int, weeks: Iterable[int]) -> bool:
    """TX: active on enough available days, spread over enough weeks, with enough outgoing days."""
    weeks = tuple(weeks)
    days = available.bit_count()
    active = bits.qualifying & available
    sent_days = (outgoing(terms, bits) & available).bit_count()
    weeks_available = sum((week & available).bit_count() >= 2 for week in weeks)
    weeks_active = sum(bool(week & active) for week in weeks)
    return (
        active.bit_count() * terms.share_under >= days * terms.share_over
        and active.bit_count() >= terms.min_active_days
        and weeks_active >= min(terms.min_weeks, weeks_available)
        and sent_days >= terms.min_outgoing_days
        and sent_days * terms.outgoing_under >= days * terms.outgoing_over
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
    if whole < SHY_GROUP and part == 0:
        return "<10%"
    if whole < SHY_GROUP and part == whole:
        return ">90%"
    return f"{rate}%"


def part_text(part: int, whole: int) -> str:
    """`322`; `…` where `percent_text` tells neither nought nor all."""
    return "…" if percent_text(part, whole)[0] in "<>" else number_text(part)


def tenths_text(part: int, whole: int) -> str:
    """`17,4%`, truncated; small groups as in `percent_text`."""
    text = percent_text(part, whole)
    if not whole or text[0] in "<>":
        return text
    tenths = 1000 * part // whole
    return f"{tenths // 10},{tenths % 10}%"


def number_text(number: int) -> str:
    """`1850` → `1.850`, as Vietnamese writes thousands."""
    return f"{number:,}".replace(",", ".")


def share_text(part: int, whole: int) -> str:
    """`17% (322/1.850)`."""
    return f"{percent_text(part, whole)} ({number_text(part)}/{number_text(whole)})"


def hidden_groups(sizes: dict[int, int]) -> frozenset[int]:
    """Which sibling groups may not be shown: the small ones, and the smallest others with them.

    Whoever subtracts all that is shown from the sum gets the hidden ones together: these must be
    two groups at least, and as many people as a group must have.
    """
    hidden = {key for key, size in sizes.items() if 0 < size < SMALL_GROUP}
    others = sorted((size, key) for key, size in sizes.items() if size >= SMALL_GROUP)
    for _, key in others if hidden else ():
        if len(hidden) > 1 and sum(sizes[one] for one in hidden) >= SMALL_GROUP:
            break
        hidden.add(key)
    return frozenset(hidden)
