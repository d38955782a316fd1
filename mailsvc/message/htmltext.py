"""Text of an HTML body, for quoting, previews and readers that show no HTML. One pass, total."""

import html
import re

from mailsvc.message.decode import clean_text

# Every repetition that may fail has an end: a search over tags without ">" would be quadratic.
_DROPPED = re.compile(
    r"<(script|style|head|title|template|noscript)\b[^>]{0,500}>[^\0]*?(?:</\1\s{0,9}>|\Z)|<!--[^\0]*?(?:-->|\Z)",
    re.IGNORECASE,
)
_BREAK = re.compile(
    r"<(?:br|/p|/div|/tr|/h[1-6]|/li|/table|/blockquote|hr)\b[^>]{0,500}>", re.IGNORECASE
)
_CELL = re.compile(r"</t[dh]\s{0,9}>", re.IGNORECASE)
_TAG = re.compile(r"<[/!?a-zA-Z][^>]*>?")
_LONG_REFERENCE = re.compile(r"&#(?:[0-9]{8,}|[xX][0-9a-fA-F]{7,});?")
_BLANKS = re.compile(r"[ \t\u00a0]+")
_EMPTY_LINES = re.compile(r"\n{3,}")


def text_of_html(source: str) -> str:
    """Lines where a reader sees lines; nothing of scripts, styles and comments."""
    bare = _DROPPED.sub(" ", source)
    one_line = " ".join(bare.split())
    marked = _CELL.sub(" ", _BREAK.sub("\n", one_line))
    # int() refuses thousands of digits, and html.unescape would pass that on.
    plain = html.unescape(_LONG_REFERENCE.sub("\ufffd", _TAG.sub("", marked)))
    lines = (_BLANKS.sub(" ", line).strip() for line in clean_text(plain).split("\n"))
    return _EMPTY_LINES.sub("\n\n", "\n".join(lines)).strip()
