"""What a person typed into a search box, understood; pure.

Words, `"exact phrases"`, beginnings (`ngh*`), what may not stand there (`-hop`), and fields:
`từ: đến: td: nd: tệp: có:tệp là:chưađọc là:sao nhãn: trong: trước: sau: lớn: nhỏ:`; English names
stand beside (`from: to: subject: body: filename: has: is: label: in: before: after: larger:
smaller:`). Marks on
field names are optional too. All conditions hold together. What cannot be understood as a
condition is looked for as it stands, and `doubts` says so.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any

from mailsvc.base.text import fold, nfc

TERMS_MAX = 10
_WORD = re.compile(r'(-?)(?:([^\s":]{1,12}):)?(?:"([^"]*)"?|(\S+))')
_SIZE = re.compile(r"(\d{1,6})\s*(k|kb|m|mb)?", re.IGNORECASE)
_DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_YEAR_FIRST = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_MONTH = re.compile(r"(\d{1,2})[/-](\d{4})")


class Field(StrEnum):
    """Where a term has to stand."""

    ANYWHERE = "anywhere"
    SENDER = "sender"
    RECIPIENT = "recipient"
    SUBJECT = "subject"
    BODY = "body"
    FILE = "file"


@dataclass(frozen=True)
class Term:
    """Words that stand beside each other, in this order."""

    text: str
    field: Field = Field.ANYWHERE
    is_negated: bool = False
    is_beginning: bool = False


@dataclass(frozen=True)
class LabelTerm:
    """A label mails bear, or do not. What it is called is the mailbox's business: its `number` is
    0 until somebody who knows the mailbox has looked the name up.
    """

    name: str
    is_negated: bool = False
    number: int = 0


@dataclass(frozen=True)
class Query:
    """All conditions hold together; None and "" ask for nothing. `before` is not included."""

    terms: tuple[Term, ...] = ()
    is_seen: bool | None = None
    is_flagged: bool | None = None
    has_file: bool | None = None
    before: date | None = None
    after: date | None = None
    larger_bytes: int | None = None
    smaller_bytes: int | None = None
    folder: str = ""
    labels: tuple[LabelTerm, ...] = ()
    doubts: tuple[str, ...] = field(default=())

    @property
    def is_empty(self) -> bool:
        """True when nothing is asked for."""
        return replace(self, doubts=(), folder="") == Query()

    @property
    def needs_body(self) -> bool:
        """True when the text of mails has to be looked into."""
        return any(term.field in {Field.ANYWHERE, Field.BODY} for term in self.terms)


_FIELDS = {
    **dict.fromkeys(("tu", "from", "nguoigui"), Field.SENDER),
    **dict.fromkeys(("den", "to", "cc", "nguoinhan"), Field.RECIPIENT),
    **dict.fromkeys(("td", "tieude", "subject"), Field.SUBJECT),
    **dict.fromkeys(("nd", "noidung", "body"), Field.BODY),
    **dict.fromkeys(("tep", "filename", "file"), Field.FILE),
}
_STATES: dict[str, dict[str, bool]] = {
    **dict.fromkeys(("chuadoc", "unread"), {"is_seen": False}),
    **dict.fromkeys(("dadoc", "read"), {"is_seen": True}),
    **dict.fromkeys(("sao", "danhdau", "starred", "flagged"), {"is_flagged": True}),
}
_LABELS = frozenset({"nhan", "label", "tag"})
_FILE_WORDS = {"tep", "file", "attachment", "dinhkem"}


def read_query(text: str) -> Query:
    """The conditions of the typed text; total."""
    query = Query()
    for match in list(_WORD.finditer(nfc(text)))[:TERMS_MAX]:
        query = _with(query, match)
    return query


def name_labels(query: Query, numbers: Mapping[str, int]) -> Query:
    """The query with the labels of a mailbox (folded name → number) looked up.

    A name it does not know is looked for as it was typed, and doubted.
    """
    for one in query.labels:
        if one.number:
            continue
        number = numbers.get(fold(one.name), 0)
        rest = tuple(label for label in query.labels if label is not one)
        if number:
            query = replace(query, labels=(*rest, replace(one, number=number)))
        else:
            typed = f"nhãn:{one.name}"
            term = Term(typed, is_negated=one.is_negated)
            doubts = (*query.doubts, typed)
            query = replace(query, labels=rest, terms=(*query.terms, term), doubts=doubts)
    return query


def parse_day(text: str) -> date | None:
    """21/12/2009, 2009-12-21, 12/2009 or 2009 (their first day); None for what is no day."""
    if found := _DAY_FIRST.fullmatch(text):
        parts = (found[3], found[2], found[1])
    elif found := _YEAR_FIRST.fullmatch(text):
        parts = (found[1], found[2], found[3])
    elif found := _MONTH.fullmatch(text):
        parts = (found[2], found[1], "1")
    elif re.fullmatch(r"[12]\d{3}", text):
        parts = (text, "1", "1")
    else:
        return None
    try:
        return date(*(int(part) for part in parts))
    except ValueError:
        return None


def _with(query: Query, match: re.Match[str]) -> Query:
    minus, name, quoted, bare = match[1], match[2] or "", match[3], match[4] or ""
    value = quoted if quoted is not None else bare
    key = fold(name).replace(" ", "")
    if not key:
        return _with_term(query, Field.ANYWHERE, match[0] if name else value, minus, quoted)
    if key in _FIELDS:
        return _with_term(query, _FIELDS[key], value, minus, quoted)
    if key in _LABELS and value.strip():
        label = LabelTerm(value, bool(minus))
        return replace(query, labels=(*query.labels, label))
    known = _condition(key, value, is_negated=bool(minus))
    if known is not None:
        return replace(query, **known)
    if key in _CONDITIONS:
        query = replace(query, doubts=(*query.doubts, match[0]))
    return _with_term(query, Field.ANYWHERE, match[0].removeprefix("-"), minus, quoted)


def _with_term(query: Query, where: Field, text: str, minus: str, quoted: str | None) -> Query:
    is_beginning = quoted is None and text.endswith("*")
    if not text.strip():
        return query
    term = Term(text.rstrip("*") if is_beginning else text, where, bool(minus), is_beginning)
    return replace(query, terms=(*query.terms, term))


def _condition(key: str, value: str, *, is_negated: bool) -> dict[str, Any] | None:
    """What changes in the query; None when it is no such condition."""
    word = fold(value).replace(" ", "")
    if key in {"la", "is"} and word in _STATES:
        return {name: wish != is_negated for name, wish in _STATES[word].items()}
    if key in {"co", "has"} and word in _FILE_WORDS:
        return {"has_file": not is_negated}
    if key in {"trong", "in", "thumuc"} and value and not is_negated:
        return {"folder": value}
    if key in {"truoc", "before", "sau", "after"} and not is_negated:
        day = parse_day(value)
        return {"before" if key in {"truoc", "before"} else "after": day} if day else None
    if key in {"lon", "larger", "nho", "smaller"} and not is_negated:
        size = _bytes(value)
        name = "larger_bytes" if key in {"lon", "larger"} else "smaller_bytes"
        return {name: size} if size is not None else None
    return None


_CONDITIONS = frozenset(
    {
        *("la", "is", "co", "has", "trong", "in", "thumuc", "truoc", "before"),
        *("sau", "after", "lon", "larger", "nho", "smaller"),
    }
)


def _bytes(text: str) -> int | None:
    """5MB, 300k; a bare number is megabytes."""
    found = _SIZE.fullmatch(text)
    if not found:
        return None
    return int(found[1]) * (1024 if (found[2] or "m").lower().startswith("k") else 1024 * 1024)
