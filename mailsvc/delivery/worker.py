"""The worker: claim, try, record.

Loop of `Worker.run` until `stop`:
0. renew the leases of what is truly under way (a large mail over a thin link takes an hour),
1. record what threads have finished, in one transaction with the reports and live events it causes,
2. claim as much as there are free hands, 3. hand each group to a thread (local mail and other sites
have their own, so a slow site delays nobody here; what goes to another site passes `traffic`, so
that no site has more than its connections and a dead one is probed once), 4. wait for a result, for
the doorbell, or POLL_S.
After `stop` what is under way is finished and recorded; claims of what takes longer than STOP_S are
released when a worker starts again.
"""

import contextlib
import logging
import os
import queue
import threading
import time
from collections.abc import Sequence
from typing import TypeAlias

from django.db import (
    DatabaseError,
    InterfaceError,
    OperationalError,
    close_old_connections,
    connection,
)

from mailsvc.delivery import ageing
from mailsvc.delivery.attempt import (
    Attempted,
    ChooseTransport,
    Transports,
    attempt,
    hold_claim,
)
from mailsvc.delivery.groups import Group, is_remote, make_groups
from mailsvc.delivery.lanes import Entry
from mailsvc.delivery.progress import UnderWay
from mailsvc.delivery.recording import record_surely
from mailsvc.delivery.traffic import Item, Traffic
from mailsvc.jobs.heartbeat import beat
from mailsvc.queue import doorbell, schedule, services
from mailsvc.queue.orders import Claim
from mailsvc.queue.workers import worker_name

# Each waits for the disk three times a mail, so two share a processor; of more (measured: eight on
# two) many wait for the lock of one mailbox, and each other's turn.
LOCAL_THREADS = min(max(4, 2 * (os.cpu_count() or 2)), 16)
REMOTE_THREADS = 12
CLAIMS = 128
REMOTE_WAITING_MAX = 1000
# A group that waited so long for a thread is left to its lease: half of it is for the attempt.
WAITED_MAX_S = schedule.LEASE.total_seconds() / 2
RENEW_S = schedule.LEASE.total_seconds() / 5
# Whoever queues a mail rings; what falls due by the clock, or is not heard, waits so long at most.
POLL_S = 0.5
# While more is under way here, results of so long share a transaction; a lone mail never waits.
GATHER_S = 0.05
# While deliveries are under way here new mail is claimed together, not with each ring: a claim is a
# write transaction that the relay's commits wait for.
CLAIM_GAP_S = 0.05
STOP_S = 8.0
BEAT_S = 5.0
_PAUSE_S = 1.0

logger = logging.getLogger(__name__)

_Todo: TypeAlias = "queue.SimpleQueue[Item | None]"
# None: not done yet, but its destination talks with us.
_Done: TypeAlias = tuple[Group, list[Attempted] | None]


def run_once(choose: ChooseTransport | None = None, *, limit: int = CLAIMS) -> int:
    """Claim, try and record in this thread; how many recipients were tried."""
    transports = choose or Transports()
    claims = services.claim_due(worker=worker_name(), limit=limit)
    groups, done = group_surely(claims)
    done += [one for group in groups for one in attempt(group, transports)]
    record_surely(done)
    if isinstance(transports, Transports):
        transports.close()
    return len(done)


def group_surely(claims: Sequence[Claim]) -> tuple[list[Group], list[Attempted]]:
    """The groups, and the claims no way could be found for: those are held, the others go on."""
    try:
        return make_groups(claims), []
    except (OperationalError, InterfaceError):
        raise
    except Exception:  # the worker's edge: one bad row must not stop the others
        logger.exception("a claim without a way")
    groups: list[Group] = []
    held: list[Attempted] = []
    for claim in claims:
        try:
            groups += make_groups([claim])
        except Exception as error:  # noqa: BLE001  as above; held, and logged there
            held.append(hold_claim(claim, type(error).__name__))
    return groups, held


