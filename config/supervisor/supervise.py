"""The supervisor's loop: start in order, watch, stop."""

import logging
import signal
import time
from collections.abc import Callable
from types import FrameType

from django.conf import settings

from config.supervisor import preflight
from config.supervisor.part import Part, Plan
from config.supervisor.parts import plan_dovecot, plan_services
from config.supervisor.problem import StartProblem
from mailsvc.metrics import snapshots

logger = logging.getLogger(__name__)

_START_S = 120.0  # an old machine after a power cut does much else
_STOP_S = 8.0
_TICK_S = 0.2

Say = Callable[[str], None]


class Supervisor:
    """Runs every part until SIGTERM or Ctrl+C."""

    def __init__(self, say: Say) -> None:
        self._say = say
        self._parts: list[Part] = []
        self._is_stopping = False

    def run(self, *, between: Callable[[], None], when_ready: Callable[[], None]) -> None:
        """Numbered steps.

        1. Check folders, programs, ports, database; take the instance lock.
        2. Start Dovecot and wait; call `between` (it may load the demo).
        3. Start the other parts and wait; call `when_ready`.
        4. Watch: restart what dies. 5. On a signal stop all within ten seconds.
        """
        preflight.check_folders()
        lock = preflight.hold_instance_lock()
        snapshots.clear()
        preflight.check_programs()
        preflight.check_database()
        preflight.check_ports()
        signal.signal(signal.SIGTERM, self._on_signal)
        signal.signal(signal.SIGINT, self._on_signal)
        try:
            self._start([plan_dovecot()])
            between()
            self._start(plan_services())
            if not self._is_stopping:
                when_ready()
            self._watch()
        finally:
            self._stop()
            lock.close()

    def _start(self, plans: list[Plan]) -> None:
        parts = [Part(plan, settings.VAR_DIR / "log") for plan in plans]
        self._parts += parts
        for part in parts:
            part.start()
        waiting = list(parts)
        deadline = time.monotonic() + _START_S
        while waiting and not self._is_stopping:
            for part in [p for p in waiting if p.is_ready()]:
                waiting.remove(part)
                self._say(f"  {part.plan.name}: ready")
            self._refuse_dead(waiting, time.monotonic() > deadline)
            time.sleep(_TICK_S / 4)

    def _refuse_dead(self, waiting: list[Part], is_late: bool) -> None:
        for part in waiting:
            if not part.is_running or is_late:
                raise StartProblem(
                    f"Phần {part.plan.name} không khởi động được: {part.last_words()} "
                    f"(xem {settings.VAR_DIR / 'log' / part.plan.name}.log)."
                )

    def _watch(self) -> None:
        while not self._is_stopping:
            for part in self._parts:
                part.watch(time.time())
            time.sleep(_TICK_S)

    def _stop(self) -> None:
        """Everything that writes first; Dovecot last, so that deliveries under way end well."""
        services, dovecot = self._parts[1:], self._parts[:1]
        deadline = time.monotonic() + _STOP_S
        for group, last_moment in ((services, deadline - 2), (dovecot, deadline)):
            for part in group:
                part.ask_to_stop()
            while any(p.is_running for p in group) and time.monotonic() < last_moment:
                time.sleep(_TICK_S / 4)
            for part in group:
                part.kill()

    def _on_signal(self, _signal: int, _frame: FrameType | None) -> None:
        self._is_stopping = True
