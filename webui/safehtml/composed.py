"""HTML that our own people write: the same allowlist, nothing added for the reader.

In: what the editor of the page sent, or a hostile client in its place. Out: HTML to send, and the
plain text that travels beside it.
"""

import re
from collections.abc import Iterable, Iterator

from bleach.sanitizer import BleachSanitizerFilter

from webui.safehtml import rules
from webui.safehtml.folding import Token
from webui.safehtml.parsing import TooComplex, tokens
from webui.safehtml.plain import text_of_tokens
from webui.safehtml.styles import StyleCleaner
from webui.safehtml.writing import write

_PROTOCOLS = frozenset({"http", "https", "mailto", "cid"})
_BAD_CHARS = re.compile("[\0\ud800-\udfff]")
# Pictures of the mail itself, by the content ids we give them; all others are left out.
PICTURE = re.compile(r"cid:[0-9a-f]{32}@hinh\.congvan")
_EMPTY = re.compile(r"(?:\s|<p>|</p>|<br>)*")


class TooLong(Exception):
    """Over a limit of `rules`: it can be sent as plain text only."""


def clean_composed(source: str, *, has_pictures: bool = True) -> str:
    """Safe HTML, "" when there is nothing to read in it; TooLong over a limit.

    Without `has_pictures` those of another mail of ours are left out as well.
    """
    if len(source) > rules.SIZE_LIMIT:
        raise TooLong
    text = rules.shorten_references(_BAD_CHARS.sub("\ufffd", source))
    try:
        judged = BleachSanitizerFilter(
            source=tokens(text),
            allowed_tags=rules.TAGS,
            attributes=_is_allowed,
            allowed_protocols=_PROTOCOLS,
            strip_disallowed_tags=True,
            strip_html_comments=True,
            css_sanitizer=StyleCleaner(),
        )
        made = write(_without_strangers(judged, has_pictures=has_pictures))
    except TooComplex as error:
        raise TooLong from error
    return "" if _EMPTY.fullmatch(made) else made.strip()


def pictures_in(cleaned: str) -> frozenset[str]:
    """`cid:` addresses of the pictures that HTML shows."""
    return frozenset(PICTURE.findall(cleaned))


def _is_allowed(tag: str, name: str, value: str) -> bool:
    if tag == "img" and name == "src":
        return PICTURE.fullmatch(value) is not None
    return rules.is_allowed(tag, name, value)


def _without_strangers(judged: Iterable[Token], *, has_pictures: bool) -> Iterator[Token]:
    for token in judged:
        is_picture = token.get("name") == "img"
        if not is_picture or (has_pictures and (None, "src") in token["data"]):
            yield token


def plain_of(cleaned: str) -> str:
    """The plain text of what `clean_composed` made: lists, quotations and links as people type."""
    return text_of_tokens(tokens(cleaned))
