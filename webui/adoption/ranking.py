"""Bands, usual swings and rank groups of agencies. Pure.

An agency's rate is a census, no sample; still a few people more or less move a small agency a lot.
The usual swing (Wilson's interval at 90 %) says how much, and agencies whose swings overlap share
a rank.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from math import sqrt

from mailsvc.usage import rules

NEAR_POINTS = 5
RANKED_FROM = 30  # smaller agencies are shown without a rank
_Z = 1.6449  # 90 %


class Band(IntEnum):
    """How far an agency is from the year's target; the order of the table."""

    REACHED = 0
    NEAR = 1
    BELOW = 2
    HIDDEN = 3
    NONE = 4


@dataclass(frozen=True)
class Swing:
    """The usual swing of a rate, in whole percent."""

    low: int
    high: int


def band_of(part: int, whole: int, target: int | None) -> Band:
    """Compared on integers, like the target itself."""
    if target is None or not whole:
        return Band.NONE
    if rules.is_reached(part, whole, target):
        return Band.REACHED
    if rules.is_reached(part, whole, target - NEAR_POINTS):
        return Band.NEAR
    return Band.BELOW


def swing_of(part: int, whole: int) -> Swing | None:
    """Wilson's interval, rounded; None for nobody."""
    if not whole:
        return None
    low, high = _wilson(part, whole)
    return Swing(round(low), round(high))


def rank_groups(sizes: Mapping[int, tuple[int, int]]) -> dict[int, int]:
    """Key → rank group, from key → (part, whole); those below `RANKED_FROM` have none.

    The best of the rest opens a group; whoever's swing reaches up to its lower end is in it.
    """
    ranked = [key for key, (_part, whole) in sizes.items() if whole >= RANKED_FROM]
    ranked.sort(key=lambda key: (-sizes[key][0] / sizes[key][1], key))
    groups: dict[int, int] = {}
    place, floor = 0, 101.0
    for number, key in enumerate(ranked, 1):
        low, high = _wilson(*sizes[key])
        if high < floor:
            place, floor = number, low
        groups[key] = place
    return groups


def group_letters(ranks: Mapping[int, int]) -> dict[int, str]:
    """Key → A, B, C … from key → rank group: a number would read as a place."""
    places = {place: letter for letter, place in enumerate(sorted(set(ranks.values())))}
    return {key: chr(ord("A") + min(places[place], 25)) for key, place in ranks.items()}


def count_bands(bands: Iterable[Band]) -> dict[Band, int]:
    """How many agencies stand where."""
    counts = dict.fromkeys(Band, 0)
    for band in bands:
        counts[band] += 1
    return counts


def _wilson(part: int, whole: int) -> tuple[float, float]:
    """In percent, unrounded."""
    share, square = part / whole, _Z * _Z
    middle = share + square / (2 * whole)
    spread = _Z * sqrt(share * (1 - share) / whole + square / (4 * whole * whole))
    scale = 1 + square / whole
    return 100 * (middle - spread) / scale, 100 * (middle + spread) / scale
