"""`make bench-documents`: pages, counters, searches and an export over very many documents.

ROWS documents (1,000,000 on a private PostgreSQL, 100,000 on SQLite with ENGINE=sqlite) with the
words of their files are written in bulk by `documents_fill`; what there is of them is said in
`documents_data`. Then `documents_asked` asks for the product's own pages. The same is done first at
a tenth of the rows, each in a database and a process of its own.

DATA names a folder that stays, with the databases in it: the next run need not write them again.
"""

import hashlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.postgres import postgres_cluster

ENGINE = os.environ.get("ENGINE", "postgres")
ROWS = int(os.environ.get("ROWS", "1000000" if ENGINE == "postgres" else "100000"))
DATA = os.environ.get("DATA", "")
_HERE = Path(__file__).parent
_SOURCES = ("documents_data.py", "documents_fill.py")

UrlOf = Callable[[str], str]


def main() -> None:
    with _folder() as folder, _databases(folder) as url_of:
        tenth, whole = (_measure(folder, url_of, rows) for rows in (ROWS // 10, ROWS))
    print(json.dumps(whole | {"engine": ENGINE, "tenth": tenth}))


def _measure(folder: Path, url_of: UrlOf, rows: int) -> dict[str, object]:
    """Of a database with so many; written first unless the same is there."""
    made = folder / f"{ENGINE}-{rows}-{_version()}.json"
    database = f"documents_{made.stem.replace('-', '_')}"
    environ = os.environ | {
        "CV_DATABASE_URL": url_of(database),
        "DJANGO_SETTINGS_MODULE": "tests.settings",
    }
    if not made.exists():
        _run("fill", environ, str(rows), str(made))
    asked = _run("asked", environ, str(made))
    return {"rows": rows} | json.loads(asked.splitlines()[-1])


def _run(part: str, environ: dict[str, str], *arguments: str) -> str:
    """The part's output, shown as it comes."""
    command = [sys.executable, "-m", f"tests.bench.documents_{part}", *arguments]
    with subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        lines = []
        for line in process.stdout:
            print(line, end="", flush=True)
            lines.append(line)
    if process.returncode:
        raise SystemExit(process.returncode)
    return "".join(lines)


def _version() -> str:
    """Another generator makes other rows."""
    code = b"".join((_HERE / name).read_bytes() for name in _SOURCES)
    return hashlib.sha256(code).hexdigest()[:8]


@contextmanager
def _folder() -> Iterator[Path]:
    if not DATA:
        with tempfile.TemporaryDirectory(prefix="cv-documents-") as name:
            yield Path(name)
        return
    folder = Path(DATA)
    folder.mkdir(parents=True, exist_ok=True)
    yield folder


@contextmanager
def _databases(folder: Path) -> Iterator[UrlOf]:
    if ENGINE != "postgres":
        yield lambda name: f"sqlite:///{folder / name}.sqlite3"
        return
    with postgres_cluster(folder=folder / "postgres" if DATA else None) as cluster:
        yield cluster.url_of


if __name__ == "__main__":
    main()
