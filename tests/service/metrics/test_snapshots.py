"""Figures of several processes on one page: counts survive their process, gauges do not."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings

from mailsvc.metrics import declare, snapshots
from mailsvc.metrics.page import render
from mailsvc.metrics.snapshots import Publisher

_CHILD = """
import sys
import django
django.setup()
from mailsvc.metrics import declare, snapshots
mails = declare.counter("congvan_test_mails_total", "Mails.", "source").labels("mx")
inside = declare.gauge("congvan_test_inside", "Inside.")
limit = declare.gauge("congvan_test_limit", "Limit.", is_shared=True)
took = declare.histogram("congvan_test_took_seconds", "Took.", buckets=(1.0, 5.0))
mails.inc(int(sys.argv[1]))
inside.set(7)
limit.set(100)
took.observe(2)
snapshots.publish("child")
print("written", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def run_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(settings, "RUN_DIR", tmp_path / "run")
    return tmp_path


@contextmanager
def child(var: Path, count: int) -> "Iterator[subprocess.Popen[bytes]]":
    process = subprocess.Popen(
        [sys.executable, "-c", _CHILD, str(count)],
        env=os.environ | {"CV_VAR": str(var)},
        cwd=settings.BASE_DIR,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with process:
        assert process.stdout.readline() == b"written\n"
        yield process
        process.stdin.close()


def shown(name: str) -> list[str]:
    lines = render().decode().splitlines()
    return [line.removeprefix(name) for line in lines if line.startswith(name)]


def test_two_processes_add_up(run_dir: Path) -> None:
    with child(run_dir, 3), child(run_dir, 4):
        assert shown("congvan_test_mails_total") == ['{source="mx"} 7.0']
        assert shown("congvan_test_inside") == [" 14.0"]
        assert shown("congvan_test_limit") == [" 100.0"]
        assert shown("congvan_test_took_seconds_bucket") == [
            '{le="1.0"} 0.0',
            '{le="5.0"} 2.0',
            '{le="+Inf"} 2.0',
        ]
        assert shown("congvan_test_took_seconds_sum") == [" 4.0"]


def test_killed_process_keeps_its_counts_and_loses_its_gauges(run_dir: Path) -> None:
    with child(run_dir, 3) as process:
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert shown("congvan_test_mails_total") == ['{source="mx"} 3.0']
    assert shown("congvan_test_inside") == []


def test_next_process_goes_on_in_the_same_file(run_dir: Path) -> None:
    for _ in range(3):
        with child(run_dir, 2):
            pass
    assert shown("congvan_test_mails_total") == ['{source="mx"} 6.0']
    assert len(list(snapshots.folder().glob("*.figures"))) == 1


def test_supervisor_s_start_forgets_all(run_dir: Path) -> None:
    snapshots.clear()  # no folder yet
    with child(run_dir, 2):
        pass
    snapshots.clear()
    assert shown("congvan_test_mails_total") == []


def test_folder_that_cannot_be_written_costs_figures_only(run_dir: Path) -> None:
    (run_dir / "run").write_text("a file where the folder should be")
    publisher = Publisher("child")
    publisher.start()
    (run_dir / "run").unlink()
    publisher.close()
    assert snapshots.folder().is_dir()


def test_half_a_file_is_no_reason_to_fail(run_dir: Path) -> None:
    with child(run_dir, 2):
        pass
    slot = snapshots.folder() / "child-0.figures"
    whole = slot.read_text()
    slot.write_text(whole + "\n[1, 2")
    (snapshots.folder() / "x-0.figures").write_bytes(b"\xff\xfe")
    assert shown("congvan_test_mails_total") == ['{source="mx"} 2.0']


@pytest.mark.parametrize("name", ["mails_total", "congvan_mails"])
def test_names_are_held_to_the_convention(name: str) -> None:
    with pytest.raises(ValueError, match=name):
        declare.counter(name, "Mails.")
