"""Files in the folder of one agency: which are whole, who has one, where it goes.

<CV_SCAN_DIR>/<agency's code>/        where the scanner writes
                             .dang-lam/  claimed, by a rename that only one worker wins
                             xong/       taken in
                             loi/        not taken in, with <name>.ly-do.txt
"""

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

WORKING, DONE, FAILED = ".dang-lam", "xong", "loi"
REASON_ENDING = ".ly-do.txt"
# A scanner writes for some seconds; one that stops without an end has this long.
QUIET_S = 10.0
UNFINISHED_S = 600.0
# A worker that has a file longer than this is dead.
LEASE_S = 900.0
_TAIL = 2048


def list_ready(folder: Path, now: datetime) -> Iterator[Path]:
    """Files nobody has written to for a while, and those a dead worker left behind."""
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        is_scan = path.is_file() and not path.is_symlink() and not path.name.startswith(".")
        if is_scan and _age_s(path, now) >= QUIET_S:
            yield path
    working = folder / WORKING
    for path in sorted(working.iterdir()) if working.is_dir() else ():
        # A rename sets ctime: since then somebody has it.
        if path.is_file() and now.timestamp() - path.stat().st_ctime >= LEASE_S:
            yield path


def is_whole(content: bytes) -> bool:
    """Begins and ends as a PDF does (ISO 32000 §7.5.5)."""
    return b"%PDF-" in content[:1024] and b"%%EOF" in content[-_TAIL:]


def may_grow(path: Path, now: datetime) -> bool:
    """An unfinished file may still be written by a slow scanner."""
    return _age_s(path, now) < UNFINISHED_S


def claim(path: Path) -> Path | None:
    """The file where nobody else takes it; None when somebody was faster."""
    if path.parent.name == WORKING:
        try:
            os.utime(path)  # renews ctime: the next worker sees that somebody is at it
        except FileNotFoundError:
            return None
        return path
    working = path.parent / WORKING
    working.mkdir(exist_ok=True)
    try:
        return path.rename(_free(working / path.name))
    except FileNotFoundError:
        return None


def finish(path: Path) -> None:
    """To `xong`; a name that is there already gets a number."""
    _move(path, DONE)


def fail(path: Path, reason: str) -> None:
    """To `loi`, with the reason beside it."""
    moved = _move(path, FAILED)
    moved.with_name(moved.name + REASON_ENDING).write_text(reason + "\n", encoding="utf-8")


def list_failed(folder: Path) -> list[tuple[str, str]]:
    """(name, reason) of what was not taken in, for the clerk to see."""
    place = folder / FAILED
    if not place.is_dir():
        return []
    found = []
    for path in sorted(place.glob(f"*{REASON_ENDING}"))[:20]:
        reason = path.read_text(encoding="utf-8", errors="replace").strip()[:300]
        found.append((path.name.removesuffix(REASON_ENDING), reason))
    return found


def _move(path: Path, place: str) -> Path:
    target = _free(path.parent.parent / place / path.name)
    target.parent.mkdir(exist_ok=True)
    return path.rename(target)


def _free(target: Path) -> Path:
    """The name, or with a number: nothing is written over."""
    number, free = 1, target
    while free.exists():
        number += 1
        free = target.with_name(f"{target.stem}-{number}{target.suffix}")
    return free


def _age_s(path: Path, now: datetime) -> float:
    return now.timestamp() - path.stat().st_mtime
