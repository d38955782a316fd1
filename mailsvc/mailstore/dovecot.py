"""The private, unprivileged Dovecot: all that a supervisor needs to run it."""

import logging
import os
import shutil
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from mailsvc.base.errors import Unavailable
from mailsvc.mailstore import config, identity, users
from mailsvc.mailstore.certificate import copy_pair
from mailsvc.relay import tls

_SEARCH_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
_HELPERS = ("/usr/lib/dovecot", "/usr/libexec/dovecot")
_PACKAGES = "dovecot-imapd dovecot-lmtpd dovecot-sieve dovecot-managesieved"
_NEEDED = ("imap", "lmtp", "managesieve")
_SOCKET_PATH_BYTES = 107  # sockaddr_un, without the closing NUL
_LONGEST_SOCKET = "replication-notify-fifo"
_PATH_TRAPS = set("\"'#%$\\\n\r")

logger = logging.getLogger(__name__)


class DovecotProblem(Unavailable):
    """Dovecot cannot run here; `public_text` is the one sentence that says what to do."""


@dataclass(frozen=True)
class DovecotPlan:
    """How to start Dovecot in the foreground. `run_as` None: as we are (or the command drops)."""

    command: list[str]
    run_as: identity.Identity | None
    env: dict[str, str]


def prepare() -> DovecotPlan:
    """Bring user files up to date and write the configuration. Raises DovecotProblem."""
    with _folder_problems():
        users.render_users()
        return plan(_relay_certificate())


def plan(certificate: tuple[Path, Path]) -> DovecotPlan:
    """Write folders, certificate (certificate, key) and configuration; how to start Dovecot.

    The user files are the caller's. Raises DovecotProblem.
    """
    program = _find_program("dovecot", f"Thiếu chương trình Dovecot: hãy cài {_PACKAGES}.")
    _check_paths()
    with _folder_problems():
        _make_folders()
        copy_pair(certificate)
        _copy_sieve()
        path = _write_config()
    return _command_plan([program, "-F", "-c", str(path)])


@contextmanager
def _folder_problems() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise DovecotProblem(
            "dovecot_folder",
            f"Không ghi được vào {settings.DOVECOT_DIR} ({error.strerror}): hãy sửa quyền thư mục "
            "hoặc đặt CV_VAR tới thư mục khác.",
        ) from error


def wait_ready(timeout_s: float = 10.0) -> None:
    """Return when IMAP greets and LMTP takes connections; DovecotProblem after the time."""
    deadline = time.monotonic() + timeout_s
    while not (_greets(_imap_socket) and _greets(_lmtp_socket)):
        if time.monotonic() > deadline:
            where = f"ở cổng {settings.IMAP_PORT}: hãy xem {settings.DOVECOT_DIR}/log."
            raise DovecotProblem("dovecot_silent", f"Dovecot chưa trả lời {where}")
        time.sleep(0.05)


def _find_program(name: str, sentence: str) -> str:
    found = shutil.which(name) or shutil.which(name, path=_SEARCH_PATH)
    helpers = [Path(folder) for folder in _HELPERS if Path(folder).is_dir()]
    has_all = any(all((h / one).exists() for one in _NEEDED) for h in helpers)
    if found is None or (name == "dovecot" and not has_all):
        raise DovecotProblem(f"missing_{name}", sentence)
    return found


def _check_paths() -> None:
    run = settings.DOVECOT_DIR / "run"
    longest = [str(run / _LONGEST_SOCKET)]
    if settings.LMTP_ADDRESS.startswith("/"):
        longest.append(settings.LMTP_ADDRESS)
    if max(len(os.fsencode(path)) for path in longest) > _SOCKET_PATH_BYTES:
        raise DovecotProblem(
            "path_too_long",
            f"Đường dẫn {settings.DOVECOT_DIR} quá dài cho socket của Dovecot: "
            "hãy đặt CV_VAR tới thư mục có đường dẫn ngắn hơn (dưới 70 ký tự).",
        )
    if _PATH_TRAPS & set(f"{settings.DOVECOT_DIR}{settings.MAIL_DIR}"):
        raise DovecotProblem(
            "path_characters",
            f"Đường dẫn {settings.VAR_DIR} có ký tự Dovecot không nhận (\" ' # % $ \\): "
            "hãy đặt CV_VAR tới thư mục khác.",
        )


def _make_folders() -> None:
    for path in (settings.DOVECOT_DIR, settings.MAIL_DIR):
        identity.make_folder(path)
    for name in ("run", "state", "tls", "auth", "sieve"):
        identity.make_folder(settings.DOVECOT_DIR / name)
    # Dovecot wants its run folder so, and says so at each start; the folder above stays closed.
    (settings.DOVECOT_DIR / "run").chmod(0o755)


def _relay_certificate() -> tuple[Path, Path]:
    """The pair STARTTLS of the relay uses, made when missing."""
    pair = (settings.TLS_DIR / "cert.pem", settings.TLS_DIR / "key.pem")
    tls.ensure_certificate(settings.TLS_DIR, settings.HOST_NAME)
    return pair


def _copy_sieve() -> None:
    """The rules for everybody; Dovecot keeps the compiled form beside them."""
    target = settings.DOVECOT_DIR / "sieve" / "before.sieve"
    target.write_bytes(Path(__file__).with_name("before.sieve").read_bytes())
    identity.give(target)


def _write_config() -> Path:
    path: Path = settings.DOVECOT_DIR / "dovecot.conf"
    path.write_text(config.render(identity.mail_identity()), encoding="utf-8")
    identity.give(path)
    return path


def _command_plan(command: list[str]) -> DovecotPlan:
    env = {"PATH": _SEARCH_PATH, "LANG": "C.UTF-8"}
    who = identity.mail_identity()
    if os.geteuid() != 0:
        return DovecotPlan(command, None, env)
    if identity.may_traverse(settings.DOVECOT_DIR):
        return DovecotPlan(command, who, env)
    # The way to CV_VAR is closed to this user (below /root, say): one capability opens it.
    program = _find_program("setpriv", "Thiếu chương trình setpriv: hãy cài util-linux.")
    who_args = ["--reuid", str(who.uid), "--regid", str(who.gid), "--clear-groups"]
    caps = ["--inh-caps", "+dac_override", "--ambient-caps", "+dac_override"]
    tied = ["--pdeathsig", "keep", "--"]
    return DovecotPlan([program, *who_args, *caps, *tied, *command], None, env)


def _imap_socket() -> socket.socket:
    return socket.create_connection((settings.BIND, settings.IMAP_PORT), timeout=2)


def _lmtp_socket() -> socket.socket:
    if not settings.LMTP_ADDRESS.startswith("/"):
        host, _, port = settings.LMTP_ADDRESS.rpartition(":")
        return socket.create_connection((host.strip("[]"), int(port)), timeout=2)
    client = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    client.settimeout(2)
    try:
        client.connect(settings.LMTP_ADDRESS)
    except OSError:
        client.close()
        raise
    return client


def _greets(connect: Callable[[], socket.socket]) -> bool:
    try:
        with connect() as client:
            return client.recv(4) in {b"* OK", b"220 "}
    except OSError:
        return False