class Worker:
    """A process's delivery. `choose` gives the transport of a group (a seam for tests)."""

    def __init__(
        self,
        choose: ChooseTransport | None = None,
        *,
        renew_every_s: float = RENEW_S,
        poll_s: float = POLL_S,
    ) -> None:
        self._choose = choose or Transports()
        if isinstance(self._choose, Transports):
            self._choose.on_reached = lambda group: self._hand_back(group, None)
        self._running = UnderWay()
        self._renew_every_s, self._poll_s = renew_every_s, poll_s
        self._renew_at = time.monotonic() + renew_every_s
        self._todo: dict[bool, _Todo] = {False: queue.SimpleQueue(), True: queue.SimpleQueue()}
        self._done: queue.SimpleQueue[_Done] = queue.SimpleQueue()
        self._under_way = {False: 0, True: 0}
        self._traffic = Traffic()
        self._far_done: list[tuple[Group, list[Attempted]]] = []
        self._bell = doorbell.Bell()
        self._is_waiting = False
        self._stopping = threading.Event()
        self._beat_at = self._claimed_at = 0.0
        self._aged_at = 0.0

    def run(self) -> None:
        """Work until `stop`; returns when what was under way is recorded."""
        released = services.release_stale()
        if released:
            logger.info("claims of a dead worker released: %d", released)
        self._start_threads()
        self._bell.listen()
        try:
            while not self._stopping.is_set():
                self._turn_surely()
            self._finish()
        finally:
            self._bell.close()

    def _turn_surely(self) -> None:
        try:
            self._turn()
        except Exception:  # the worker's edge: the database may be back in a moment
            logger.exception("delivery turn failed")
            connection.close()
            self._stopping.wait(_PAUSE_S)

    def stop(self) -> None:
        """Ask `run` to end; safe in a signal handler."""
        self._stopping.set()
        self._bell.poke()

    def _start_threads(self) -> None:
        for is_far, count in ((False, LOCAL_THREADS), (True, REMOTE_THREADS)):
            for number in range(count):
                # Daemons: a peer that hangs must not keep the process from ending.
                name = f"delivery-{'remote' if is_far else 'local'}-{number}"
                threading.Thread(
                    target=self._serve, args=(self._todo[is_far],), name=name, daemon=True
                ).start()

    def _turn(self) -> None:
        self._beat()
        self._renew()
        self._age()
        is_busy = self._claim()
        wait_s = CLAIM_GAP_S if self._under_way[False] else self._poll_s
        self._collect(0 if is_busy else wait_s)

    def _claim(self) -> bool:
        """Claim what free hands can take; True when a full batch came, so there may be more."""
        free = CLAIMS - self._under_way[False]
        if free < CLAIMS // 2 or self._under_way[True] > REMOTE_WAITING_MAX:
            return False
        if self._under_way[False] and time.monotonic() - self._claimed_at < CLAIM_GAP_S:
            return False
        self._claimed_at = time.monotonic()
        self._traffic.look()
        claims = services.claim_due(worker=worker_name(), limit=free)
        groups, held = group_surely(claims)
        self._traffic.give_back([group for group in groups if not self._is_handed_out(group)])
        record_surely(held)
        return len(claims) == free

    def _is_handed_out(self, group: Group) -> bool:
        """To a thread, or behind others for the same site; False when there is no room for it."""
        is_far = is_remote(group)
        entry = self._traffic.admit(group) if is_far else Entry.GOES
        if entry is not Entry.FULL:
            self._under_way[is_far] += len(group.claims)
        if entry is Entry.GOES:
            self._todo[is_far].put((group, time.monotonic()))
        return entry is not Entry.FULL

    def _collect(self, wait_s: float) -> None:
        """Record what is finished by now, waiting at most so long for the first."""
        done = self._take_done(wait_s)
        if done and self._under_way[False]:
            time.sleep(GATHER_S)
            done += self._take_done(0)
        if done:
            record_surely(done)
        self._note_far()

    def _take_done(self, wait_s: float) -> list[Attempted]:
        """What threads have handed back; waits for that, or for new mail in the queue."""
        # Said before the look: a thread that hands back after the look sees it, and pokes.
        self._is_waiting = wait_s > 0
        if wait_s and self._done.empty():
            self._bell.wait(wait_s)
        self._is_waiting = False
        done: list[Attempted] = []
        with contextlib.suppress(queue.Empty):
            while len(done) < CLAIMS:
                done += self._note_done(*self._done.get_nowait())
        return done

    def _note_done(self, group: Group, attempted: list[Attempted] | None) -> list[Attempted]:
        if attempted is None:
            self._traffic.note_reached(group)
            return []
        is_far = is_remote(group)
        self._under_way[is_far] -= len(group.claims)
        if is_far:
            self._far_done.append((group, attempted))
        return attempted

    def _hand_back(self, group: Group, attempted: list[Attempted] | None) -> None:
        """From a thread to the loop."""
        self._done.put((group, attempted))
        if self._is_waiting:
            self._bell.poke()

    def _note_far(self) -> None:
        """Once recorded: what the results say of their destinations, and who goes next."""
        while self._far_done:
            group, attempted = self._far_done.pop(0)
            settled = self._traffic.settle(group, attempted)
            self._under_way[True] -= sum(len(one.claims) for one in settled.given_back)
            for following in settled.following:
                self._todo[True].put(following)

    def _finish(self) -> None:
        deadline = time.monotonic() + STOP_S
        while any(self._under_way.values()) and time.monotonic() < deadline:
            self._collect(self._poll_s)
        for is_far, count in ((False, LOCAL_THREADS), (True, REMOTE_THREADS)):
            for _ in range(count):
                self._todo[is_far].put(None)
        logger.info("delivery stopped; left to the next start: %d", sum(self._under_way.values()))

    def _serve(self, todo: _Todo) -> None:
        """A thread: one group after the other, never an exception."""
        while (item := todo.get()) is not None:
            group, since = item
            is_late = time.monotonic() - since > WAITED_MAX_S
            # What is not begun is left to its lease, or to the next start of a worker.
            is_left = is_late or self._stopping.is_set()
            self._hand_back(group, [] if is_left else self._try(group))
            with contextlib.suppress(DatabaseError):
                close_old_connections()
        if isinstance(self._choose, Transports):
            self._choose.close()
        connection.close()

    def _try(self, group: Group) -> list[Attempted]:
        with self._running.attempt(group) as on_move:
            return attempt(group, self._choose, on_move=on_move)

    def _renew(self) -> None:
        if time.monotonic() < self._renew_at:
            return
        self._renew_at = time.monotonic() + self._renew_every_s
        if alive := self._running.list_alive():
            services.renew_leases((claim.recipient_pk, claim.token) for claim in alive)

    def _age(self) -> None:
        """What waits untried grows old too; a failure here must not stop deliveries."""
        if time.monotonic() - self._aged_at > ageing.PERIOD_S:
            self._aged_at = time.monotonic()
            ageing.run_once()

    def _beat(self) -> None:
        if time.monotonic() - self._beat_at > BEAT_S:
            self._beat_at = time.monotonic()
            beat("delivery")
