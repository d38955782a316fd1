"""Run a command with CV_DATABASE_URL naming a private PostgreSQL that lives as long as it does;
test databases in it begin as copies of one to which every migration was applied.

`python -m tests.support.postgres pytest -m db_bound`
"""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg.sql import SQL, Identifier

from tests.support.ports import free_ports
from tests.support.prepared import manage

_TEMPLATE = "migrated"


class Cluster:
    """A private PostgreSQL on loopback, in a temporary folder or in one that stays."""

    def __init__(self, *, is_durable: bool = False, folder: Path | None = None) -> None:
        self._is_durable, self._stays = is_durable, folder is not None
        self._bin_dir = _find_bin_dir()
        self._user = _unprivileged_user()
        self._folder = folder or Path(tempfile.mkdtemp(prefix="cvpg-"))
        self._folder.mkdir(parents=True, exist_ok=True)
        if self._user is not None:
            os.chown(self._folder, self._user.pw_uid, self._user.pw_gid)
        (self._port,) = free_ports(1)
        self._data = self._folder / "data"
        made = ("-U", "congvan", "-A", "trust", "-E", "UTF8", "--no-sync")
        if not self._data.exists():
            _run(self._user, self._bin_dir / "initdb", "-D", self._data, *made)

    @property
    def url(self) -> str:
        return self._url_of("postgres")

    def url_of(self, name: str) -> str:
        """Of a database of its own, made when it is not there."""
        with psycopg.connect(self.url, autocommit=True) as session:
            found = session.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
            if found.fetchone() is None:
                session.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
        return self._url_of(name)

    def _url_of(self, name: str) -> str:
        return f"postgres://congvan@127.0.0.1:{self._port}/{name}"

    @property
    def is_running(self) -> bool:
        return (self._data / "postmaster.pid").exists()

    def start(self) -> None:
        """Start it and wait, unless it runs."""
        if self.is_running:
            return
        address = f"-p {self._port} -c listen_addresses=127.0.0.1"
        fsync = "on" if self._is_durable else "off"
        options = f"{address} -c unix_socket_directories= -c fsync={fsync}"
        self._control("-w", "-l", self._folder / "log", "-o", options, "start")

    def cpu_s(self) -> float:
        """Processor time of the server and of the sessions that have ended, in seconds."""
        pid = (self._data / "postmaster.pid").read_text().split()[0]
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        # proc(5): utime, stime, cutime, cstime.
        return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")

    def crash(self) -> None:
        """End it at once, as a power cut does: sessions are lost, the next start recovers."""
        if self.is_running:
            self._control("-m", "immediate", "stop")

    def remove(self) -> None:
        """Leave nothing behind but a folder that stays."""
        if self._stays:
            self._control("-m", "fast", "stop")
            return
        self.crash()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _control(self, *arguments: object) -> None:
        _run(self._user, self._bin_dir / "pg_ctl", "-D", self._data, *arguments)


@contextmanager
def postgres_cluster(*, is_durable: bool = False, folder: Path | None = None) -> Iterator[Cluster]:
    """One that runs, removed at the end; `is_durable`: commits wait for the disk, for measuring.

    Also when the process is asked to end: a run cut short leaves no server behind.
    """
    cluster = Cluster(is_durable=is_durable, folder=folder)
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        cluster.start()
        yield cluster
    finally:
        cluster.remove()


@contextmanager
def running_postgres() -> Iterator[str]:
    """The URL of one that lives as long as the block."""
    with postgres_cluster() as cluster:
        yield cluster.url


def _find_bin_dir() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        raise SystemExit("PostgreSQL is missing: run `make test-setup`.")
    return found[-1].parent


def _unprivileged_user() -> pwd.struct_passwd | None:
    """PostgreSQL refuses to run as root: there Debian's own user runs it."""
    return pwd.getpwnam("postgres") if os.getuid() == 0 else None


def _run(user: pwd.struct_passwd | None, program: Path, *arguments: object) -> None:
    command = [str(program), *map(str, arguments)]
    done = subprocess.run(
        command,
        cwd="/",
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        check=False,
        user=user.pw_uid if user else None,
        group=user.pw_gid if user else None,
        extra_groups=[] if user else None,
    )
    if done.returncode:
        raise SystemExit(f"{program.name}: {done.stderr.decode(errors='replace')}")


def main(command: list[str]) -> int:
    with postgres_cluster() as cluster, tempfile.TemporaryDirectory(prefix="cv-") as var:
        manage(Path(var), "migrate", CV_DATABASE_URL=cluster.url_of(_TEMPLATE))
        told = {"CV_DATABASE_URL": cluster.url, "CV_TEST_TEMPLATE": _TEMPLATE}
        return subprocess.run(command, env={**os.environ, **told}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
