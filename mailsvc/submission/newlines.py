"""Line ends: only CRLF counts. RFC 5321 §2.3.8."""

import re

_ANY = re.compile(rb"\r\n|\r|\n")


def has_bare_newline(content: bytes) -> bool:
    """True when a CR or LF stands alone."""
    pairs = content.count(b"\r\n")
    return content.count(b"\n") != pairs or content.count(b"\r") != pairs


def normalise(content: bytes) -> bytes:
    """Every CR, LF or CRLF as CRLF, and one at the end."""
    if has_bare_newline(content):
        content = _ANY.sub(b"\r\n", content)
    return ended(content)


def ended(content: bytes) -> bytes:
    """The content with a line end at its end."""
    return content if content.endswith(b"\r\n") else content + b"\r\n"
