"""Plain text and HTML of one mail, each made from the other. The HTML is cleaned here and nowhere
trusted before.
"""

import html
import re
from collections.abc import Iterable

from mailsvc.base.text import nfc
from mailsvc.message.htmltext import text_of_html
from mailsvc.stationery.placing import MARK
from webui.safehtml.composed import TooLong, clean_composed, plain_of

_LINK = re.compile(r"https?://[^\s<>\"']{3,500}[^\s<>\"'.,;:!?)]")
_QUOTE = re.compile(r"> ?")
_DEPTH_MAX = 20
_SIGNATURE = r"<p>--\s*<br>"
_TAIL = re.compile(rf"{_SIGNATURE}|<p>Ngày [^<]{{5,600}} viết:</p>|<p>-{{3,}} ?Thư chuyển tiếp")


def settle(text: str, source: str, *, is_from_editor: bool) -> tuple[str, str]:
    """(text, HTML) of what came from the page; HTML is "" for a plain mail.

    Without a script the text was typed and the HTML could not follow: it stays only where the
    text is still its own.
    """
    if not source.strip():
        return text, ""
    try:
        clean = clean_composed(nfc(source))
    except TooLong:  # as text at least, however long: the form says so, and nothing is lost
        return (text_of_html(source) if is_from_editor else text), ""
    plain = plain_of(clean)
    if is_from_editor:
        return plain, clean
    return (text, clean) if same(text, plain) else (text, "")


def same(one: str, other: str) -> bool:
    """Whether two texts differ in nothing but blanks at line ends and line ends."""
    return _lines(one) == _lines(other)


def html_of(text: str, *, depth: int = 0) -> str:
    """Typed text as HTML: paragraphs, line breaks, quotations (to a depth), links."""
    made: list[str] = []
    if depth >= _DEPTH_MAX:
        return _paragraphs(text.split("\n"))
    for is_quoted, lines in _blocks(text.replace("\r\n", "\n").split("\n")):
        inner = html_of("\n".join(lines), depth=depth + 1) if is_quoted else _paragraphs(lines)
        made.append(f"<blockquote>{inner}</blockquote>" if is_quoted else inner)
    return "".join(made)


def quoted_html(quoted: str, original: str) -> str:
    """The lines above a quotation or a forwarded mail, then the mail as its sender laid it out."""
    head, _, body = quoted.partition("\n")
    try:
        clean = clean_composed(original, has_pictures=False)
    except TooLong:
        return html_of(quoted)
    if body.startswith(">"):
        return f"{html_of(head)}<blockquote>{clean}</blockquote>"
    return html_of(quoted.partition("\n\n")[0]) + clean


def sign_html(source: str, signature: str, others: Iterable[str]) -> str:
    """As `placing.sign_anew`, in HTML."""
    for one in sorted(filter(None, others), key=len, reverse=True):
        lines = "<br>".join(html.escape(line) for line in one.split("\n"))
        source = re.sub(f"{_SIGNATURE}{re.escape(lines)}</p>", "", source)
    return insert_html(source, html_of(f"{MARK}{signature}")) if signature else source


def insert_html(source: str, words: str) -> str:
    """At the end of the own words, above a signature and what is quoted."""
    found = _TAIL.search(source)
    at = found.start() if found else len(source)
    return f"{source[:at]}{words}{source[at:]}"


def _blocks(lines: list[str]) -> list[tuple[bool, list[str]]]:
    """Runs of quoted and own lines; a level of quotation is taken off the quoted ones."""
    found: list[tuple[bool, list[str]]] = []
    for line in lines:
        is_quoted = line.startswith(">")
        if not found or found[-1][0] != is_quoted:
            found.append((is_quoted, []))
        found[-1][1].append(_QUOTE.sub("", line, count=1) if is_quoted else line)
    return found


def _paragraphs(lines: list[str]) -> str:
    text = "\n".join(lines).strip("\n")
    if not text:
        return ""
    parts = re.split(r"\n{2,}", text)
    return "".join(f"<p>{'<br>'.join(map(_line, part.split(chr(10))))}</p>" for part in parts)


def _line(line: str) -> str:
    made, at = "", 0
    for found in _LINK.finditer(line):
        url = html.escape(found[0])
        made += html.escape(line[at : found.start()]) + f'<a href="{url}">{url}</a>'
        at = found.end()
    return made + html.escape(line[at:])


def _lines(text: str) -> list[str]:
    clean = nfc(text).replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    return [line.rstrip() for line in clean.split("\n")]
