"""Invariant L1: the bytes of a link whose row does not say they are gone are there, whole."""

from mailsvc.filelinks.files import path_of
from mailsvc.filelinks.models import FileLink


def find_problems() -> list[str]:
    """One line a finding; empty is good."""
    return [
        f"L1 file link {pk}: {_wrong(stored_as, size)}"
        for pk, stored_as, size in FileLink.objects.stored().values_list(
            "pk", "stored_as", "size_bytes"
        )
        if _wrong(stored_as, size)
    ]


def _wrong(stored_as: str, size_bytes: int) -> str:
    path = path_of(stored_as)
    if not path.is_file():
        return "the file is missing"
    found = path.stat().st_size
    return "" if found == size_bytes else f"{found} bytes instead of {size_bytes}"
