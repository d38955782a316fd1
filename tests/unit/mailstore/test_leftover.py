"""A stale pid file never keeps Dovecot from starting; a stranger's process is left alone."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from mailsvc.mailstore.leftover import clear_leftover


@pytest.mark.parametrize("content", ["{own}", "999999999", "không phải số", ""])
def test_pid_of_a_stranger_or_nobody_is_forgotten(tmp_path: Path, content: str) -> None:
    (tmp_path / "master.pid").write_text(content.format(own=os.getpid()), encoding="utf-8")
    clear_leftover(tmp_path, tmp_path / "dovecot.conf")
    assert not (tmp_path / "master.pid").exists()


def test_no_pid_file_is_fine(tmp_path: Path) -> None:
    clear_leftover(tmp_path, tmp_path / "dovecot.conf")


def test_orphan_with_our_configuration_is_ended(tmp_path: Path) -> None:
    config = tmp_path / "dovecot.conf"
    code = "import time; print('up', flush=True); time.sleep(60)"
    sleeper = [sys.executable, "-c", code, "-c", str(config)]
    with subprocess.Popen(sleeper, stdout=subprocess.PIPE) as orphan:
        assert orphan.stdout is not None
        assert orphan.stdout.readline() == b"up\n"
        (tmp_path / "master.pid").write_text(str(orphan.pid), encoding="ascii")
        clear_leftover(tmp_path, config)
        assert orphan.wait(timeout=5) != 0
