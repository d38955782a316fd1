"""What a killed run left: Dovecot's pid file, perhaps Dovecot itself.

The caller holds the installation's lock, so a Dovecot with our configuration is nobody else's.
Dovecot refuses to start when the number in `master.pid` is alive, be it a zombie or a stranger's
process that got the number after a power cut.
"""

import os
import signal
import time
from pathlib import Path

from django.conf import settings

_WAIT_S = 5.0


def clear_leftover_run() -> None:
    """Clear this installation's; the caller holds its lock."""
    clear_leftover(settings.DOVECOT_DIR / "run", settings.DOVECOT_DIR / "dovecot.conf")


def clear_leftover(run_dir: Path, config_path: Path) -> None:
    """End an orphaned Dovecot of this configuration; remove its pid file."""
    pid = find_running(run_dir, config_path)
    if pid is not None:
        os.kill(pid, signal.SIGTERM)
        _wait_gone(pid, config_path)
    (run_dir / "master.pid").unlink(missing_ok=True)


def find_running(run_dir: Path, config_path: Path) -> int | None:
    """The process number of the Dovecot that runs with this configuration."""
    try:
        pid = int((run_dir / "master.pid").read_text(encoding="ascii"))
    except (FileNotFoundError, ValueError):  # UnicodeDecodeError is a ValueError
        return None
    return pid if _runs(pid, config_path) else None


def _runs(pid: int, config_path: Path) -> bool:
    """True for a living process started with our configuration; a zombie has no command line."""
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return False
    return os.fsencode(config_path) in command


def _wait_gone(pid: int, config_path: Path) -> None:
    deadline = time.monotonic() + _WAIT_S
    while _runs(pid, config_path) and time.monotonic() < deadline:
        time.sleep(0.05)
    if _runs(pid, config_path):
        os.kill(pid, signal.SIGKILL)
