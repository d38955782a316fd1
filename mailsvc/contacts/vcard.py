"""vCard files, in and out; reading takes what phones and Outlook write, old 2.1 included."""

import logging
from collections.abc import Iterable, Iterator
from typing import Any

import vobject
from vobject.base import ParseError, VObjectError

from mailsvc.base.errors import Invalid
from mailsvc.contacts.entries import Entry, Read, Refusal, make_entry

CARDS_MAX = 5_000
# The library writes what it cannot read into the log: that is somebody's address book.
logging.getLogger("vobject").setLevel(logging.CRITICAL + 1)


def write_vcards(entries: Iterable[Entry]) -> bytes:
    """RFC 2426, version 3.0: what every program reads."""
    return "".join(_card(entry) for entry in entries).encode()


def read_vcards(content: bytes) -> Read:
    """Invalid("vcard") for what is no vCard file; a card without an address is a refusal."""
    entries: list[Entry] = []
    refusals: list[Refusal] = []
    place = 0
    for place, card in enumerate(_cards(_decode(content)), 1):
        if place > CARDS_MAX:
            raise Invalid("vcard", f"Tệp có hơn {CARDS_MAX} người: đồng chí chia nhỏ tệp.")
        try:
            entries.append(_entry(card))
        except Invalid as refusal:
            refusals.append(Refusal(place, refusal.public_text))
    if not place:
        raise Invalid("vcard", "Tệp không phải danh bạ vCard (.vcf).")
    return Read(tuple(entries), tuple(refusals))


def _decode(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Invalid("vcard", "Tệp không phải UTF-8: đồng chí xuất lại tệp dạng UTF-8.") from None


def _cards(text: str) -> Iterator[Any]:
    """Total: what the library cannot read ends in a sentence, not in an error of its own."""
    try:
        for found in vobject.readComponents(text, allowQP=True, ignoreUnreadable=True):
            if found.name == "VCARD":
                yield found
    except (ParseError, VObjectError, ValueError, TypeError, KeyError, IndexError) as error:
        raise Invalid("vcard", "Tệp vCard hỏng: có phần không đọc được.") from error
    except (AttributeError, AssertionError, RecursionError) as error:
        raise Invalid("vcard", "Tệp vCard hỏng: có phần không đọc được.") from error


def _entry(card: Any) -> Entry:
    values = {
        "name": _first(card, "fn") or _name(card),
        "address": _first(card, "email"),
        "phone": _first(card, "tel"),
        "organisation": _first(card, "org"),
        "title": _first(card, "title"),
        "note": _first(card, "note"),
    }
    groups = tuple(part for part in _first(card, "categories").split(",") if part)
    return make_entry(values, groups)


def _first(card: Any, name: str) -> str:
    for line in card.contents.get(name, []):
        value = getattr(line, "value", "")
        text = ", ".join(str(one) for one in value) if isinstance(value, list) else str(value)
        if text.strip():
            return text
    return ""


def _name(card: Any) -> str:
    """Vietnamese order: family, middle, given."""
    for line in card.contents.get("n", []):
        value = getattr(line, "value", None)
        parts = [getattr(value, part, "") for part in ("family", "additional", "given")]
        joined = " ".join(str(part) for part in parts if isinstance(part, str) and part)
        if joined:
            return joined
    return ""


def _card(entry: Entry) -> str:
    card = vobject.vCard()
    card.add("fn").value = entry.name
    family, _, rest = entry.name.partition(" ")
    middle, _, given = rest.rpartition(" ")
    card.add("n").value = vobject.vcard.Name(family=family, additional=middle, given=given)
    card.add("email").value = entry.address
    for name, value in (("tel", entry.phone), ("title", entry.title), ("note", entry.note)):
        if value:
            card.add(name).value = value
    if entry.organisation:
        card.add("org").value = [entry.organisation]
    if entry.groups:
        card.add("categories").value = list(entry.groups)
    return str(card.serialize())
