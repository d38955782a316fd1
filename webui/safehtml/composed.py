"""HTML that our own people write: the same allowlist, nothing added for the reader.

In: what the editor of the page sent, or a hostile client in its place. Out: HTML to send, and the
plain text that travels beside it.
"""

import re

from bleach.sanitizer import BleachSanitizerFilter

from webui.safehtml import rules
from webui.safehtml.parsing import TooComplex, tokens
from webui.safehtml.plain import text_of_tokens
from webui.safehtml.styles import StyleCleaner
from webui.safehtml.writing import write

_PROTOCOLS = frozenset({"http", "https", "mailto"})
_BAD_CHARS = re.compile("[\0\ud800-\udfff]")
_TAGS = rules.TAGS - {"img"}  # pictures stand in files beside the text, not in it
_EMPTY = re.compile(r"(?:\s|<p>|</p>|<br>)*")


class TooLong(Exception):
    """Over a limit of `rules`: it can be sent as plain text only."""


def clean_composed(source: str) -> str:
    """Safe HTML, "" when there is nothing to read in it; TooLong over a limit."""
    if len(source) > rules.SIZE_LIMIT:
        raise TooLong
    text = rules.shorten_references(_BAD_CHARS.sub("\ufffd", source))
    try:
        judged = BleachSanitizerFilter(
            source=tokens(text),
            allowed_tags=_TAGS,
            attributes=rules.is_allowed,
            allowed_protocols=_PROTOCOLS,
            strip_disallowed_tags=True,
            strip_html_comments=True,
            css_sanitizer=StyleCleaner(),
        )
        made = write(judged)
    except TooComplex as error:
        raise TooLong from error
    return "" if _EMPTY.fullmatch(made) else made.strip()


def plain_of(cleaned: str) -> str:
    """The plain text of what `clean_composed` made: lists, quotations and links as people type."""
    return text_of_tokens(tokens(cleaned))
