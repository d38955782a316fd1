"""What breaks, when, and how it comes back."""

import random
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection

from tests.bench.crash_disk import SmallDisk
from tests.bench.crash_parts import Part
from tests.support.postgres import Cluster

# Kinds and how often each is drawn beside the others.
_WEIGHTS = {"relay": 3, "delivery": 3, "both": 3, "dovecot": 2, "disk": 2, "database": 2}
_LASTS_S = {"dovecot": (0.2, 1.2), "disk": (0.3, 1.2), "database": (0.3, 1.5)}
_REST_S = (0.0, 0.2)


@dataclass(frozen=True)
class Fault:
    """One break within a round; seconds from its beginning."""

    kind: str
    at_s: float
    lasts_s: float


def draw(rng: random.Random, *, within_s: float, kinds: set[str]) -> list[Fault]:
    """One to three faults of a round. The same seed draws the same."""
    names = [kind for kind in _WEIGHTS if kind in kinds]
    chosen = rng.choices(names, [_WEIGHTS[kind] for kind in names], k=rng.randint(1, 3))
    return [
        Fault(kind, rng.uniform(0.2, within_s), rng.uniform(*_LASTS_S.get(kind, _REST_S)))
        for kind in chosen
    ]


class Breaker:
    """Does them. `begin` and `end` give what happens by kind."""

    def __init__(self, parts: dict[str, Part], disk: SmallDisk, cluster: Cluster | None) -> None:
        relay, delivery, dovecot = parts["relay"], parts["delivery"], parts["dovecot"]
        self._lock: sqlite3.Connection | None = None
        away, back = (cluster.crash, cluster.start) if cluster else (self._hold, self._let_go)
        self.begin: dict[str, list[Callable[[], None]]] = {
            "relay": [relay.kill],
            "delivery": [delivery.kill],
            "both": [relay.kill, delivery.kill],
            "dovecot": [dovecot.kill],
            "database": [away],
        }
        self.end: dict[str, list[Callable[[], None]]] = {
            "relay": [relay.start],
            "delivery": [delivery.start],
            "both": [delivery.start, relay.start],
            "dovecot": [dovecot.start],
            "database": [back],
        }
        if disk.can_fill:
            self.begin["disk"], self.end["disk"] = [disk.fill], [disk.free]

    @property
    def kinds(self) -> set[str]:
        """What can be broken here."""
        return set(self.begin)

    def heal(self) -> None:
        """Everything back; harmless where nothing is broken."""
        for kind in ("disk", "database", "dovecot", "both"):
            for act in self.end.get(kind, ()):
                act()

    def _hold(self) -> None:
        """SQLite has no server to end: another holds its lock, and nothing can be written."""
        if self._lock is None:
            name = str(connection.settings_dict["NAME"])
            self._lock = sqlite3.connect(name, timeout=5, isolation_level=None)
            self._lock.execute("BEGIN EXCLUSIVE")

    def _let_go(self) -> None:
        if self._lock is not None:
            self._lock.close()
            self._lock = None
