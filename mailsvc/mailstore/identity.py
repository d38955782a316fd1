"""As whom the private Dovecot runs: never root."""

import grp
import os
import pwd
import shutil
from dataclasses import dataclass
from pathlib import Path

SYSTEM_USER = "mail"  # Debian base system, owns nothing of value


@dataclass(frozen=True)
class Identity:
    """An unprivileged user of this machine."""

    user: str
    group: str
    uid: int
    gid: int


def mail_identity() -> Identity:
    """The system user `mail` when we are root, else ourselves."""
    entry = pwd.getpwnam(SYSTEM_USER) if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
    return Identity(entry.pw_name, _group_name(entry.pw_gid), entry.pw_uid, entry.pw_gid)


def make_folder(path: Path) -> None:
    """A folder for the identity alone, with all it holds."""
    who = mail_identity()
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    if os.geteuid() == 0 and path.stat().st_uid != who.uid:
        _give_all(path, who)
    path.chmod(0o700)


def give(path: Path) -> None:
    """Hand a file over to the identity, readable by it alone."""
    path.chmod(0o600)
    if os.geteuid() == 0:
        who = mail_identity()
        os.chown(path, who.uid, who.gid)


def may_traverse(path: Path) -> bool:
    """True when the identity reaches this folder through every folder above it."""
    who = mail_identity()
    return who.uid == os.geteuid() or all(
        _may_enter(above, who) for above in path.resolve().parents
    )


def _may_enter(folder: Path, who: Identity) -> bool:
    facts = folder.stat()
    if facts.st_uid == who.uid:
        return bool(facts.st_mode & 0o100)
    return bool(facts.st_mode & (0o010 if facts.st_gid == who.gid else 0o001))


def _give_all(path: Path, who: Identity) -> None:
    shutil.chown(path, who.uid, who.gid)
    for folder, folders, files in os.walk(path):
        for name in (*folders, *files):
            os.chown(Path(folder) / name, who.uid, who.gid, follow_symlinks=False)


def _group_name(gid: int) -> str:
    return grp.getgrgid(gid).gr_name
