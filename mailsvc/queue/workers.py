"""Who holds a claim: `host:pid:start`, so that a dead process can be told from a live one."""

import os
from pathlib import Path

from django.conf import settings

_DEAD_STATES = {"Z", "X", "x"}


def worker_name() -> str:
    """The name of this process on this spool host."""
    return f"{settings.SPOOL_HOST}:{os.getpid()}:{_started(os.getpid())}"


def is_alive(name: str) -> bool:
    """True while the process named so runs; a recycled pid has another start."""
    _host, pid, start = (name.split("#", 1)[0].rsplit(":", 2) + ["", ""])[:3]
    return pid.isdigit() and start != "" and _started(int(pid)) == start


def host_prefix() -> str:
    """What names of this host's workers begin with."""
    return f"{settings.SPOOL_HOST}:"


def _started(pid: int) -> str:
    """The kernel's start tick of a process; "" when there is none, or only its zombie."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return ""
    # proc(5): fields 3 (state) and 22, counted after the command name, which may hold brackets.
    fields = stat.rpartition(")")[2].split()
    return "" if fields[0] in _DEAD_STATES else fields[19]
