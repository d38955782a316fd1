"""The Authentication-Results field: written for our mail, cut out of what pretends to be ours."""

import re
from collections.abc import Iterable

from mailsvc.authn.alignment import Alignment
from mailsvc.authn.signature import Signature
from mailsvc.authn.words import Verdict

_NOT_VALUE = re.compile(r"[^A-Za-z0-9.@_+-]")
_VALUE_CHARS = 120
_END = re.compile(rb"(?:^|\n)(\r?\n)")


def write_field(
    *,
    authserv_id: str,
    spf: Verdict,
    mail_from: str,
    helo: str,
    signatures: Iterable[Signature],
    dmarc: Alignment,
    arc: Verdict,
) -> bytes:
    """The field with its line end. RFC 8601 §2.2."""
    identity = f"smtp.mailfrom={_value(mail_from)}" if mail_from else f"smtp.helo={_value(helo)}"
    found = [f"spf={spf} {identity}"]
    found += [
        f"dkim={one.verdict}"
        + (f" header.d={_value(one.domain)} header.s={_value(one.selector)}" if one.domain else "")
        for one in signatures
    ] or ["dkim=none"]
    policy = f" policy.dmarc={dmarc.policy}" if dmarc.policy else ""
    origin = f" header.from={_value(dmarc.domain)}" if dmarc.domain else ""
    found += [f"dmarc={dmarc.verdict}{origin}{policy}", f"arc={arc}"]
    lines = ";\r\n\t".join([authserv_id, *found])
    return f"Authentication-Results: {lines}\r\n".encode("ascii")


def without_own_results(content: bytes, *, authserv_id: str) -> bytes:
    """The mail without fields that claim to be ours: only we may speak for us. RFC 8601 §5."""
    end = _END.search(content)
    header, rest = (content[: end.start(1)], content[end.start(1) :]) if end else (content, b"")
    own = authserv_id.lower().encode("ascii")
    lines = header.splitlines(keepends=True)
    kept: list[bytes] = []
    position = 0
    while position < len(lines):
        after = position + 1
        while after < len(lines) and lines[after][:1] in {b" ", b"\t"}:
            after += 1
        if not _is_own(b"".join(lines[position:after]), own):
            kept += lines[position:after]
        position = after
    return b"".join(kept) + rest


def _is_own(field: bytes, own: bytes) -> bool:
    name, colon, value = field.partition(b":")
    if not colon or name.strip().lower() != b"authentication-results":
        return False
    return _authserv_id(value) == own


def _authserv_id(value: bytes) -> bytes:
    """The first word, comments and the version read over."""
    bare = re.sub(rb"\([^()]*\)", b" ", value)
    words = bare.partition(b";")[0].split()
    return words[0].strip(b'"').lower() if words else b""


def _value(text: str) -> str:
    """A value no parser stumbles over; what it cannot hold becomes "?"."""
    return _NOT_VALUE.sub("?", text)[:_VALUE_CHARS] or "?"
