"""Which leaves are the text and which are files (after RFC 8621 §4.1.4, simplified)."""

import html
import re
from dataclasses import dataclass

from mailsvc.message import limits
from mailsvc.message.decode import clean_text, decode_text, decode_transfer
from mailsvc.message.htmltext import text_of_html
from mailsvc.message.parameters import split_value
from mailsvc.message.structure import Part

_META_CHARSET = re.compile(
    rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([A-Za-z0-9_.:-]{1,40})", re.IGNORECASE
)
_SPACE_ENDED = re.compile(r" \n(?!>)")
# Text that other programs read: shown as a file.
_DATA = frozenset({"text/calendar", "text/vcard", "text/x-vcard", "text/csv", "text/directory"})
_RESORT_CHARS = 100_000


@dataclass(frozen=True)
class Bodies:
    """The text in both forms ("" where the mail has none) and the leaves that are files."""

    text: str
    html: str
    files: tuple[Part, ...]


def read_bodies(content: bytes, leaves: list[Part]) -> Bodies:
    """Plain and HTML text of all text leaves in order; the plain one is never empty beside HTML."""
    plain: list[str] = []
    rich: list[str] = []
    files: list[Part] = []
    for leaf in leaves:
        if not is_body(leaf, is_first=not plain and not rich):
            files.append(leaf)
            continue
        text = _text(content, leaf)
        is_choice = "alternative" in leaf.parents
        if leaf.content_type == "text/html":
            rich.append(text)
            plain += [] if is_choice else [text_of_html(text)]
        else:
            plain.append(text)
            rich += [] if is_choice else [f"<pre>{html.escape(text)}</pre>"]
    has_html = any(leaf.content_type == "text/html" for leaf in leaves if leaf not in files)
    joined = "\n".join(rich) if has_html else ""
    text = "\n".join(plain).strip("\n") or text_of_html(joined)
    if not plain and not rich:
        text = _last_resort(content, files)
    return Bodies(text[: limits.TEXT_CHARS], joined[: limits.TEXT_CHARS], tuple(files))


def is_body(leaf: Part, *, is_first: bool) -> bool:
    """A text leaf that is not sent as a file (RFC 2046 §4.1.4: an unknown text is plain text)."""
    if not leaf.content_type.startswith("text/") or leaf.content_type in _DATA:
        return False
    if leaf.content_type not in {"text/plain", "text/html"} and not is_first:
        return False
    disposition, parameters = split_value(leaf.fields.first("content-disposition"))
    if disposition == "attachment":
        return False
    has_name = "filename" in parameters or "name" in leaf.parameters
    return is_first or not has_name


def _last_resort(content: bytes, files: list[Part]) -> str:
    """A mail without any text: what could not be taken apart is shown as it came."""
    broken = (leaf for leaf in files if leaf.content_type.startswith(("multipart/", "message/")))
    found = next((leaf for leaf in broken if "report" not in leaf.parents), None)
    return _text(content, found)[:_RESORT_CHARS].strip("\n") if found else ""


def _text(content: bytes, leaf: Part) -> str:
    raw = decode_transfer(content[leaf.start : leaf.end], encoding_of(leaf))
    charset = leaf.parameters.get("charset", "")
    if leaf.content_type == "text/html" and not charset:
        found = _META_CHARSET.search(raw[:4096])
        charset = found[1].decode("ascii") if found else ""
    text = clean_text(decode_text(raw[: 4 * limits.TEXT_CHARS], charset))
    if leaf.parameters.get("format", "").casefold() == "flowed":
        text = _SPACE_ENDED.sub(" ", text.replace("\n-- \n", "\n--\n"))  # RFC 3676 §4.2
    return text


def encoding_of(leaf: Part) -> str:
    """The first word of Content-Transfer-Encoding."""
    words = decode_text(leaf.fields.first("content-transfer-encoding")[:100]).split()
    return words[0].strip("\"';") if words else ""
