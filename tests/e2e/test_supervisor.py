"""`manage.py serve`: ready, restart, stop; refusals in one sentence; kill -9 loses nothing."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.product import ROOT, Product, descendants


@pytest.fixture
def small(new_folder: Path) -> Iterator[Product]:
    """A second installation beside the demo one, without demo data."""
    running = Product(new_folder, arguments=())
    running.prepare()
    yield running
    running.kill()


def _wait(condition, seconds: float = 60.0) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.1)
    return False


def _answers(product: Product) -> bool:
    try:
        with urllib.request.urlopen(product.url + "/suc-khoe/", timeout=10) as response:  # noqa: S310
            return response.read() == b"ok"
    except OSError:
        return False


def test_two_instances_side_by_side_and_one_stops_alone(product: Product, small: Product) -> None:
    small.start()
    assert _wait(lambda: _answers(small))
    assert _wait(lambda: _answers(product))
    assert small.stop() == 0
    assert not _answers(small)
    assert _wait(lambda: _answers(product))


def test_part_that_dies_is_started_again(small: Product) -> None:
    small.start()
    web = _web_of(small)
    os.kill(web[0], signal.SIGKILL)
    assert _wait(lambda: [pid for pid in _web_of(small) if pid not in web])
    assert _wait(lambda: _answers(small))


def test_port_in_use_is_said_in_one_sentence(small: Product) -> None:
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(("127.0.0.1", small.web))
        taken.listen()
        refused = small.manage("serve", check=False)
    assert refused.returncode == 1
    assert f"Cổng {small.web} đang bị chương trình khác dùng" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_second_start_on_the_same_folder_is_refused(small: Product) -> None:
    small.start()
    refused = small.manage("serve", check=False)
    assert "Một bản Công Văn khác đang chạy" in refused.stderr


def test_unwritable_folder_is_said_in_one_sentence(new_folder: Path) -> None:
    (new_folder / "tep").write_text("một tệp, không phải thư mục", encoding="utf-8")
    refused = Product(new_folder / "tep" / "var").manage("serve", check=False)
    assert refused.returncode == 1
    assert "CV_VAR" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_missing_tables_say_what_to_run(new_folder: Path) -> None:
    refused = Product(new_folder / "c", arguments=()).manage("serve", check=False)
    assert "make setup" in refused.stderr


def test_bad_setting_stops_the_start(new_folder: Path) -> None:
    env = Product(new_folder / "d").env | {"CV_MX_PORT": "cổng"}
    refused = subprocess.run(
        [sys.executable, "manage.py", "serve"],
        cwd=ROOT,
        env=env,
        text=True,
        capture_output=True,
        check=False,
    )
    assert refused.returncode == 1
    assert "CV_MX_PORT" in refused.stderr


def _web_of(product: Product) -> list[int]:
    assert product.process is not None
    return [p for p in descendants(product.process.pid) if _command(p).endswith("run_web")]


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().rstrip("\0").replace("\0", " ")
    except OSError:
        return ""
