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
def small(short_folder: Path, request: pytest.FixtureRequest) -> Iterator[Product]:
    """A second installation beside the demo one, without demo data."""
    folder = short_folder / f"b{abs(hash(request.node.name)) % 10_000}"
    running = Product(folder, arguments=())
    running.prepare()
    yield running
    running.kill()


def _wait(condition, seconds: float = 20.0) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.1)
    return False


def _answers(product: Product) -> bool:
    try:
        with urllib.request.urlopen(product.url + "/suc-khoe/", timeout=2) as response:  # noqa: S310
            return response.read() == b"ok"
    except OSError:
        return False


def test_two_instances_side_by_side_and_a_quick_stop(product: Product, small: Product) -> None:
    begin = time.monotonic()
    small.start()
    assert time.monotonic() - begin < 20
    assert _answers(small)
    assert _answers(product)
    assert small.stop() < 10
    assert not _answers(small)
    assert _answers(product)


def test_part_that_dies_is_started_again(small: Product) -> None:
    small.start()
    assert small.process is not None
    web = [pid for pid in descendants(small.process.pid) if _command(pid).endswith("run_web")]
    os.kill(web[0], signal.SIGKILL)
    assert _wait(lambda: not _answers(small), 5)
    assert _wait(lambda: _answers(small), 30)


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


def test_unwritable_folder_is_said_in_one_sentence(short_folder: Path) -> None:
    (short_folder / "tep").write_text("một tệp, không phải thư mục", encoding="utf-8")
    refused = Product(short_folder / "tep" / "var").manage("serve", check=False)
    assert refused.returncode == 1
    assert "CV_VAR" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_missing_tables_say_what_to_run(short_folder: Path) -> None:
    refused = Product(short_folder / "c", arguments=()).manage("serve", check=False)
    assert "make setup" in refused.stderr


def test_bad_setting_stops_the_start(short_folder: Path) -> None:
    env = Product(short_folder / "d").env | {"CV_MX_PORT": "cổng"}
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


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().rstrip("\0").replace("\0", " ")
    except OSError:
        return ""
