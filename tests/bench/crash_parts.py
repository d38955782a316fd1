"""The parts of an installation as processes that can be killed at any moment."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable

from django.conf import settings

from config.supervisor.part import Plan
from config.supervisor.parts import plan_dovecot, plan_services
from mailsvc.mailstore.leftover import clear_leftover_run
from tests.support.product import descendants

_START_S = 90.0


class Part:
    """One of the supervisor's parts, without the supervisor: it would start it again by itself."""

    def __init__(self, plan: Plan, *, before: Callable[[], None] | None = None) -> None:
        self.name = plan.name
        self._plan, self._before = plan, before
        self._process: subprocess.Popen[bytes] | None = None
        self._since = 0.0

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Start it unless it runs."""
        if self.is_running:
            return
        if self._before:
            self._before()
        plan = self._plan
        self._since = time.time()
        with (settings.VAR_DIR / "log" / f"{self.name}.log").open("ab") as log:
            self._process = subprocess.Popen(
                plan.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env={**os.environ, **plan.env},
                start_new_session=True,
                user=plan.uid,
                group=plan.gid,
                extra_groups=[] if plan.uid is not None else None,
            )

    def kill(self) -> None:
        """`kill -9` of it and of all below it."""
        if self._process is None:
            return
        for pid in [self._process.pid, *descendants(self._process.pid)]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self._process.wait()

    def stop(self) -> None:
        """In order."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self.kill()

    def wait_ready(self) -> None:
        """As the supervisor waits; one that ended by itself is started again, as it would."""
        deadline = time.monotonic() + _START_S
        while not (self.is_running and self._plan.is_ready(self._since)):
            if time.monotonic() > deadline:
                raise RuntimeError(f"{self.name} does not start")
            self.start()
            time.sleep(0.05)


def make_parts() -> dict[str, Part]:
    """Dovecot, relay, delivery: in the order of starting."""
    plans = {plan.name: plan for plan in plan_services()}
    return {
        "dovecot": Part(plan_dovecot(), before=clear_leftover_run),
        "relay": Part(plans["relay"]),
        "delivery": Part(plans["delivery"]),
    }
