"""Our relay, delivery worker and Dovecot, each the process production runs."""

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from tests.support.product import ROOT, Product

_START_S = 60.0
_STOP_S = 30.0
# The checks of a sender (SPF, DKIM, DMARC) are off for loopback: Postfix has none here either.
UNCHECKED = {"CV_UNCHECKED_NETWORKS": "127.0.0.0/8"}


class Ours:
    """One installation in a folder of its own."""

    name = "ours"

    def __init__(self, product: Product, *, extra_env: dict[str, str]) -> None:
        self._product = product
        self._env = product.env | extra_env
        self._relays: list[subprocess.Popen[str]] = []
        self._others: list[subprocess.Popen[str]] = []
        self.accept_port = self.deliver_port = product.mx

    def start(self, *, checks: bool = False) -> None:
        """Start the relays, as many as `serve` does; `checks`: with those of the sender."""
        env = self._env if checks else self._env | UNCHECKED
        count = settings.RELAY_PROCESSES
        share = ["--share-ports"] if count > 1 else []
        self._relays = [self._run("run_relay", env, *share) for _ in range(count)]
        for relay in self._relays:
            assert relay.stdout is not None
            if relay.stdout.readline().strip() != "ready":
                raise RuntimeError(f"a relay did not start: {self.log()}")

    def stop(self) -> None:
        """End the relays and what else runs."""
        for process in [*self._others, *self._relays]:
            _end(process)
        self._relays, self._others = [], []

    @contextmanager
    def delivering(self) -> Iterator[None]:
        """With a delivery worker, beside the relay."""
        alive = self._product.var / "run" / "delivery.alive"
        since = time.time()
        worker = self._run("run_delivery", self._env)
        self._others.append(worker)
        _wait(lambda: alive.exists() and alive.stat().st_mtime >= since)
        try:
            yield
        finally:
            self._others.remove(worker)
            _end(worker)

    def roots(self) -> list[int]:
        """The processes that do its work."""
        return [process.pid for process in [*self._others, *self._relays]]

    @property
    def relay_pids(self) -> list[int]:
        return [relay.pid for relay in self._relays]

    def log(self) -> str:
        """The last lines of the relay's log."""
        return "\n".join(self._log("run_relay").read_text().splitlines()[-20:])

    def _log(self, command: str) -> Path:
        return self._product.var / f"{command}.log"

    def _run(self, command: str, env: dict[str, str], *arguments: str) -> subprocess.Popen[str]:
        with self._log(command).open("a") as log:
            return subprocess.Popen(
                [sys.executable, "manage.py", command, *arguments],
                cwd=ROOT,
                env=env,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )


def _end(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(_STOP_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdout is not None:
        process.stdout.close()


def _wait(is_so) -> None:
    deadline = time.monotonic() + _START_S
    while not is_so():
        if time.monotonic() > deadline:
            raise RuntimeError("the delivery worker did not start")
        time.sleep(0.02)
