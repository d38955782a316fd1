"""Files that no row names go from the disk after some days.

Annexes that were chosen for a draft and dropped, uploads of a form that was left, a page made for a
number that another clerk took: their bytes were stored before the transaction that would have named
them. What a row once named stays for ever.
"""

import re
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.conf import settings

from docflow.documents.models import DocumentFile
from docflow.intake.models import ArrivalFile
from docflow.routing.models import TypedDraft

EVERY_S = 86_400
# Much longer than a form keeps its files (a day), any transaction, and putting a database right.
KEPT_S = 30 * 86_400
_STORED = re.compile(r"[0-9a-f]{64}")
_NOT_STORED = ".new-*"
_PUT_BY = ".old-"
_PORTION = 500


def sweep_files(now_s: float | None = None) -> int:
    """The periodic job: how many files went. Done twice, or broken off, it loses none."""
    before = (time.time() if now_s is None else now_s) - KEPT_S
    gone = 0
    for folder in sorted(Path(settings.FILES_DIR).glob("[0-9a-f][0-9a-f]")):
        _take_back(folder)
        for half in folder.glob(_NOT_STORED):
            if _is_older(half, before):
                half.unlink(missing_ok=True)
        old = [one for one in _stored(folder) if _is_older(one, before)]
        for portion in (old[at : at + _PORTION] for at in range(0, len(old), _PORTION)):
            named = _named(one.name for one in portion)
            gone += sum(_drop(one, before) for one in portion if one.name not in named)
    return gone


def _drop(path: Path, before: float) -> bool:
    """Put the file by under another name, look once more, then delete it.

    Who stores the same bytes meanwhile finds them and says so by their time (`store_file`), or
    finds them gone and writes them anew.
    """
    put_by = path.with_name(_PUT_BY + path.name)
    path.rename(put_by)
    if not _is_older(put_by, before) or _named([path.name]):
        put_by.rename(path)
        return False
    put_by.unlink()
    return True


def _take_back(folder: Path) -> None:
    """What a run that was broken off had put by is looked at again."""
    for put_by in folder.glob(f"{_PUT_BY}*"):
        put_by.rename(put_by.with_name(put_by.name.removeprefix(_PUT_BY)))


def _stored(folder: Path) -> Iterator[Path]:
    return (one for one in folder.iterdir() if _STORED.fullmatch(one.name))


def _is_older(path: Path, before: float) -> bool:
    return path.exists() and path.stat().st_mtime < before


def _named(sha256s: Iterable[str]) -> set[str]:
    """Those that a row names, asked for in the order files go on: typed, arrived, registered."""
    wanted = set(sha256s)
    kept = TypedDraft.objects.exclude(files=[]).values_list("files", flat=True)
    typed = {file["sha256"] for files in kept for file in files}
    arrived = ArrivalFile.objects.filter(sha256__in=wanted).values_list("sha256", flat=True)
    named = typed | set(arrived)
    rows = DocumentFile.objects.filter(sha256__in=wanted).values_list("sha256", flat=True)
    return wanted & (named | set(rows))
