"""The bytes: written once, durably, before the row that names them."""

import hashlib
import os
import secrets
import shutil
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from mailsvc.base.disk import sync_folder
from mailsvc.base.errors import StoreUnavailable, Unavailable
from mailsvc.filelinks import rules

_FRESH = ".new-"
# A file without a row is older than this only when its transaction never committed.
ORPHAN_S = 86_400


@dataclass(frozen=True)
class Kept:
    """A file that is safely on disk."""

    stored_as: str
    size_bytes: int
    sha256: str


def path_of(stored_as: str) -> Path:
    """Where the bytes lie."""
    return Path(settings.FILE_LINKS_DIR) / stored_as[:2] / stored_as


def write(chunks: Iterable[bytes], *, most_bytes: int) -> Kept:
    """Temp file, fsync, rename, fsync folder. TooLarge as soon as it is; Invalid for an empty one;
    StoreUnavailable when the disk refuses. Nothing stays of what is refused.
    """
    stored_as = secrets.token_hex(16)
    target = path_of(stored_as)
    fresh = target.with_name(f"{_FRESH}{stored_as}")
    try:
        target.parent.mkdir(parents=True, mode=0o700, exist_ok=True)
        size, digest = _copy(chunks, fresh, most_bytes)
        rules.check_size(size, most_bytes=most_bytes)
        fresh.rename(target)
        sync_folder(target.parent)
        sync_folder(target.parent.parent)
    except OSError as error:
        raise _not_kept() from error
    finally:
        fresh.unlink(missing_ok=True)
    return Kept(stored_as, size, digest)


def open_bytes(stored_as: str) -> BinaryIO:
    """For reading; the caller closes it. StoreUnavailable when the disk refuses."""
    try:
        return path_of(stored_as).open("rb")
    except OSError as error:
        raise StoreUnavailable("files", "Chưa mở được tệp, đồng chí thử lại sau.") from error


def remove(stored_as: str) -> None:
    """The bytes go; gone before is fine."""
    path_of(stored_as).unlink(missing_ok=True)


def refuse_full_disk(size_bytes: int) -> None:
    """StoreUnavailable without a disk; Unavailable when it would come under what the alert asks
    for: mail goes before.
    """
    folder = Path(settings.FILE_LINKS_DIR)
    try:
        folder.mkdir(parents=True, mode=0o700, exist_ok=True)
        usage = shutil.disk_usage(folder)
    except OSError as error:
        raise _not_kept() from error
    if usage.free - size_bytes < usage.total * settings.ALERT_DISK_PERCENT // 100:
        raise Unavailable(
            "disk_full",
            "Máy chủ sắp hết chỗ, chưa nhận được tệp lớn: đồng chí báo quản trị hệ thống.",
        )


def list_orphans(known: set[str]) -> list[Path]:
    """Files nobody's row names, older than a day."""
    folder = Path(settings.FILE_LINKS_DIR)
    limit = time.time() - ORPHAN_S
    there = folder.glob("*/*") if folder.is_dir() else ()
    return [path for path in there if path.name not in known and _written_before(path, limit)]


def _written_before(path: Path, limit: float) -> bool:
    """False for one that was removed meanwhile."""
    try:
        return path.stat().st_mtime < limit
    except FileNotFoundError:
        return False


def _not_kept() -> StoreUnavailable:
    return StoreUnavailable("files", "Chưa lưu được tệp, đồng chí thử lại sau.")


def _copy(chunks: Iterable[bytes], fresh: Path, most_bytes: int) -> tuple[int, str]:
    size, digest = 0, hashlib.sha256()
    with fresh.open("xb") as file:
        os.fchmod(file.fileno(), 0o600)
        for chunk in chunks:
            size += len(chunk)
            if size > most_bytes:
                break
            digest.update(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    return size, digest.hexdigest()
