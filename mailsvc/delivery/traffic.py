"""The traffic to other hosts: what goes now, what waits, and which destinations are down.

For the worker's own thread. A group is let through by its goal's lane; what finds no room goes back
to the queue's rows (`queue.parking`) and is fetched as lanes empty. A goal that nobody could reach
is down (`queue.destinations`): its mail waits untried, one mail at a time is its probe.
"""

import logging
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeAlias

from django.conf import settings

from mailsvc.base import clock
from mailsvc.delivery.attempt import Attempted
from mailsvc.delivery.groups import Group
from mailsvc.delivery.lanes import Entry, Lanes
from mailsvc.queue import destinations, parking
from mailsvc.queue.models import Destination
from mailsvc.queue.orders import Claim

# A foreign domain that is dead for days is asked four times an hour, a site of ours every minute.
FOREIGN_PROBE_MAX_S = 900.0
PROBE_LEASE = timedelta(seconds=90)
_LOOK_S = 1.0
_COUNT_S = 10.0

logger = logging.getLogger(__name__)

Item: TypeAlias = tuple[Group, float]  # since when it is claimed, by time.monotonic


@dataclass(frozen=True)
class Settled:
    """Who may go now, and who waited here and has gone back to his row."""

    following: tuple[Item, ...]
    given_back: tuple[Group, ...] = ()


class Traffic:
    """One a worker. `admit` before an attempt, `settle` once its results are recorded."""

    def __init__(self) -> None:
        self._lanes: Lanes[Item] = Lanes()
        self._down: dict[str, Destination] = {}
        self._probes: set[int] = set()  # ids of the groups that go past the lanes
        self._full: set[str] = set()  # goals for which rows wait in the queue, as far as we know
        self._limits: dict[str, int] = {}
        self._looked_at = self._counted_at = float("-inf")

    def admit(self, group: Group) -> Entry:
        """GOES: to a thread now. WAITS: `settle` will give it. FULL: `give_back` it."""
        goal = group.route.goal
        self._limits[goal] = group.connections_max
        if goal in self._down:
            if destinations.take_probe(goal, lease=PROBE_LEASE):
                self._probes.add(id(group))
                return Entry.GOES
            return Entry.FULL
        entry = self._lanes.enter(
            goal,
            (group, time.monotonic()),
            rank=group.rank,
            is_large=group.is_large,
            connections_max=group.connections_max,
        )
        if entry is Entry.FULL:
            self._full.add(goal)
        return entry

    def give_back(self, groups: Iterable[Group]) -> None:
        """To their rows, untried: one statement a goal."""
        by_goal: dict[str, list[Claim]] = {}
        for group in groups:
            by_goal.setdefault(group.route.goal, []).extend(group.claims)
        for goal, claims in by_goal.items():
            parking.park(claims, goal=goal)

    def note_reached(self, group: Group) -> None:
        """Its goal talks with us: what waits for it may come, while this one still goes on."""
        goal = group.route.goal
        if goal in self._down:
            del self._down[goal]
            due = destinations.note_up(goal)
            logger.info("destination answers again: %s; waiting mails due: %d", goal, due)

    def settle(self, group: Group, attempted: Sequence[Attempted]) -> Settled:
        """Its results are recorded: what they say of its destination, and who goes next."""
        silent = [one for one in attempted if one.is_unreachable]
        if silent:
            given_back = self._note_down(group, silent)
            self._leave(group)
            return Settled((), tuple(given_back))
        if attempted:
            self.note_reached(group)
        else:
            self.give_back([group])  # it waited here too long, and was not begun
        following = self._leave(group)
        self._fetch(group.route.goal)
        return Settled(tuple(following))

    def _leave(self, group: Group) -> list[Item]:
        if id(group) in self._probes:
            self._probes.discard(id(group))
            return []
        return self._lanes.leave(
            group.route.goal, is_large=group.is_large, connections_max=group.connections_max
        )

    def _note_down(self, group: Group, silent: Sequence[Attempted]) -> list[Group]:
        """Nobody there: those that waited here go back to their rows."""
        goal = group.route.goal
        probe_max_s = settings.PROBE_MAX_S if group.is_peer else FOREIGN_PROBE_MAX_S
        is_news = goal not in self._down
        row = destinations.note_down(goal, silent[0].result.text, probe_max_s=probe_max_s)
        self._down[goal] = row
        parking.tie([one.claim.recipient_pk for one in silent], goal=goal)
        if is_news:
            logger.warning(
                "destination does not answer: %s; next try at %s", goal, row.next_probe_at
            )
        given_back = [waiting for waiting, _since in self._lanes.empty(goal)]
        self.give_back(given_back)
        return given_back

    def look(self) -> None:
        """Once a second: which are down (other workers see it too), probes, room for what waits."""
        now = time.monotonic()
        if now - self._looked_at < _LOOK_S:
            return
        self._looked_at = now
        self._down = {row.goal: row for row in destinations.list_down()}
        if any(row.next_probe_at <= clock.now() for row in self._down.values()):
            destinations.call_up()
        if now - self._counted_at >= _COUNT_S:
            self._counted_at = now
            self._full |= {one.goal for one in parking.list_parked()}
        for goal in list(self._full - self._down.keys()):
            self._fetch(goal)

    def _fetch(self, goal: str) -> None:
        """Let as many fall due as the lane has room for; forget a goal nothing waits for."""
        if goal not in self._full or goal in self._down:
            return
        room = self._lanes.room(goal, connections_max=self._limits.get(goal, 1))
        if room.small == room.large == 0:
            return
        fetched = parking.fetch(goal, limit=room.small, is_large=False) if room.small else 0
        fetched += parking.fetch(goal, limit=room.large, is_large=True) if room.large else 0
        if room.small and room.large and not fetched:
            self._full.discard(goal)
