"""Reading a document's fields from text: a PDF's first pages, a mail's subject and body.

What is found is a proposal: the clerk confirms every field. Patterns follow ND30 Annex I part II.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from docflow.rules.kinds import OFFICIAL_LETTER, DocType, list_types
from docflow.rules.levels import URGENCY_STAMP, Urgency
from docflow.rules.numbers import split_symbol
from mailsvc.base.text import clean_line, nfc

TEXT_MAX = 50_000
_UPPER = "A-ZÀ-ỸĐ"
_NOTATION = rf"[{_UPPER}][{_UPPER}a-zà-ỹđ0-9]*(?:\s?[-–]\s?[{_UPPER}0-9][{_UPPER}a-zà-ỹđ0-9]*)*"
_SYMBOL = re.compile(rf"(?:số|Số|SỐ)\s*[:.]?\s*(\d{{1,7}})\s*/\s*({_NOTATION})")
_BARE_SYMBOL = re.compile(rf"(?<![\d/])(\d{{1,7}})/({_NOTATION})")
_LONG_DATE = re.compile(r"ngày\s*(\d{1,2})\s*tháng\s*(\d{1,2})\s*năm\s*(\d{4})", re.IGNORECASE)
_SHORT_DATE = re.compile(r"ngày\s*(\d{1,2})[/-](\d{1,2})[/-](\d{4})", re.IGNORECASE)
_ABOUT = re.compile(r"^\s*(?:V/v|Về việc|v/v)\s*:?\s*(.+)$", re.MULTILINE)
_REPLY_MARKS = re.compile(r"^\s*(?:(?:re|fwd?|tr|chuyển tiếp|trả lời)\s*:\s*)+", re.IGNORECASE)
_NATION = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM")
_STOP = re.compile(r"^(?:kính gửi|số\s*[:.]|căn cứ|.*ngày\s+\d|độc lập)", re.IGNORECASE)
_SUBJECT_LINES = 4
_WRAPPED_MAX = 45
_HEAD_LINES = 25
_NUMBER_LINE = re.compile(r"số\s*[:.]?\s*(?:\d|$|[\u2026_.])|.*,\s*ngày\s", re.IGNORECASE)
_TYPE_NAMES = frozenset(kind.name.upper() for kind in list_types())
_STAMPS = frozenset(URGENCY_STAMP.values())
# How the names of agencies begin; another line in capitals goes on with the name above it.
_AGENCY_WORDS = re.compile(
    r"(?:SỞ|BỘ|BAN|CỤC|CHI|TỔNG|UBND|HĐND|ỦY|UỶ|HỘI|VĂN|PHÒNG|THANH|TRUNG|TỈNH|HUYỆN|ĐÀI|CÔNG|"
    r"TRƯỜNG|BỆNH|VIỆN|KHO|BẢO|NGÂN|LIÊN|TÒA|ĐẢNG|MẶT)\b"
)


@dataclass(frozen=True)
class FoundFields:
    """What the text seems to say; empty where it does not."""

    doc_type: str = ""
    number: str = ""
    notation: str = ""
    issued_on: date | None = None
    issuer: str = ""
    subject: str = ""
    urgency: str = ""


def read_fields(text: str, *, own: Sequence[DocType] = ()) -> FoundFields:
    """All fields from the head of a document's text; `own` types too. Never raises."""
    plain = nfc(text)[:TEXT_MAX]
    number, notation = find_symbol(plain)
    doc_type = find_type_code(plain, notation, own=own)
    return FoundFields(
        doc_type=doc_type,
        number=number[:11],
        notation=notation[:30],
        issued_on=find_date(plain),
        issuer=find_issuer(plain, own=own)[:200],
        subject=find_subject(plain, doc_type, own=own)[:500],
        urgency=find_urgency(plain),
    )


def find_symbol(text: str) -> tuple[str, str]:
    """(số, ký hiệu): first what stands after "Số:", else the first thing shaped like one."""
    match = _SYMBOL.search(text) or _BARE_SYMBOL.search(text)
    return split_symbol(f"{match[1]}/{match[2]}") if match else ("", "")


