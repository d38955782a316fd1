"""Marks that found no database: one empty file each, the mark is its name.

A name cannot be torn, and the same mark twice is the same file: nothing to lock, nothing to repair.
"""

import logging
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from django.conf import settings

from mailsvc.usage.bits import Mark, UsageKind

logger = logging.getLogger(__name__)

_SUFFIX = ".mark"


def keep(mark: Mark) -> None:
    """Remember the mark until the database is back; OSError when the disk will not take it."""
    folder = _folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    (folder / _name(mark)).touch(mode=0o600)


def list_marks() -> Iterator[tuple[Path, Mark]]:
    """Every kept mark with its file; a name nobody here wrote is logged and left."""
    for path in sorted(_folder().glob(f"*{_SUFFIX}")):
        try:
            yield path, _parse(path.name.removesuffix(_SUFFIX))
        except ValueError:
            logger.warning("usage spool: %s is not a mark", path.name)


def _folder() -> Path:
    return Path(settings.VAR_DIR) / "usage-spool"


def _name(mark: Mark) -> str:
    delegated = "-d" if mark.is_delegated else ""
    return f"{mark.person_pk}-{mark.day:%Y%m%d}-{mark.kind}{delegated}{_SUFFIX}"


def _parse(name: str) -> Mark:
    person, day, kind, *rest = name.split("-")
    return Mark(int(person), date.fromisoformat(day), UsageKind(kind), rest == ["d"])
