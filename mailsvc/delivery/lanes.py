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
    waiting: list[tuple[int, int, Item]] = field(default_factory=list)  # numbers are unique

    @property
    def total(self) -> int:
        return sum(self.under_way.values())


class Lanes(Generic[Item]):
    """Small items wait in order of rank, then as they came; large ones do not wait here."""

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
        # A large one before it may take an hour: it waits in its row, where no lease runs out.
        if is_large or len(lane.waiting) >= WAITING_MAX:
            return Entry.FULL
        self._number += 1
        heapq.heappush(lane.waiting, (rank, self._number, item))
        return Entry.WAITS

    def leave(self, goal: str, *, is_large: bool, connections_max: int) -> list[Item]:
        """One has come back: those that may go now; they count as under way."""
        lane = self._lanes[goal]
        lane.under_way[is_large] -= 1
        gone: list[Item] = []
        while lane.waiting and lane.total < connections_max:
            gone.append(heapq.heappop(lane.waiting)[2])
            lane.under_way[False] += 1
        self._forget_empty(goal)
        return gone

    def empty(self, goal: str) -> list[Item]:
        """Take out all that wait, in their order: their goal is down."""
        lane = self._lanes[goal]
        taken = [heapq.heappop(lane.waiting)[2] for _ in range(len(lane.waiting))]
        self._forget_empty(goal)
        return taken

    def room(self, goal: str, *, connections_max: int) -> Room:
        """What the goal could take in now; beyond that they would only wait here."""
        lane: _Lane[Item] = self._lanes.get(goal) or _Lane()
        waiting = len(lane.waiting)
        small = max(0, connections_max - lane.total) + WAITING_MAX - waiting
        large = large_max(connections_max) - lane.under_way[True]
        free = connections_max - lane.total - waiting
        # By halves of the waiting room, not one by one: each fetching is a transaction.
        return Room(small if waiting <= WAITING_MAX // 2 else 0, max(0, min(large, free)))

    def _forget_empty(self, goal: str) -> None:
        if not self._lanes[goal].total and not self._lanes[goal].waiting:
            del self._lanes[goal]


def large_max(connections_max: int) -> int:
    """Of four connections one may carry a large mail; a single one carries what comes."""
    return max(1, connections_max // 4)


def _has_way(lane: _Lane[Item], is_large: bool, connections_max: int) -> bool:
    if lane.total >= connections_max:
        return False
    return not is_large or lane.under_way[True] < large_max(connections_max)
