"""An entry as a value, checked: what forms and files both become before they are kept."""

from collections.abc import Mapping
from dataclasses import dataclass

from mailsvc.base.errors import AppError, Invalid
from mailsvc.base.text import clean_line
from mailsvc.smtp.address import validate_address

FIELDS = {
    "name": 160,
    "address": 254,
    "phone": 60,
    "organisation": 200,
    "title": 120,
    "note": 500,
}


@dataclass(frozen=True)
class Entry:
    """A contact's fields; `groups` are names."""

    name: str
    address: str
    phone: str = ""
    organisation: str = ""
    title: str = ""
    note: str = ""
    groups: tuple[str, ...] = ()


@dataclass(frozen=True)
class Refusal:
    """A line or card of a file that could not be taken, and why."""

    place: int
    reason: str


@dataclass(frozen=True)
class Read:
    """What a file holds."""

    entries: tuple[Entry, ...]
    refusals: tuple[Refusal, ...]


def make_entry(values: Mapping[str, str], groups: tuple[str, ...] = ()) -> Entry:
    """Clean single lines within their lengths; Invalid("contact") without a good address."""
    kept = {name: clean_line(values.get(name, ""))[:most] for name, most in FIELDS.items()}
    if not kept["address"]:
        raise Invalid("contact", "Thiếu địa chỉ thư.")
    try:
        kept["address"] = validate_address(kept["address"])
    except AppError as error:
        raise Invalid("contact", f"“{kept['address']}” không phải địa chỉ thư.") from error
    if any(char in kept["address"] for char in ' ,;<>"'):
        raise Invalid("contact", f"“{kept['address']}” không phải địa chỉ thư.")
    kept["name"] = kept["name"] or kept["address"].partition("@")[0]
    named = tuple(dict.fromkeys(clean_line(one)[:80] for one in groups if clean_line(one)))
    return Entry(**kept, groups=named)
