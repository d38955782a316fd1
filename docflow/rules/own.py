"""Entries that agencies add to the decree's lists, by their code `rieng-<pk>`.

Pure but for one loader that docflow.catalogue installs: a code met anywhere, in a document of ten
years ago as well, is asked for once and kept, for what it stands for never changes.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from mailsvc.base.memory import Memory

_PREFIX = "rieng-"
_KEPT = 2000
_DIGITS_MAX = 18


class ListKind(TextChoices):
    """The lists an agency may add to."""

    TYPE = "type", _("Tên loại văn bản")
    FIELD = "field", _("Lĩnh vực")
    CIRCULATION = "circulation", _("Phạm vi lưu hành")


@dataclass(frozen=True)
class OwnEntry:
    """What a code stands for."""

    code: str
    kind: str
    name: str
    abbr: str


_known: Memory[str, OwnEntry] = Memory(_KEPT)
_loaders: list[Callable[[int], OwnEntry | None]] = []


def install(load: Callable[[int], OwnEntry | None]) -> None:
    """How an entry is found by its pk; the last one installed is asked."""
    _loaders[:] = [load]


def code_of(pk: int) -> str:
    """`rieng-12`."""
    return f"{_PREFIX}{pk}"


def is_own(code: str) -> bool:
    """True for a code of this shape, whether it stands for something or not."""
    return code.startswith(_PREFIX)


def find_own(code: str, kind: str) -> OwnEntry | None:
    """The entry of this list, valid or ended; None for any other code."""
    digits = code.removeprefix(_PREFIX)
    if not is_own(code) or not (digits.isascii() and digits.isdigit()):
        return None
    if len(digits) > _DIGITS_MAX:
        return None
    found = _known.get(code)
    if found is None and _loaders:
        found = _loaders[0](int(digits))
        if found is not None:
            _known.put(code, found)
    return found if found is not None and found.kind == kind else None


def remember(entry: OwnEntry) -> None:
    """A new entry: should its pk have been another's that was never committed, this one counts."""
    _known.put(entry.code, entry)
