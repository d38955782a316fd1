"""`make bench-usage`: what recording costs, and how the roll-up grows to a nation.

* Recording, on a mail opened in the browser: the whole request (page, mail from a store in memory)
  with recording and with `record` taken out, open by open in turn, processor time; the first
  open of a day writes a bit, those after it find it remembered. `record_ratio` is a busy day:
  one first open and thirty-nine more, as the study assumes (40 actions a day).
* The roll-up of 2,000 people × 13 months by every definition there is, on SQLite as one office
  runs it; and the page read from the thirteen published months, 200 times.
* The roll-up of one month for SIZES people (250,000, 500,000, 1,000,000, 2,000,000) in agencies of
  fifty on a private PostgreSQL: rows made by SQL beforehand and timed apart, tables analysed.
  Memory is the most the server process of the fill ever held.
* The same question to a table of raw events (40 actions an active day) of SAMPLE people, beside the
  roll-up of just those people: bytes on disk with indexes, and seconds.

Nothing is tuned for the run but what the roll-up itself asks for (`work_mem` of its transaction).
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.support.postgres import running_postgres

_WHOLE_RUN_S = 40 * 60


def main() -> None:
    """Run the parts in processes of their own, print what they found, the JSON line last."""
    for number in (signal.SIGTERM, signal.SIGALRM):
        signal.signal(number, lambda *_: signal.raise_signal(signal.SIGINT))
    signal.alarm(_WHOLE_RUN_S)
    found: dict[str, Any] = {}
    with tempfile.TemporaryDirectory(prefix="cv-bench-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        found |= _part("usage_small", folder / "small", "")
        with running_postgres() as url:
            found |= _part("usage_large", folder / "large", url)
    names = (
        "record_ratio",
        "fill_2000x13_s",
        "fill_2m_s",
        "fill_2m_over_500k",
        "bytes_ratio",
        "page_p95_ms",
    )
    print(json.dumps({name: found[name] for name in names}))


def _part(module: str, var: Path, database_url: str) -> dict[str, Any]:
    """Its output is shown as it comes; the last line is what it found."""
    var.mkdir()
    env = {
        **os.environ,
        "CV_VAR": str(var),
        "CV_DATABASE_URL": database_url,
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    command = [sys.executable, "-m", f"tests.bench.{module}"]
    last = ""
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if last:
                print(last, end="", flush=True)
            last = line
    if process.returncode:
        raise SystemExit(f"{module} failed")
    found: dict[str, Any] = json.loads(last)
    return found


if __name__ == "__main__":
    main()
