"""The DKIM signatures of our own mail: RSA and Ed25519, by dkimpy. RFC 6376 §5, RFC 8463."""

from collections.abc import Sequence
from typing import Any

import dkim

from mailsvc.authn.signed_mail import SignedMail
from mailsvc.signing import keyfiles
from mailsvc.signing.models import DkimKey

# RFC 6376 §5.4.1. Those of the first list are signed once more than they stand there, so that
# nobody can add a second Subject above ours (RFC 6376 §8.15); a list may add what is in the second.
_FROZEN = (
    "from", "to", "cc", "reply-to", "subject", "date", "message-id",
    "mime-version", "content-type", "content-transfer-encoding",
)  # fmt: skip
_SIGNED = ("sender", "in-reply-to", "references", "auto-submitted", "content-language")


def signatures(content: bytes, keys: Sequence[DkimKey]) -> bytes:
    """The fields to put before the mail, one a key; relaxed/relaxed, never l= (RFC 6376 §8.2).

    Raises Unreadable, Unavailable without a key file, dkim.DKIMException.
    """
    mail = SignedMail(content)
    names = [*_FROZEN, *_SIGNED]
    include = [
        name.encode()
        for name in names
        for _ in range(mail.count(name.encode()) + (name in _FROZEN))
    ]
    body = mail.relaxed_body()
    return b"".join(_signature(mail, body, include, key) for key in keys)


def _signature(mail: SignedMail, body: bytes, include: list[bytes], key: DkimKey) -> bytes:
    signer: Any = dkim.DKIM(None)
    # Canonical already: dkimpy's own way there takes squared time on runs of blanks.
    signer.headers, signer.body = list(mail.fields), body
    line = signer.sign(
        key.selector.encode(),
        key.domain.encode(),
        keyfiles.read(key),
        signature_algorithm=f"{key.algorithm}-sha256".encode(),
        canonicalize=(b"relaxed", b"relaxed"),
        include_headers=include,
        length=False,
    )
    return bytes(line)
