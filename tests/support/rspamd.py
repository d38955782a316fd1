"""A real, private rspamd without rules: it knows its own test pattern and nothing else."""

import http.client
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.ports import free_ports

GTUBE = b"XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X"
_START_S = 60

_CONFIG = """
options {{
  pidfile = "{folder}/pid";
  filters = "";
  dns {{ nameserver = ["127.0.0.1:53"]; timeout = 0.2s; retransmits = 1; }}
  hs_cache_dir = "{folder}";
  disable_hyperscan = true;
  url_tld = "{folder}/tld";
}}
logging {{ type = "file"; filename = "{folder}/log"; level = "info"; }}
actions {{ reject = 15; "add header" = 6; greylist = 4; }}
worker "normal" {{ bind_socket = "127.0.0.1:{port}"; count = 1; }}
"""


@contextmanager
def running_rspamd(folder: Path) -> Iterator[str]:
    """The URL of its normal worker."""
    folder.mkdir()
    (port,) = free_ports(1)
    (folder / "tld").write_text("example\n", encoding="ascii")
    (folder / "conf").write_text(_CONFIG.format(folder=folder, port=port), encoding="utf-8")
    process = subprocess.Popen(
        ["/usr/bin/rspamd", "-f", "-i", "-c", str(folder / "conf")],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        deadline = time.monotonic() + _START_S
        while not _answers(port):
            assert process.poll() is None and time.monotonic() < deadline, "rspamd does not start"
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(_START_S)


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/ping")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
