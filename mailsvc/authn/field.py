"""The Authentication-Results field: written for our mail, cut out of what pretends to be ours."""

import re
from collections.abc import Iterable, Iterator, Sequence

from mailsvc.authn.alignment import Alignment
from mailsvc.authn.signature import Signature
from mailsvc.authn.words import Verdict
from mailsvc.message.headers import find_header_end

_NOT_VALUE = re.compile(r"[^A-Za-z0-9.@_+-]")
_VALUE_CHARS = 120
# Dovecot files mail that bears it into Junk (mailstore/before.sieve).
JUNK_FIELD = "X-CV-Junk"
_OWN_NAMES = (b"authentication-results", JUNK_FIELD.lower().encode())
# RFC 5322 §3.2.1 and §3.2.2: a quoted pair, a bracket of a comment, or text between them.
_TOKEN = re.compile(rb"\\.|[()]|[^()\\]+", re.DOTALL)
_ID_WITHIN = 4096


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


def junk_field(reason: str) -> bytes:
    """The field that sends a mail to Junk: one word why ("dmarc", "spam")."""
    return f"{JUNK_FIELD}: {_value(reason)}\r\n".encode("ascii")


def without_own_results(content: bytes, *, authserv_id: str) -> bytes:
    """The mail without fields only we may write: they would speak for us. RFC 8601 §5."""
    size = _header_size(content)
    header = content[:size]
    lowered = header.lower()
    if not any(name in lowered for name in _OWN_NAMES):
        return content
    own = authserv_id.lower().encode("ascii")
    kept = [field for field in _split(header) if not _is_own(field, own)]
    return b"".join(kept) + content[size:]


def own_results(fields: Sequence[Sequence[bytes]], *, authserv_id: str) -> bytes:
    """The value of the Authentication-Results we wrote before a mail, on one line; b"" without."""
    own = authserv_id.lower().encode("ascii")
    for name, value in fields:
        if name.lower() == b"authentication-results" and _authserv_id(value) == own:
            return b" ".join(value.split())
    return b""


def _header_size(content: bytes) -> int:
    """Up to the first empty line, or all."""
    if content.startswith((b"\n", b"\r\n")):
        return 0
    end = find_header_end(content)
    return end + 1 if end >= 0 else len(content)


def _split(header: bytes) -> Iterator[bytes]:
    """Each field with its folded lines. Only LF ends a line here: a bare CR begins no field."""
    lines = header.split(b"\n")
    field: list[bytes] = []
    for line in lines:
        if field and line[:1] not in {b" ", b"\t"}:
            yield b"\n".join(field) + b"\n"
            field = []
        field.append(line)
    yield b"\n".join(field)


def _is_own(field: bytes, own: bytes) -> bool:
    name, colon, value = field.partition(b":")
    kind = name.strip().lower()
    if not colon or kind not in _OWN_NAMES:
        return False
    return kind == JUNK_FIELD.lower().encode() or _authserv_id(value) in {own, b""}


def _authserv_id(value: bytes) -> bytes:
    """The first word, comments (RFC 5322 §3.2.2: they nest) and the version read over.

    A field that says nothing within _ID_WITHIN bytes hides something: it passes for ours.
    """
    bare = _without_comments(value[:_ID_WITHIN])
    words = bare.partition(b";")[0].split()
    if not words:
        return b""
    return words[0].replace(b'"', b"").rstrip(b".").lower()


def _without_comments(value: bytes) -> bytes:
    """The value with blanks for comments and without the backslashes of quoted pairs."""
    kept = bytearray()
    depth = 0
    for token in _TOKEN.findall(value):
        if token == b"(":
            depth += 1
        elif token == b")":
            depth = max(0, depth - 1)
            kept += b" "
        elif not depth:
            kept += token.removeprefix(b"\\")
    return bytes(kept)


def _value(text: str) -> str:
    """A value no parser stumbles over; what it cannot hold becomes "_"."""
    return _NOT_VALUE.sub("_", text)[:_VALUE_CHARS] or "_"
