"""A queued mail as a draft again: the same bytes under another Message-ID, with its Bcc. Pure."""

import re

from mailsvc.message.headers import find_header_end

_MESSAGE_ID = re.compile(rb"^message-id[ \t]*:[^\r\n]*(?:\r\n[ \t][^\r\n]*)*\r\n", re.I | re.M)


def again(content: bytes, *, message_id: str, bcc: bytes) -> bytes:
    """`bcc` is the header field the Sent copy would have got, or empty."""
    end = find_header_end(content)
    head, rest = (content, b"") if end < 0 else (content[: end + 1], content[end + 1 :])
    own = f"Message-ID: {message_id}\r\n".encode("ascii")
    return bcc + own + _MESSAGE_ID.sub(b"", head) + rest
