"""A claim's holder: alive, gone, or a zombie that nobody has waited for."""

import os
import subprocess
import sys
from pathlib import Path

from mailsvc.queue.workers import is_alive, worker_name


def _name_of(pid: int) -> str:
    start = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]
    return f"main:{pid}:{start}#token"


def test_this_process_is_alive_and_a_recycled_pid_is_not() -> None:
    assert is_alive(f"{worker_name()}#token")
    assert not is_alive(f"main:{os.getpid()}:1#token")
    assert not is_alive("main:999999999:1#token")
    assert not is_alive("main")


def test_a_zombie_is_dead() -> None:
    """After `kill -9` of a tree its processes may stay zombies: their claims must fall due."""
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    name = _name_of(child.pid)
    assert is_alive(name)
    child.kill()
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)  # dead, and still not reaped
    assert Path(f"/proc/{child.pid}/stat").exists()
    assert not is_alive(name)
    child.wait()
