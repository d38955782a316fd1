"""Dovecot's user files, written from the directory.

`users` names every mailbox that is not suspended (LMTP, master log-ins, quota); `programs` holds
the app passwords of active accounts under `address#slot`. Dovecot reads a changed file at the next
log-in.
"""

import fcntl
import logging
import os
import re
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from mailsvc.directory.models import AppPassword, Mailbox
from mailsvc.directory.passwords import may_log_in
from mailsvc.directory.selectors import list_mailboxes
from mailsvc.mailstore import identity, master

# What Dovecot's auth_username_chars lets through and a path can hold.
_ADDRESS = re.compile(r"[a-z0-9_-][a-z0-9._-]*@[a-z0-9-][a-z0-9.-]*")
_BCRYPT = re.compile(r"\$2[aby]\$\d\d\$[./A-Za-z0-9]{53}")
_NOTHING_MATCHES = "{SHA256.HEX}" + "0" * 64

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class UserEntry:
    """A mailbox as Dovecot knows it; `hashes` are (slot, bcrypt hash) of its app passwords."""

    address: str
    quota_mb: int
    hashes: tuple[tuple[int, str], ...] = ()


def render_users() -> None:
    """Bring Dovecot's files up to date with the directory; nothing is written when nothing changed.

    To be called after commit of whatever changes a mailbox, an account or an app password.
    """
    with _lock():
        write_entries(list_entries())


def list_entries() -> list[UserEntry]:
    """Mailboxes that take mail, with the app passwords of owners who may log in."""
    hashes: dict[int, list[tuple[int, str]]] = {}
    for row in AppPassword.objects.select_related("account"):
        if may_log_in(row.account):
            hashes.setdefault(row.account_id, []).append((row.slot, row.hash))
    return [_entry(mailbox, hashes) for mailbox in list_mailboxes().order_by("address")]


def write_entries(entries: Iterable[UserEntry]) -> None:
    """Write the files; an address Dovecot could not hold is left out and logged."""
    kept = [entry for entry in entries if _is_possible(entry)]
    folder = settings.DOVECOT_DIR / "auth"
    identity.make_folder(folder)
    users = (f"{e.address}:{_NOTHING_MATCHES}::::::{_quota(e)}\n" for e in kept)
    programs = (
        f"{entry.address}#{slot}:{{BLF-CRYPT}}{hashed}\n"
        for entry in kept
        for slot, hashed in entry.hashes
        if _BCRYPT.fullmatch(hashed)
    )
    _replace(folder / "users", "".join(users))
    _replace(folder / "programs", "".join(programs))
    _replace(folder / "master", master.master_line())


def _entry(mailbox: Mailbox, hashes: dict[int, list[tuple[int, str]]]) -> UserEntry:
    own = hashes.get(mailbox.owner_id, []) if mailbox.owner_id else []
    return UserEntry(mailbox.address, mailbox.quota_mb, tuple(own))


def _quota(entry: UserEntry) -> str:
    return f"userdb_quota_rule=*:storage={entry.quota_mb}M"


def _is_possible(entry: UserEntry) -> bool:
    is_good = bool(_ADDRESS.fullmatch(entry.address)) and ".." not in entry.address
    if not is_good:
        logger.error("a mailbox has an address the mail store cannot hold")
    return is_good


def _replace(path: Path, text: str) -> None:
    """Atomic, and with a time stamp Dovecot sees as new: it compares whole seconds and size."""
    content = text.encode("ascii")
    before = path.stat().st_mtime if path.exists() else 0.0
    if path.exists() and path.read_bytes() == content:
        return
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    stamp = max(int(time.time()), int(before) + 1)
    os.utime(name, (stamp, stamp))
    identity.give(Path(name))
    Path(name).replace(path)


@contextmanager
def _lock() -> Iterator[None]:
    """One writer at a time, so an older reading never replaces a newer one."""
    settings.DOVECOT_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
    identity.make_folder(settings.DOVECOT_DIR)
    with (settings.DOVECOT_DIR / ".users.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
