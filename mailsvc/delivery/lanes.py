"""Which group may go now: at most a few at once to one goal, so that a dead site holds few threads.

Used by the worker's own thread only. Pure.
"""

from collections import Counter, defaultdict, deque
from typing import Generic, TypeVar

PER_GOAL = 4
CROWDED = 16

Item = TypeVar("Item")


class Lanes(Generic[Item]):
    """Items of one goal beyond `per_goal` wait here, in the order they came."""

    def __init__(self, per_goal: int = PER_GOAL) -> None:
        self._per_goal = per_goal
        self._under_way: Counter[str] = Counter()
        self._waiting: defaultdict[str, deque[Item]] = defaultdict(deque)

    def enter(self, goal: str, item: Item) -> Item | None:
        """The item when it may go at once; None when it waits."""
        if self._under_way[goal] >= self._per_goal:
            self._waiting[goal].append(item)
            return None
        self._under_way[goal] += 1
        return item

    def list_crowded(self) -> list[str]:
        """Goals for which so many wait that no more need be claimed now."""
        return [goal for goal, waiting in self._waiting.items() if len(waiting) >= CROWDED]

    def leave(self, goal: str) -> Item | None:
        """One has come back: the next of its goal, which may go now."""
        if waiting := self._waiting.get(goal):
            item = waiting.popleft()
            if not waiting:
                del self._waiting[goal]
            return item
        self._under_way[goal] -= 1
        if not self._under_way[goal]:
            del self._under_way[goal]
        return None
