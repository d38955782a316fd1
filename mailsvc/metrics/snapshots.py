"""A process's figures as a file, written anew every other second; read by whoever shows them.

Each process has a slot (`relay-0`, `relay-1`, …), held by a lock that goes with it, however it
ends. The next process in a slot goes on from the counts it finds there.
"""

import atexit
import fcntl
import json
import logging
import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from django.conf import settings

from mailsvc.metrics import declare

logger = logging.getLogger(__name__)

EVERY_S = 2.0
GAUGES = frozenset({"gauge", "shared"})
_SLOTS_MAX = 64
_Labels = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Figure:
    """One sample of one family.

    `kind` is counter, histogram, gauge (of which the sum counts) or shared (the largest counts).
    """

    family: str
    kind: str
    help_text: str
    sample: str
    labels: _Labels
    value: float

    @property
    def key(self) -> tuple[str, _Labels]:
        return self.sample, self.labels


def folder() -> Path:
    """Where the snapshots lie."""
    path: Path = settings.RUN_DIR / "metrics"
    return path


def own_figures() -> list[Figure]:
    """What this process has counted since its start."""
    return [
        Figure(
            family=family.name,
            kind="shared" if family.name in declare.shared else family.type,
            help_text=family.documentation,
            sample=sample.name,
            labels=tuple(sorted(sample.labels.items())),
            value=sample.value,
        )
        for family in declare.registry.collect()
        for sample in family.samples
    ]


class Publisher:
    """Writes this process's snapshot until `close`. Never raises: figures are not worth a mail."""

    def __init__(self, part: str) -> None:
        self._part = part
        self._slot: Path | None = None
        self._lock: IO[str] | None = None
        self._before: dict[tuple[str, _Labels], float] = {}
        self._writing = threading.Lock()
        self._closing = threading.Event()
        self._is_quiet = False
        self._thread = threading.Thread(target=self._run, name="metrics", daemon=True)

    def start(self) -> None:
        self.write()
        self._thread.start()

    def write(self) -> None:
        """Write now; a problem with the disk is logged once."""
        with self._writing:
            try:
                self._write()
                self._is_quiet = False
            except OSError as error:
                if not self._is_quiet:
                    logger.warning("figures not written: %s", error.strerror)
                self._is_quiet = True

    def close(self) -> None:
        """Write a last time and give the slot back."""
        self._closing.set()
        if self._thread.is_alive():
            self._thread.join()
        self.write()
        if self._lock is not None:
            self._lock.close()

    def _run(self) -> None:
        while not self._closing.wait(EVERY_S):
            self.write()

    def _write(self) -> None:
        if self._slot is None:
            self._slot = self._take_slot()
        slot = self._slot
        lines = [self._line(figure) for figure in own_figures()]
        fresh = slot.with_suffix(".new")
        try:
            fresh.write_text("\n".join(lines), encoding="utf-8")
            fresh.replace(slot)
        except OSError:
            fresh.unlink(missing_ok=True)
            raise

    def _line(self, figure: Figure) -> str:
        value = figure.value
        if figure.kind not in GAUGES:
            value += self._before.get(figure.key, 0.0)
        labels = list(figure.labels)
        return json.dumps(
            [figure.family, figure.kind, figure.help_text, figure.sample, labels, value]
        )

    def _take_slot(self) -> Path:
        folder().mkdir(parents=True, exist_ok=True)
        for number in range(_SLOTS_MAX):
            slot = folder() / f"{self._part}-{number}.figures"
            lock = slot.with_suffix(".lock").open("a")
            if _holds(lock):
                self._lock = lock
                self._before = {
                    figure.key: figure.value for figure in _read(slot) if figure.kind not in GAUGES
                }
                return slot
            lock.close()
        raise OSError(0, "no free slot")


def read_all() -> Iterator[Figure]:
    """What every process has written; gauges of the living only."""
    for slot in sorted(folder().glob("*.figures")):
        is_alive = not _is_free(slot.with_suffix(".lock"))
        for figure in _read(slot):
            if is_alive or figure.kind not in GAUGES:
                yield figure


def clear() -> None:
    """Forget all; for the supervisor, before any part runs."""
    for path in folder().glob("*.*"):
        path.unlink(missing_ok=True)


def _read(slot: Path) -> Iterator[Figure]:
    try:
        lines = slot.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return
    for line in lines:
        try:
            family, kind, help_text, sample, labels, value = json.loads(line)
            pairs = tuple((str(name), str(text)) for name, text in labels)
            yield Figure(family, kind, help_text, sample, pairs, float(value))
        except (ValueError, TypeError):
            logger.warning("a line of %s cannot be read", slot.name)


def _holds(lock: IO[str]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is_free(path: Path) -> bool:
    try:
        with path.open("r") as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return True
    except BlockingIOError:
        return False
    return True


_publishers: dict[int, Publisher] = {}


def publish(part: str) -> Publisher:
    """Publish this process's figures until it ends; a second call changes nothing."""
    pid = os.getpid()
    if pid not in _publishers:
        _publishers[pid] = Publisher(part)
        _publishers[pid].start()
        atexit.register(_publishers[pid].close)
    return _publishers[pid]


def write_own() -> None:
    """Bring this process's snapshot up to date, when it publishes one."""
    if os.getpid() in _publishers:
        _publishers[os.getpid()].write()
