"""Tables and static files, made once for every process that tests start: each time they cost half
a minute, a copy a moment. Kept between runs under the name of what they were made from.
"""

import fcntl
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_BASE = Path(tempfile.gettempdir()) / f"cv-prepared-{os.getuid()}"
_PARTS = ("config", "docflow", "mailsvc", "webui")
_KEPT_S = 7 * 86_400


def make_tables(path: Path) -> None:
    """A new SQLite database at `path` to which every migration was applied."""
    made = _kept("tables", _table_sources(), lambda var: manage(var, "migrate"))
    path.parent.mkdir(parents=True, exist_ok=True)
    with (
        closing(sqlite3.connect(made / "congvan.sqlite3")) as source,
        closing(sqlite3.connect(path)) as target,
    ):
        source.backup(target)


def copy_static(folder: Path) -> None:
    """The collected and compressed static files."""
    made = _kept("static", _static_sources(), _prepare)
    shutil.copytree(made / "static", folder)


def _prepare(var: Path) -> None:
    make_tables(var / "congvan.sqlite3")
    manage(var, "prepare")


def _kept(kind: str, sources: Iterable[Path], make: Callable[[Path], None]) -> Path:
    """The folder made from these very files; whoever asks first makes it, the others wait."""
    _BASE.mkdir(mode=0o700, exist_ok=True)
    ready = _BASE / f"{kind}-{_digest(sources)}"
    with (_BASE / f"{kind}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not ready.exists():
            _forget_old(kind)
            making = Path(tempfile.mkdtemp(prefix="making-", dir=_BASE))
            make(making)
            making.rename(ready)
    os.utime(ready)
    return ready


def _forget_old(kind: str) -> None:
    for path in [*_BASE.glob(f"{kind}-*"), *_BASE.glob("making-*")]:
        if time.time() - path.stat().st_mtime > _KEPT_S:
            shutil.rmtree(path, ignore_errors=True)


def manage(var: Path, command: str, **more: str) -> None:
    """One command of the product, with nothing set but its folder and `more`."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("CV_")}
    subprocess.run(
        [sys.executable, "manage.py", command],
        cwd=ROOT,
        env=env | {"CV_VAR": str(var), "DJANGO_SETTINGS_MODULE": "config.settings"} | more,
        check=True,
        capture_output=True,
        timeout=600,
    )


def _digest(sources: Iterable[Path]) -> str:
    total = hashlib.sha256(sys.version.encode())
    for path in sorted(sources):
        total.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return total.hexdigest()[:20]


def _table_sources() -> Iterator[Path]:
    yield ROOT / "requirements.txt"
    for part in _PARTS:
        yield from (ROOT / part).rglob("migrations/*.py")
        yield from (ROOT / part).rglob("data/*.*")


def _static_sources() -> Iterator[Path]:
    yield ROOT / "requirements.txt"
    yield from (path for path in (ROOT / "webui" / "static").rglob("*") if path.is_file())
