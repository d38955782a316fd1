"""A real, private clamd with one signature, made here: no virus, no database of others."""

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MARK = b"Cong van thu nghiem: doan chu nay gia lam ma doc 7f3a9c"
SIGNATURE = "Congvan.Thu-Nghiem-1"
STREAM_MAX_BYTES = 1024 * 1024
_START_S = 60

_CONFIG = """
Foreground yes
LocalSocket {folder}/clamd
LogFile {folder}/log
DatabaseDirectory {folder}/db
TemporaryDirectory {folder}
StreamMaxLength 1M
MaxThreads 4
"""


@contextmanager
def running_clamd(folder: Path) -> Iterator[str]:
    """The path of its socket."""
    (folder / "db").mkdir(parents=True)
    signature = f"{SIGNATURE}:0:*:{MARK.hex()}\n"
    (folder / "db" / "thu.ndb").write_text(signature, encoding="ascii")
    (folder / "conf").write_text(_CONFIG.format(folder=folder), encoding="utf-8")
    process = subprocess.Popen(
        ["/usr/sbin/clamd", "--config-file", str(folder / "conf")],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        deadline = time.monotonic() + _START_S
        while not (folder / "clamd").exists():
            assert process.poll() is None and time.monotonic() < deadline, "clamd does not start"
            time.sleep(0.05)
        yield str(folder / "clamd")
    finally:
        process.kill()
        process.wait()
