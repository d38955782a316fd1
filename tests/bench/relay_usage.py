"""What processes used, from /proc. proc(5)."""

import os
from pathlib import Path

from tests.support.product import descendants

_TICKS = os.sysconf("SC_CLK_TCK")


def cpu_seconds(*roots: int) -> float:
    """Processor time of these processes, of all below them, and of those that ended there."""
    pids = {pid for root in roots for pid in (root, *descendants(root))}
    return sum(map(_ticks, pids)) / _TICKS


def peak_mb(pid: int) -> float:
    """The most memory a process ever held resident."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) / 1024


def _ticks(pid: int) -> int:
    """User and system time, its own and that of children it has waited for; 0 when it is gone."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return 0
    # Fields 14 to 17, counted after the command name, which may hold brackets and blanks.
    return sum(map(int, stat.rpartition(")")[2].split()[11:15]))
