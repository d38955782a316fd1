"""Three installations on one machine: the province's hub and two districts, on lines of their own.

Each has its namespace, folder, database, relay and delivery; a box that counts stands for its mail
store. All is stopped and removed when the block ends.
"""

import json
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.support.lmtp_box import Box, lmtp_box
from tests.support.netns import Line, star
from tests.support.prepared import make_tables

ROOT = Path(__file__).resolve().parents[2]
PROVINCE = "tinh.example"
_READY_S = 180.0
_SUBMISSION_PORT = 2587


@dataclass
class Installation:
    """One site: `label.tinh.example` with the mailbox vanthu@."""

    label: str
    namespace: str
    var: Path
    box: Box
    probe_s: int
    processes: list[subprocess.Popen[str]] = field(default_factory=list)

    @property
    def domain(self) -> str:
        return f"{self.label}.{PROVINCE}"

    @property
    def address(self) -> str:
        return f"vanthu@{self.domain}"

    @property
    def env(self) -> dict[str, str]:
        inherited = {k: v for k, v in os.environ.items() if not k.startswith("CV_")}
        return inherited | {
            "CV_VAR": str(self.var),
            "CV_BIND": "0.0.0.0",
            "CV_DOMAIN": PROVINCE,
            "CV_HOST_NAME": f"mail.{self.domain}",
            "CV_LMTP": str(self.box.path),
            "CV_PROBE_SECONDS": str(self.probe_s),
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "PYTHONUNBUFFERED": "1",
        }

    def run(self, *arguments: str, given: object = None) -> Any:
        """One program in this installation; what it answers to an order."""
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=self.env,
            text=True,
            capture_output=True,
            timeout=180,
            input=json.dumps(given) if given is not None else None,
        )
        assert done.returncode == 0, f"{arguments}: {done.stdout}{done.stderr}"
        return json.loads(done.stdout) if given is not None else None

    def script(self, job: str, order: dict[str, Any]) -> Any:
        return self.run("-m", "tests.support.site_script", job, given=order)

    def post(self, to: str, *mails: dict[str, Any]) -> dict[str, float]:
        """Put mails into the queue; when each was accepted, by Message-ID."""
        order = {"from": self.address, "to": to, "mails": mails}
        found: dict[str, float] = self.script("post", order)
        return found

    def start(self) -> None:
        """Relay and delivery, in the namespace."""
        for command in ("run_relay", "run_delivery"):
            with (self.var / f"{command}.log").open("ab") as log:
                self.processes.append(
                    subprocess.Popen(
                        [
                            "ip",
                            "netns",
                            "exec",
                            self.namespace,
                            sys.executable,
                            "manage.py",
                            command,
                        ],
                        cwd=ROOT,
                        env=self.env,
                        text=True,
                        stdout=log,
                        stderr=log,
                    )
                )

    def is_ready(self) -> bool:
        return "ready" in self.log("run_relay")

    def stop(self) -> None:
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(timeout=5)
        self.processes.clear()

    def log(self, command: str) -> str:
        path = self.var / f"{command}.log"
        return path.read_text(errors="replace") if path.exists() else ""

    def count(self, question: str, *values: object) -> int:
        """A number from this installation's database."""
        with closing(sqlite3.connect(self.var / "congvan.sqlite3", timeout=20)) as database:
            found: int = database.execute(question, values).fetchone()[0]
            return found

    @property
    def attempts(self) -> int:
        return self.count("SELECT count(*) FROM queue_attempt WHERE outcome = 'deferred'")

    @property
    def parked(self) -> int:
        return self.count("SELECT count(*) FROM queue_queuedrecipient WHERE waits_for <> ''")


@dataclass
class Province:
    """The hub, its districts, and the line of each."""

    hub: Installation
    districts: list[Installation]
    lines: list[Line]


@contextmanager
def province(folder: Path, *, probe_s: int) -> Iterator[Province]:
    """Everything made and running."""
    labels = ["nhe", "tuan"]
    with ExitStack() as stack:
        hub_name, lines = stack.enter_context(star(labels))
        made = []
        for label, namespace in zip(["hub", *labels], [hub_name, *_spokes(lines)], strict=True):
            var = folder / label
            var.mkdir()
            box = stack.enter_context(lmtp_box(var / "box"))
            made.append(Installation(label, namespace, var, box, probe_s))
        hub, *districts = made
        for one in made:
            make_tables(one.var / "congvan.sqlite3")
        _introduce(hub, districts, lines)
        for one in made:
            stack.callback(one.stop)
            one.start()
        for one in made:
            assert wait_until(one.is_ready, _READY_S), one.log("run_relay")
        yield Province(hub, districts, lines)


def wait_until(is_so: Callable[[], bool], seconds: float) -> bool:
    """Look every tenth of a second; True as soon as it is so."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if is_so():
            return True
        time.sleep(0.1)
    return is_so()


def _spokes(lines: Sequence[Line]) -> list[str]:
    return [line.spoke for line in lines]


def _introduce(hub: Installation, districts: Sequence[Installation], lines: Sequence[Line]) -> None:
    """Each knows the other by name, and logs in there with what the other gave it."""
    first: dict[str, list[list[str]]] = {
        hub.label: [
            ["site", "add", one.label, "--inside", "--may-relay", "--domain", one.domain]
            for one in districts
        ]
        + [["site", "credential", one.label] for one in districts]
    }
    for one in districts:
        first[one.label] = [
            ["site", "add", "tinh", "--inside", "--hub", "--domain", f".{PROVINCE}"],
            ["site", "credential", "tinh"],
        ]
    said = _each([hub, *districts], "people", first)
    given = dict(zip([one.label for one in districts], said[hub.label][-2:], strict=True))
    second = {
        hub.label: [
            _meet(hub, one.label, line.spoke_address, "tinh", said[one.label][-1])
            for one, line in zip(districts, lines, strict=True)
        ]
    }
    for one, line in zip(districts, lines, strict=True):
        meet = _meet(one, "tinh", line.hub_address, one.label, given[one.label])
        second[one.label] = [[*meet, "--default"]]
    _each([hub, *districts], "commands", second)


def _meet(who: Installation, name: str, host: str, login: str, secret: str) -> list[str]:
    path = who.var / f"given-by-{name}"
    path.write_text(secret)
    where = ["--host", host, "--port", str(_SUBMISSION_PORT), "--tls", "must"]
    return ["site", "change", name, *where, "--login", login, "--secret-file", str(path)]


def _each(
    made: Sequence[Installation], job: str, commands: dict[str, list[list[str]]]
) -> dict[str, list[str]]:
    """The same job in all installations at once."""

    def order(one: Installation) -> dict[str, Any]:
        who = {"label": one.label, "domain": PROVINCE, "address": one.address}
        return who | {"commands": commands[one.label]}

    with ThreadPoolExecutor(len(made)) as pool:
        found = pool.map(lambda one: one.script(job, order(one)), made)
        return {one.label: said for one, said in zip(made, found, strict=True)}
