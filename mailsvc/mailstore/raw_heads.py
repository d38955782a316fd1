"""Header sections of the newest messages, for rules that are tried on them."""

from collections.abc import Collection

from mailsvc.mailstore.link import Link, translated
from mailsvc.mailstore.structure import is_sent_as_attachment
from mailsvc.mailstore.validate import folder_name
from mailsvc.mailstore.values import RawHead

HEADS_MAX = 200
_SECTION = b"BODY[HEADER.FIELDS (FROM TO CC SUBJECT)]"
_ITEMS = [
    "UID",
    "RFC822.SIZE",
    "BODYSTRUCTURE",
    _SECTION.replace(b"BODY", b"BODY.PEEK", 1).decode("ascii"),
]


def list_raw_heads(link: Link, folder: str, count: int) -> list[RawHead]:
    """Of the `count` newest messages, newest first."""
    link.select(folder_name(folder))
    first = max(1, link.exists - min(count, HEADS_MAX) + 1)
    return _read(link, range(first, link.exists + 1), by_uid=False) if link.exists else []


def read_raw_heads(link: Link, folder: str, uids: Collection[int]) -> list[RawHead]:
    """Of these messages; those that are gone are left out."""
    link.select(folder_name(folder))
    return _read(link, uids, by_uid=True)


def _read(link: Link, what: Collection[int], *, by_uid: bool) -> list[RawHead]:
    with translated():
        link.client.use_uid = by_uid
        try:
            found = link.client.fetch(list(what), _ITEMS)
        finally:
            link.client.use_uid = True
    heads = [
        RawHead(
            uid=int(key if by_uid else data.get(b"UID", 0)),
            header=data.get(_SECTION) or b"",
            size_bytes=int(data.get(b"RFC822.SIZE") or 0),
            has_attachment=is_sent_as_attachment(data.get(b"BODYSTRUCTURE")),
        )
        for key, data in found.items()
    ]
    return sorted(heads, key=lambda head: -head.uid)
