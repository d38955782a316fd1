"""Network namespaces joined by thin lines: a hub and its spokes, each a machine of its own.

Needs root and iproute2. Everything is named after this process and removed at the end.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

# One packet and a little: tbf must hold the largest piece it sends.
_BURST_BYTES = 2000
_BUFFER_BYTES = 16_000


def why_not() -> str:
    """Why namespaces cannot be made here; "" when they can."""
    if os.geteuid() != 0:
        return "network namespaces need root"
    if shutil.which("ip") is None or shutil.which("tc") is None:
        return "iproute2 is missing"
    name = f"cv{os.getpid()}x"
    made = subprocess.run(["ip", "netns", "add", name], capture_output=True, text=True)
    if made.returncode:
        return f"network namespaces cannot be made: {made.stderr.strip()}"
    _run("ip", "netns", "del", name)
    return ""


@dataclass(frozen=True)
class Line:
    """From the hub to one spoke; both ends have an address."""

    hub: str
    spoke: str
    hub_address: str
    spoke_address: str
    hub_end: str
    spoke_end: str

    def slow(self, kbit: int) -> None:
        """So much a second each way, from now on."""
        for namespace, end in ((self.hub, self.hub_end), (self.spoke, self.spoke_end)):
            shape = f"rate {kbit}kbit burst {_BURST_BYTES} limit {_BUFFER_BYTES}".split()
            _in(namespace, "tc", "qdisc", "replace", "dev", end, "root", "tbf", *shape)

    def cut(self) -> None:
        """Nothing passes."""
        _in(self.hub, "ip", "link", "set", "dev", self.hub_end, "down")

    def mend(self) -> None:
        """It passes again."""
        _in(self.hub, "ip", "link", "set", "dev", self.hub_end, "up")


@contextmanager
def star(spokes: Sequence[str]) -> Iterator[tuple[str, list[Line]]]:
    """The hub's namespace and a line to each spoke, in order."""
    prefix = f"cv{os.getpid()}"
    hub, names = f"{prefix}hub", [f"{prefix}{spoke}" for spoke in spokes]
    made: list[str] = []
    try:
        for name in (hub, *names):
            _run("ip", "netns", "add", name)
            made.append(name)
            _in(name, "ip", "link", "set", "dev", "lo", "up")
        yield hub, [_join(hub, name, number) for number, name in enumerate(names, 1)]
    finally:
        for name in made:
            _run("ip", "netns", "del", name)


def _join(hub: str, spoke: str, number: int) -> Line:
    line = Line(hub, spoke, f"10.77.{number}.1", f"10.77.{number}.2", f"to{number}", f"up{number}")
    _run(
        *("ip", "link", "add", line.hub_end, "netns", hub),
        *("type", "veth", "peer", "name", line.spoke_end, "netns", spoke),
    )
    for namespace, end, address in (
        (hub, line.hub_end, line.hub_address),
        (spoke, line.spoke_end, line.spoke_address),
    ):
        _in(namespace, "ip", "address", "add", f"{address}/30", "dev", end)
        _in(namespace, "ip", "link", "set", "dev", end, "up")
    return line


def _in(namespace: str, *command: str) -> None:
    _run("ip", "netns", "exec", namespace, *command)


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, f"{' '.join(command)}: {done.stderr}"
