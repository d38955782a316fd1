"""A page of a folder in any order: by sequence range when it can be, else sorted by Dovecot.

Never are all uids of a large folder fetched: an order comes by `SORT RETURN (PARTIAL …)`.
A page that was read is kept with the state its folder was in, and good for as long as that lasts.
"""

import re

from mailsvc.base.memory import Memory
from mailsvc.mailstore.link import Link, translated
from mailsvc.mailstore.rows import read_rows, read_sequence
from mailsvc.mailstore.validate import astring, folder_name, label_keyword
from mailsvc.mailstore.values import AS_THEY_CAME, Arrangement, Only, Order, Page, Row

PAGE_MAX = 200
HAS_FILE = b"$HasAttachment"  # set by Dovecot when a mail is stored
_PARTIAL = re.compile(rb"PARTIAL \(\d+:\d+ (NIL|[\d,:]+)\)")
_ALL = re.compile(rb"ALL ([\d,:]+)")
_COUNT = re.compile(rb"COUNT (\d+)")
_kept: Memory[tuple[str, str, int, int, Arrangement], Page] = Memory(limit=20_000)  # rows
_KEYS = {
    Order.SENDER: b"DISPLAYFROM",  # RFC 5957 §3: by name, by address without one
    Order.SUBJECT: b"SUBJECT",
    Order.SIZE: b"REVERSE SIZE",
}


def list_page(
    link: Link,
    folder: str,
    page: int,
    size: int,
    arranged: Arrangement = AS_THEY_CAME,
    state: str = "",
) -> Page:
    """A page beyond the last is the last. `state`: the folder's now, where it is known."""
    key = (link.address, folder_name(folder), page, size, arranged)
    kept = _kept.get(key)
    if kept is not None and state and kept.state == state:
        return kept
    found = _read_page(link, folder, page, size, arranged)
    if found.state:
        _kept.put(key, found, len(found.rows) + 1)
    return found


def _read_page(link: Link, folder: str, page: int, size: int, arranged: Arrangement) -> Page:
    """What comes after the state was told may be newer than it, never older."""
    link.select(folder_name(folder))
    if arranged.order == Order.DATE and arranged.is_whole:
        return _by_sequence(link, page, size, is_reversed=arranged.is_reversed)
    if arranged.order == Order.DATE or arranged.is_by_uids:
        uids, total, page, pages = _selected(link, arranged, page, size)
    else:
        uids, total, page, pages = _sorted(link, arranged, page, size)
    found = {row.uid: row for row in read_rows(link, uids)}
    return Page(tuple(found[u] for u in uids if u in found), total, page, pages, link.state)


def place(total: int, page: int, size: int) -> tuple[int, int, int]:
    """(page, pages, size) kept within what there is."""
    size = min(max(size, 1), PAGE_MAX)
    pages = max(1, -(-total // size))
    return min(max(page, 1), pages), pages, size


def _by_sequence(link: Link, page: int, size: int, *, is_reversed: bool) -> Page:
    total = link.exists
    page, pages, size = place(total, page, size)
    rows: list[Row] = []
    if total:
        skipped = (page - 1) * size
        first = skipped + 1 if is_reversed else max(1, total - skipped - size + 1)
        last = min(total, skipped + size) if is_reversed else total - skipped
        rows = read_sequence(link, first, last)
    return Page(tuple(rows if is_reversed else rows[::-1]), total, page, pages, link.state)


def _selected(
    link: Link, arranged: Arrangement, page: int, size: int
) -> tuple[list[int], int, int, int]:
    """As they came: the order of uids, since SORT knows times of arrival by the second only."""
    with translated():
        # RFC 4731 §3.1
        answer = link.ask(b"SEARCH", "ESEARCH", b"RETURN", b"(ALL)", *_criteria(arranged))
    match = _ALL.search(answer)
    uids = expand(match[1]) if match else []
    if arranged.is_by_uids:
        is_wanted = arranged.only == Only.GIVEN
        uids = [uid for uid in uids if (uid in arranged.uids) == is_wanted]
    page, pages, size = place(len(uids), page, size)
    if not arranged.is_reversed:
        uids.reverse()
    return uids[(page - 1) * size : page * size], len(uids), page, pages


def _sorted(
    link: Link, arranged: Arrangement, page: int, size: int
) -> tuple[list[int], int, int, int]:
    """(uids of the page in order, how many in all, page, pages)."""
    _, _, size = place(0, page, size)
    wanted = max(page, 1)
    uids, total = _ask(link, arranged, wanted, size)
    page, pages, size = place(total, wanted, size)
    if page != wanted and total:
        uids, total = _ask(link, arranged, page, size)
    return uids, total, page, pages


def _ask(link: Link, arranged: Arrangement, page: int, size: int) -> tuple[list[int], int]:
    first = (page - 1) * size + 1
    # RFC 5267 §4.4
    window = b"(PARTIAL %d:%d COUNT)" % (first, first + size - 1)
    with translated():
        answer = link.ask(
            b"SORT", "ESEARCH", b"RETURN", window, _key(arranged), b"UTF-8", *_criteria(arranged)
        )
    partial, count = _PARTIAL.search(answer), _COUNT.search(answer)
    listed = partial[1] if partial and partial[1] != b"NIL" else b""
    return list(expand(listed)), int(count[1]) if count else 0


def expand(listed: bytes) -> list[int]:
    """RFC 3501 §9 sequence-set without `*`, in its order: `7,3:5` is 7, 3, 4, 5."""
    found: list[int] = []
    for part in filter(None, listed.split(b",")):
        first, _, last = part.partition(b":")
        begin, end = int(first), int(last or first)
        found += range(begin, end + 1) if begin <= end else range(begin, end - 1, -1)
    return found


def _key(arranged: Arrangement) -> bytes:
    key = _KEYS[arranged.order]
    if arranged.is_reversed:
        key = key.removeprefix(b"REVERSE ") if key.startswith(b"REVERSE ") else b"REVERSE " + key
    return b"(" + key + b" REVERSE ARRIVAL)"


def _criteria(arranged: Arrangement) -> list[bytes]:
    found: list[bytes] = []
    if arranged.label:
        found += [b"KEYWORD", label_keyword(arranged.label).encode()]
    if arranged.only == Only.UNREAD:
        found += [b"UNSEEN"]
    elif arranged.only == Only.STARRED:
        found += [b"FLAGGED"]
    elif arranged.only == Only.FILES:
        found += [b"KEYWORD", HAS_FILE]
    elif arranged.only == Only.MINE:
        address = astring(arranged.mine)
        found += [b"OR", b"TO", address, b"CC", address]
    return found or [b"ALL"]
