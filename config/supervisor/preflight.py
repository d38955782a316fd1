"""Checks before anything is started."""

import errno
import fcntl
import shutil
import socket
import time
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from config.supervisor.problem import StartProblem

_PORT_PATIENCE_S = 3.0
_FOLDERS = ("", "run", "log", "spool", "files", "mail", "secrets", "tls")


def check_folders() -> None:
    """CV_VAR and its folders exist and can be written to."""
    for name in _FOLDERS:
        folder = settings.VAR_DIR / name
        try:
            folder.mkdir(
                mode=0o755 if name in {"", "run", "mail"} else 0o700, parents=True, exist_ok=True
            )
            probe = folder / ".ghi-thu"
            probe.write_bytes(b"")
            probe.unlink()
        except OSError as error:
            raise StartProblem(
                f"Không ghi được vào {folder} ({error.strerror}): hãy sửa quyền thư mục, "
                "hoặc đặt CV_VAR tới một thư mục ghi được."
            ) from error


def check_programs() -> None:
    """Programs from Debian that the parts need."""
    path = "/usr/sbin:/usr/local/sbin:/usr/bin:/bin"
    if shutil.which("dovecot", path=path) is None:
        raise StartProblem(
            "Thiếu chương trình dovecot: hãy chạy `make setup`, hoặc cài các gói "
            "dovecot-imapd dovecot-lmtpd dovecot-sieve dovecot-managesieved."
        )


def check_ports() -> None:
    """Each port is free on CV_BIND."""
    for name, port in (
        ("CV_WEB_PORT", settings.WEB_PORT),
        ("CV_MX_PORT", settings.MX_PORT),
        ("CV_SUBMISSION_PORT", settings.SUBMISSION_PORT),
        ("CV_SUBMISSIONS_PORT", settings.SUBMISSIONS_PORT),
        ("CV_IMAP_PORT", settings.IMAP_PORT),
        ("CV_SIEVE_PORT", settings.SIEVE_PORT),
    ):
        _check_port(name, port)


def _check_port(name: str, port: int) -> None:
    """Try for a moment: parts of a run that was just stopped may still be going."""
    deadline = time.monotonic() + _PORT_PATIENCE_S
    while True:
        try:
            _bind(port)
        except OSError as error:
            if time.monotonic() > deadline:
                raise StartProblem(_port_sentence(name, port, error)) from error
            time.sleep(0.1)
        else:
            return


def _bind(port: int) -> None:
    family = socket.AF_INET6 if ":" in settings.BIND else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((settings.BIND, port))


def _port_sentence(name: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Cổng {port} đang bị chương trình khác dùng: hãy tắt nó, hoặc đổi {name}."
    return f"Không mở được {settings.BIND}:{port} ({error.strerror}): hãy sửa CV_BIND hoặc {name}."


def check_database() -> None:
    """The database answers and has every table of this version."""
    try:
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        raise StartProblem(
            f"Cơ sở dữ liệu không trả lời ({type(error).__name__}): hãy kiểm tra CV_DATABASE_URL."
        ) from error
    finally:
        connection.close()
    if plan:
        raise StartProblem("Cơ sở dữ liệu chưa được dựng cho bản này: hãy chạy `make setup`.")


def hold_instance_lock() -> IO[str]:
    """One instance per CV_VAR; the lock goes with the process, however it ends."""
    path: Path = settings.RUN_DIR / "serve.lock"
    lock = path.open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise StartProblem(
            f"Một bản Công Văn khác đang chạy trên {settings.VAR_DIR}: hãy dừng nó, "
            "hoặc đặt CV_VAR khác."
        ) from error
    return lock