def find_date(text: str) -> date | None:
    """The first "ngày … tháng … năm …" that is a day of the calendar."""
    for match in [*_LONG_DATE.finditer(text), *_SHORT_DATE.finditer(text)]:
        day, month, year = (int(part) for part in match.groups())
        try:
            return date(year, month, day)
        except ValueError:
            continue
    return None


def find_type_code(text: str, notation: str, *, own: Sequence[DocType] = ()) -> str:
    """By the notation (`QĐ-UBND`), else by a line in capitals that is a type's name, else ""."""
    first = notation.partition("-")[0]
    known = (*list_types(), *own)
    for kind in known:
        if kind.abbr and kind.abbr == first:
            return kind.code
    lines = {clean_line(line) for line in text.splitlines()[:60]}
    for kind in known:
        if kind.name.upper() in lines:
            return kind.code
    return OFFICIAL_LETTER if notation else ""


def find_subject(text: str, doc_type: str, *, own: Sequence[DocType] = ()) -> str:
    """Trích yếu: after "V/v"; of a named type, the lines under its name."""
    match = _ABOUT.search(text)
    if match is not None:
        return _join_subject([match[1], *text[match.end() :].splitlines()[1:_SUBJECT_LINES]])
    names = {kind.name.upper() for kind in (*list_types(), *own) if kind.code == doc_type}
    lines = [clean_line(line) for line in text.splitlines()]
    for place, line in enumerate(lines):
        if line in names:
            return _join_subject(lines[place + 1 : place + 1 + _SUBJECT_LINES])
    return ""


def find_issuer(text: str, *, own: Sequence[DocType] = ()) -> str:
    """The agency in capitals above "Số:"; the nation's name and the motto are none."""
    names: list[str] = []
    type_names = _TYPE_NAMES | {kind.name.upper() for kind in own}
    for line in (clean_line(line) for line in text.splitlines()[:_HEAD_LINES]):
        if _NUMBER_LINE.match(line) or line in type_names:
            break
        bare = clean_line(_without_nation(line))
        if len(bare) <= 3 or bare != bare.upper() or not any(c.isalpha() for c in bare):
            continue
        if names and not _AGENCY_WORDS.match(bare):
            names[-1] = f"{names[-1]} {bare}"  # a long name wrapped
        else:
            names.append(bare)
    if len(names) > 1 and names[-1] == "VĂN PHÒNG":
        return _sentence_case(f"{names[-1]} {names[-2]}")
    return _sentence_case(names[-1]) if names else ""


def find_urgency(text: str) -> str:
    """A line that is nothing but a stamp."""
    lines = {clean_line(line).strip(".:[] ") for line in text.splitlines()[:60]}
    for level in (Urgency.FLASH, Urgency.VERY_URGENT, Urgency.URGENT):
        if URGENCY_STAMP[level] in lines or URGENCY_STAMP[level].replace("ỎA", "OẢ") in lines:
            return level
    return ""


def tidy_mail_subject(subject: str) -> str:
    """A mail's subject as trích yếu: without Re:, Fwd:, V/v and the number in front."""
    bare = _REPLY_MARKS.sub("", clean_line(subject))
    bare = re.sub(r"^(?:V/v|Về việc)\s*:?\s*", "", bare, flags=re.IGNORECASE)
    return bare[:500]


def _join_subject(lines: list[str]) -> str:
    """Lines until the next part of the document begins."""
    kept: list[str] = []
    for line in lines:
        bare = clean_line(line)
        if not bare or _STOP.match(bare) or bare in _STAMPS or set(bare) <= set("_-—─ "):
            break
        if kept and _begins_body(bare):
            break
        kept.append(_without_nation(bare))
    return clean_line(" ".join(kept))


def _begins_body(line: str) -> bool:
    """A full line or sentence of the text, rather than the rest of a wrapped subject."""
    return line[0].isupper() and (len(line) > _WRAPPED_MAX or line[-1] in ".:;,")


def _without_nation(line: str) -> str:
    """Two columns may be read as one line."""
    for name in _NATION:
        line = line.replace(name, " ")
    return re.sub(r"Độc lập\s*[-–]\s*Tự do\s*[-–]\s*Hạnh phúc", " ", line)


def _sentence_case(name: str) -> str:
    """`SỞ TÀI CHÍNH` → `Sở tài chính`: a name to look up, or for the clerk to correct."""
    return name[:1] + name[1:].lower()
