"""Which group may go now: at most a few at once to one goal, and of those few carry a large mail.

A goal that does not answer holds few threads; a large mail on a thin line leaves room for small
ones. Used by the worker's own thread only. Pure.
"""

import heapq
from collections import defaultdict
from dataclasses import dataclass, field
from enum import Enum
from typing import Generic, TypeVar

WAITING_MAX = 8

Item = TypeVar("Item")


class Entry(Enum):
    """What became of an item at the entrance."""

    GOES = "goes"
    WAITS = "waits"
    FULL = "full"  # enough wait here: the rest waits in the queue's rows


@dataclass(frozen=True)
class Room:
    """How many more a goal could take in now, under way or waiting."""

    small: int
    large: int


@dataclass
class _Lane(Generic[Item]):
    under_way: dict[bool, int] = field(default_factory=lambda: {False: 0, True: 0})
    waiting: dict[bool, list[tuple[int, int, Item]]] = field(
        default_factory=lambda: {False: [], True: []}
    )

    @property
    def total(self) -> int:
        return sum(self.under_way.values())

    @property
    def is_empty(self) -> bool:
        return not self.total and not any(self.waiting.values())


class Lanes(Generic[Item]):
    """Items wait in order of rank, then as they came; large ones (True) apart from small ones."""

    def __init__(self) -> None:
        self._lanes: defaultdict[str, _Lane[Item]] = defaultdict(_Lane)
        self._number = 0

    def enter(
        self, goal: str, item: Item, *, rank: int, is_large: bool, connections_max: int
    ) -> Entry:
        """GOES: it counts as under way from now. FULL: it is not kept."""
        lane = self._lanes[goal]
        if _has_way(lane, is_large, connections_max):
            lane.under_way[is_large] += 1
            return Entry.GOES
        waiting = lane.waiting[is_large]
        if len(waiting) >= (1 if is_large else WAITING_MAX):
            return Entry.FULL
        self._number += 1
        heapq.heappush(waiting, (rank, self._number, item))
        return Entry.WAITS

    def leave(self, goal: str, *, is_large: bool, connections_max: int) -> list[Item]:
        """One has come back: those that may go now; they count as under way."""
        lane = self._lanes[goal]
        lane.under_way[is_large] -= 1
        gone: list[Item] = []
        while (kind := _next_kind(lane, connections_max)) is not None:
            gone.append(heapq.heappop(lane.waiting[kind])[2])
            lane.under_way[kind] += 1
        self._forget_empty(goal)
        return gone

    def empty(self, goal: str) -> list[Item]:
        """Take out all that wait: their goal is down."""
        lane = self._lanes[goal]
        taken = [item for kind in (False, True) for _, _, item in _in_order(lane.waiting[kind])]
        lane.waiting = {False: [], True: []}
        self._forget_empty(goal)
        return taken

    def room(self, goal: str, *, connections_max: int) -> Room:
        """What the goal could take in now; beyond that they would only wait here."""
        if goal not in self._lanes:
            return Room(connections_max, large_max(connections_max))
        lane = self._lanes[goal]
        waiting = len(lane.waiting[False])
        small = max(0, connections_max - lane.total) + WAITING_MAX - waiting
        # By halves of the waiting room, not one by one: each fetching is a transaction.
        return Room(small if waiting <= WAITING_MAX // 2 else 0, int(not lane.waiting[True]))

    def _forget_empty(self, goal: str) -> None:
        if self._lanes[goal].is_empty:
            del self._lanes[goal]


def large_max(connections_max: int) -> int:
    """Of four connections one may carry a large mail; a single one carries what comes."""
    return max(1, connections_max // 4)


def _in_order(waiting: list[tuple[int, int, Item]]) -> list[tuple[int, int, Item]]:
    """In the order they would go; numbers are unique, so items are never compared."""
    return sorted(waiting, key=lambda one: one[:2])


def _has_way(lane: _Lane[Item], is_large: bool, connections_max: int) -> bool:
    if lane.total >= connections_max:
        return False
    return not is_large or lane.under_way[True] < large_max(connections_max)


def _next_kind(lane: _Lane[Item], connections_max: int) -> bool | None:
    """Which kind goes next: by the rank of its first, a large one only where it has a way."""
    kinds = [
        kind
        for kind in (False, True)
        if lane.waiting[kind] and _has_way(lane, kind, connections_max)
    ]
    return min(kinds, key=lambda kind: lane.waiting[kind][0][:2], default=None)
