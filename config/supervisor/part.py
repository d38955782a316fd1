"""One supervised part: a child process, its log, its back-off."""

import ctypes
import logging
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

logger = logging.getLogger(__name__)

_BACK_OFF_S = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0)
_STEADY_S = 60.0
_LOG_MAX_BYTES = 10 * 1024 * 1024
_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


def _die_with_parent() -> None:
    """In the child: ask the kernel for SIGTERM when the supervisor is gone, however it went."""
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass(frozen=True)
class Plan:
    """How a part is started and when it counts as ready."""

    name: str
    command: list[str]
    is_ready: Callable[[float], bool]  # argument: when the child was started (file time)
    env: Mapping[str, str] = field(default_factory=dict)
    uid: int | None = None
    gid: int | None = None


class Part:
    """A running part."""

    def __init__(self, plan: Plan, log_dir: Path) -> None:
        self.plan = plan
        self.failures = 0
        self.not_before = 0.0
        self.started_at = 0.0
        self._log_path = log_dir / f"{plan.name}.log"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def start(self) -> None:
        """Start the child with its output in var/log/<name>.log."""
        self._rotate_log()
        has_own_user = self.plan.uid is not None
        self.started_at = time.time()
        with self._log_path.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603  our own commands
                self.plan.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env={**os.environ, **self.plan.env},
                start_new_session=True,
                preexec_fn=_die_with_parent,  # safe: the supervisor has no threads
                user=self.plan.uid,
                group=self.plan.gid,
                extra_groups=[] if has_own_user else None,
            )

    def is_ready(self) -> bool:
        return self.is_running and self.plan.is_ready(self.started_at)

    def watch(self, now: float) -> None:
        """Restart a dead child, later and later while it keeps dying."""
        if self.is_running:
            if self.failures and now - self.started_at > _STEADY_S:
                self.failures = 0
            return
        if self._process is not None:
            self._note_death(now)
        if now >= self.not_before:
            self.start()

    def _note_death(self, now: float) -> None:
        assert self._process is not None
        pause = _BACK_OFF_S[min(self.failures, len(_BACK_OFF_S) - 1)]
        logger.error(
            "%s ended with %s; again in %.0f s (log: %s)",
            self.plan.name,
            self._process.returncode,
            pause,
            self._log_path,
        )
        self.failures += 1
        self.not_before = now + pause
        self._process = None

    def ask_to_stop(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()

    def kill(self) -> None:
        """The last resort: the child's whole process group."""
        if self._process is not None and self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def last_words(self) -> str:
        """The last line of its log, for the sentence that says why it did not start."""
        try:
            lines = self._log_path.read_text(encoding="utf-8", errors="replace").splitlines()
        except OSError:
            return ""
        return lines[-1][:300] if lines else ""

    def _rotate_log(self) -> None:
        if self._log_path.exists() and self._log_path.stat().st_size > _LOG_MAX_BYTES:
            self._log_path.replace(self._log_path.with_suffix(".log.1"))
