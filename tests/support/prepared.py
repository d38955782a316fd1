"""A prepared installation, made once for all that tests start: tables and static files cost half a
minute each time, a copy a moment.
"""

import fcntl
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_PARTS = ("config", "docflow", "mailsvc", "webui")
_KINDS = (".py", ".po", ".js", ".css", ".svg")


def copy_prepared(var: Path) -> None:
    """Make `var` as `manage.py prepare` leaves it with SQLite."""
    shutil.copytree(_prepared(), var, dirs_exist_ok=True)


def copy_tables(path: Path) -> None:
    """A migrated SQLite database at `path`, and nothing else."""
    source = _prepared() / "congvan.sqlite3"
    with closing(sqlite3.connect(source)) as made, closing(sqlite3.connect(path)) as copy:
        made.backup(copy)


def _prepared() -> Path:
    """The one of this very source; made by whoever asks first, the others wait for it."""
    base = Path(tempfile.gettempdir()) / f"cv-prepared-{os.getuid()}"
    base.mkdir(mode=0o700, exist_ok=True)
    ready = base / _source_digest()
    with (base / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not ready.exists():
            for old in base.glob("*/"):
                shutil.rmtree(old)
            _prepare(base / "making").rename(ready)
    return ready


def _prepare(var: Path) -> Path:
    env = {name: value for name, value in os.environ.items() if not name.startswith("CV_")}
    subprocess.run(
        [sys.executable, "manage.py", "prepare"],
        cwd=ROOT,
        env=env | {"CV_VAR": str(var)},
        check=True,
        timeout=300,
    )
    return var


def _source_digest() -> str:
    """Of all that tables and static files are made from."""
    total = hashlib.sha256(sys.version.encode())
    for path in _sources():
        total.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return total.hexdigest()[:20]


def _sources() -> Iterator[Path]:
    yield ROOT / "requirements.txt"
    folders: Iterable[Path] = (ROOT / part for part in _PARTS)
    for folder in folders:
        yield from sorted(path for path in folder.rglob("*") if path.suffix in _KINDS)
