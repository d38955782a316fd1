"""Run a command with CV_DATABASE_URL naming a private PostgreSQL that lives as long as it does.

`python -m tests.support.postgres pytest -m db_bound`
"""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.ports import free_ports


@contextmanager
def running_postgres() -> Iterator[str]:
    """Start a cluster in a temporary folder on loopback; gives its URL, removes it at the end."""
    bin_dir = _find_bin_dir()
    folder = Path(tempfile.mkdtemp(prefix="cvpg-"))
    user = _unprivileged_user()
    if user is not None:
        os.chown(folder, user.pw_uid, user.pw_gid)
    (port,) = free_ports(1)
    data = folder / "data"
    _run(
        user,
        bin_dir / "initdb",
        "-D",
        data,
        "-U",
        "congvan",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--no-sync",
    )
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off"
    _run(user, bin_dir / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", options, "start")
    try:
        yield f"postgres://congvan@127.0.0.1:{port}/postgres"
    finally:
        _run(user, bin_dir / "pg_ctl", "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


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
    with running_postgres() as url:
        return subprocess.run(
            command, env={**os.environ, "CV_DATABASE_URL": url}, check=False
        ).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
