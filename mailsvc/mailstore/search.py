"""Search in one folder by Dovecot itself: letter by letter, so marks count; it reads every mail
for their text, so it is for what `mailsvc.mailindex` does not hold yet. The words: `query`.
"""

from collections.abc import Sequence
from datetime import date

from mailsvc.base.errors import Invalid
from mailsvc.mailstore.link import Link, translated
from mailsvc.mailstore.pages import place
from mailsvc.mailstore.query import Field, Query, Term, read_query
from mailsvc.mailstore.rows import read_rows
from mailsvc.mailstore.validate import SEARCH_CHARS, astring, clean_text, folder_name, label_keyword
from mailsvc.mailstore.values import Page, Row

_ANYWHERE = (b"SUBJECT", b"FROM", b"TO", b"CC", b"BODY")
_KEYS: dict[Field, tuple[bytes, ...]] = {
    Field.ANYWHERE: _ANYWHERE,
    Field.SENDER: (b"FROM",),
    Field.RECIPIENT: (b"TO", b"CC"),
    Field.SUBJECT: (b"SUBJECT",),
    Field.BODY: (b"BODY",),
    Field.FILE: (b"BODY",),  # as it stands in the parts' headers
}
_MONTHS = (
    *("Jan", "Feb", "Mar", "Apr", "May", "Jun"),
    *("Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
)


def search(link: Link, folder: str, text: str, page: int, size: int) -> Page:
    """Messages that have all the words, newest first."""
    name, criteria = folder_name(folder), criteria_of(_read(text))
    link.select(name)
    uids = sorted(_ask(link, criteria), reverse=True)
    page, pages, size = place(len(uids), page, size)
    wanted = uids[(page - 1) * size : page * size]
    rows = read_rows(link, wanted)
    return Page(tuple(reversed(rows)), len(uids), page, pages)


def scan(link: Link, folder: str, query: Query, first: int, last: int) -> list[int]:
    """The uids from `first` to `last` that match, newest first: one bounded step of a search."""
    link.select(folder_name(folder))
    span = b"%d:%d" % (first, last)
    return sorted(_ask(link, [b"UID", span, *criteria_of(query)]), reverse=True)


def rows_of(link: Link, folder: str, uids: Sequence[int]) -> list[Row]:
    """Rows of these messages, newest first; those that are gone are left out."""
    link.select(folder_name(folder))
    return list(reversed(read_rows(link, uids)))


def criteria_of(query: Query) -> list[bytes]:
    """SEARCH keys (RFC 3501 §6.4.4); there is none for files, so their container stands in."""
    found: list[bytes] = []
    for term in query.terms:
        found += _term(term)
    found += _state(query.is_seen, b"SEEN", b"UNSEEN")
    found += _state(query.is_flagged, b"FLAGGED", b"UNFLAGGED")
    if query.has_file is not None:
        found += [b"NOT"] * (not query.has_file) + [b"HEADER", b"Content-Type", b"multipart/mixed"]
    for label in query.labels:
        keyword = label_keyword(label.number).encode("ascii")
        found += [b"NOT"] * label.is_negated + [b"KEYWORD", keyword]
    found += [b"BEFORE", _day(query.before)] if query.before else []
    found += [b"SINCE", _day(query.after)] if query.after else []
    found += [b"LARGER", b"%d" % query.larger_bytes] if query.larger_bytes is not None else []
    found += [b"SMALLER", b"%d" % query.smaller_bytes] if query.smaller_bytes is not None else []
    return found or [b"ALL"]


def _read(text: str) -> Query:
    cleaned = clean_text(text).strip()
    if not cleaned or len(cleaned) > SEARCH_CHARS:
        raise Invalid("search_text", f"Hãy gõ từ 1 đến {SEARCH_CHARS} ký tự để tìm.")
    return read_query(cleaned)


def _ask(link: Link, criteria: list[bytes]) -> list[int]:
    with translated():
        # Built here and sent raw: IMAPClient's own quoting passes `{5}` and `(` as syntax.
        answer = link.client._raw_command_untagged(
            b"SEARCH", [b"CHARSET", b"UTF-8", *criteria], unpack=True
        )
    return [int(uid) for uid in answer.split()]


def _term(term: Term) -> list[bytes]:
    """RFC 3501 §6.4.4: OR takes two keys, so n fields need n − 1 of them."""
    quoted = astring(term.text)
    fields = _KEYS[term.field]
    keys = [item for name in fields for item in (name, quoted)]
    either = [b"OR"] * (len(fields) - 1) + keys
    return [b"NOT", *either] if term.is_negated else either


def _state(wish: bool | None, yes: bytes, no: bytes) -> list[bytes]:
    return [] if wish is None else [yes if wish else no]


def _day(day: date) -> bytes:
    return f"{day.day}-{_MONTHS[day.month - 1]}-{day.year:04}".encode("ascii")
