"""What the code cites, read from its text: `RFC 5321 §5`, `ND30 art. 22(2)`, `WCAG 2.2 §3.3.1`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
Section = tuple[str, ...]

_LINK = r"(?:\s*(?:,|;|and|–|-))?\s*"  # what stands between two sections of one standard
_NOTE = r"\([A-Za-z][^()]*\)"
_SECTION = r"§\d+(?:\.\d+)*"
_RFC_ITEM = rf"{_SECTION}|\d{{4}}\b(?!:)|{_NOTE}"
_RFC = re.compile(rf"RFC (\d{{3,4}})\b((?:{_LINK}(?:{_RFC_ITEM}))*)")
_ROMAN = r"[IVX]+\b(?:\.\w+)*"
_ARTICLE = r"\d+(?:\(\d+\)(?:[a-zđ]\b)?)?"
_DECREE_ITEM = rf"art\. ?{_ARTICLE}|Annex {_ROMAN}(?: (?:part )?{_ROMAN})?|chapter {_ROMAN}"
_DECREE_MORE = rf"{_ARTICLE}|{_ROMAN}|{_NOTE}"
_DECREE = re.compile(
    rf"\b(ND30|QD28)\b((?:{_LINK}(?:{_DECREE_ITEM})(?:{_LINK}(?:{_DECREE_MORE}))*)*)"
)
_WCAG = re.compile(rf"WCAG(?: 2\.2)?((?:(?: AA)|{_LINK}§?\d+\.\d+\.\d+)*)")
_OTHERS = re.compile(
    r"\b(?:TCVN \d+|QCVN \d+|CSS Syntax 3|HTML Living Standard|CLDR|Unicode NFC)\b"
)


@dataclass(frozen=True)
class Citation:
    """One section of one standard; no section means the whole."""

    standard: str
    section: Section
    path: Path


def split(section: str) -> Section:
    """`§4.5.3` and `art. 4(2)b` as steps, so that one can be the beginning of another."""
    return tuple(step for step in re.findall(r"\d+|[^\W\d_]+", section) if step != "part")


def read_citations(text: str, path: Path = ROOT) -> Iterator[Citation]:
    """All citations of a text."""
    for match in _RFC.finditer(text):
        yield from _rfcs(match, path)
    for match in _DECREE.finditer(text):
        yield from _articles(match, path)
    for match in _WCAG.finditer(text):
        sections = re.findall(r"\d+\.\d+\.\d+", match[1]) or [""]
        yield from (Citation("WCAG 2.2", split(section), path) for section in sections)
    for match in _OTHERS.finditer(text):
        yield Citation(match[0], (), path)


def _rfcs(match: re.Match[str], path: Path) -> Iterator[Citation]:
    standard = f"RFC {match[1]}"
    yield Citation(standard, (), path)
    for item in re.findall(_RFC_ITEM, match[2]):
        if item.startswith("§"):
            yield Citation(standard, split(item), path)
        elif item.isdigit():
            standard = f"RFC {item}"
            yield Citation(standard, (), path)


def _articles(match: re.Match[str], path: Path) -> Iterator[Citation]:
    standard, tail = match[1], match[2]
    yield Citation(standard, (), path)
    kind = ""
    for item in re.findall(f"{_DECREE_ITEM}|{_DECREE_MORE}", tail):
        if not item.startswith("("):
            named = re.match(r"art|Annex|chapter", item)
            kind = named[0] if named else kind
            yield Citation(standard, split(item if named else f"{kind} {item}"), path)


def sources() -> list[Path]:
    """The product's own modules and templates."""
    return [
        path
        for folder in ("config", "mailsvc", "docflow", "webui")
        for suffix in ("py", "js", "css", "html")
        for path in sorted((ROOT / folder).rglob(f"*.{suffix}"))
        if "migrations" not in path.parts
    ]


def cited_in_code() -> list[Citation]:
    return [
        citation
        for path in sources()
        for citation in read_citations(path.read_text(encoding="utf-8"), path)
    ]
