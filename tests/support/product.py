"""The whole product in a folder of its own: `manage.py serve` with free ports."""

import os
import re
import signal
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.ports import free_ports
from tests.support.prepared import copy_static, make_tables

ROOT = Path(__file__).resolve().parents[2]
START_S = 600.0  # with the demo, on a machine that does much else
STOP_S = 90.0  # the supervisor itself ends its parts after eight seconds


@dataclass
class Product:
    """One running installation."""

    var: Path
    database_url: str = ""
    arguments: tuple[str, ...] = ("--demo",)
    output: list[str] = field(default_factory=list)
    extra: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[str] | None = None

    def __post_init__(self) -> None:
        self.web, self.mx, self.submission, self.submissions, self.imap, self.sieve = free_ports(6)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.web}"

    @property
    def env(self) -> dict[str, str]:
        own = {
            "CV_VAR": str(self.var),
            "CV_SCAN_DIR": str(self.var / "quet"),
            "CV_WEB_PORT": str(self.web),
            "CV_MX_PORT": str(self.mx),
            "CV_SUBMISSION_PORT": str(self.submission),
            "CV_SUBMISSIONS_PORT": str(self.submissions),
            "CV_IMAP_PORT": str(self.imap),
            "CV_SIEVE_PORT": str(self.sieve),
            "PYTHONUNBUFFERED": "1",
        }
        if self.database_url:
            own["CV_DATABASE_URL"] = self.database_url
        inherited = {k: v for k, v in os.environ.items() if not k.startswith("CV_")}
        return inherited | own | self.extra

    def prepare(self) -> None:
        """`manage.py prepare`, which finds most of its work done."""
        copy_static(self.var / "static")
        make_tables(self.var / "congvan.sqlite3")
        self.manage("prepare")

    def manage(
        self, *arguments: str, check: bool = True, given: str | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run one management command in this installation; `given` is what it reads."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.env,
            check=False,
            text=True,
            capture_output=True,
            input=given,
            timeout=600,
        )
        assert not check or done.returncode == 0, f"{arguments}: {done.stdout}{done.stderr}"
        return done

    def start(self) -> None:
        """Start and wait for `ready`."""
        self.output = []
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "serve", *self.arguments],
            cwd=ROOT,
            env=self.env,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        ready = threading.Event()
        self._reader = threading.Thread(target=self._read, args=(ready,), daemon=True)
        self._reader.start()
        if not ready.wait(START_S) or "ready" not in [line.strip() for line in self.output]:
            self.kill()
            raise AssertionError(
                "the product did not start:\n" + "\n".join(self.output + [self.logs()])
            )

    def _read(self, ready: threading.Event) -> None:
        assert self.process is not None and self.process.stdout is not None
        with self.process.stdout as lines:
            for line in lines:
                self.output.append(line.rstrip())
                if line.strip() == "ready":
                    ready.set()
        ready.set()

    def stop(self) -> int:
        """SIGTERM; gives the exit status."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(timeout=STOP_S)
        self._reader.join(timeout=5)
        return status

    def kill(self) -> None:
        """kill -9 of the whole tree, the supervisor first."""
        if self.process is None:
            return
        tree = descendants(self.process.pid)
        for pid in [self.process.pid, *tree]:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self.process.wait(timeout=10)
        self._reader.join(timeout=5)

    def logs(self) -> str:
        """The last lines of each part's log."""
        parts = []
        for path in sorted((self.var / "log").glob("*.log")):
            tail = path.read_text(encoding="utf-8", errors="replace").splitlines()[-15:]
            parts.append(f"== {path.name}\n" + "\n".join(tail))
        return "\n".join(parts)


def descendants(pid: int) -> list[int]:
    """Every process below this one."""
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            text = stat.read_text(encoding="ascii", errors="replace")
        except (FileNotFoundError, ProcessLookupError):
            continue
        match = re.match(r"(\d+) \(.*\) \S (\d+)", text, re.S)
        if match:
            children.setdefault(int(match[2]), []).append(int(match[1]))
    found: list[int] = []
    todo = [pid]
    while todo:
        below = children.get(todo.pop(), [])
        found += below
        todo += below
    return found
