"""Line ends: only CRLF counts. RFC 5321 §2.3.8."""

import re

_OTHERS = bytes(set(range(256)) - set(b"\r\n"))
_ANY = re.compile(rb"\r\n|\r|\n")


def has_bare_newline(content: bytes) -> bool:
    """True when a CR or LF stands alone."""
    # The two alone are picked out by a table, without a search that begins anew at each line.
    return len(content.translate(None, _OTHERS)) != 2 * content.count(b"\r\n")


def normalise(content: bytes) -> bytes:
    """Every CR, LF or CRLF as CRLF, and one at the end."""
    if has_bare_newline(content):
        content = _ANY.sub(b"\r\n", content)
    return ended(content)


def ended(content: bytes) -> bytes:
    """The content with a line end at its end."""
    return content if content.endswith(b"\r\n") else content + b"\r\n"
