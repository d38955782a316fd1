"""The ARC set of mail we forward: what we found when it came, sealed. RFC 8617 §5.1, by dkimpy."""

import re
from collections.abc import Iterable
from typing import Any

import dkim

from mailsvc.authn.chain import is_ended
from mailsvc.authn.field import own_results
from mailsvc.authn.signed_mail import SignedMail
from mailsvc.signing import keyfiles
from mailsvc.signing.models import DkimKey

_CHAIN_WORDS = frozenset({"none", "pass", "fail"})
_ARC_RESULT = re.compile(rb"\barc=(none|pass|fail|temperror)$")


def arc_set(content: bytes, key: DkimKey, *, authserv_id: str, chain: str) -> bytes:
    """The three fields to put before the mail; b"" for a chain nobody may add to.

    The set says what our own Authentication-Results in the mail says; without one, only `chain`:
    the verdict on the sets the mail has. `key` is RSA: RFC 8617 §4.1.3 knows no other yet.
    Raises Unreadable, Unavailable without the key file, dkim.DKIMException.
    """
    mail = SignedMail(content)
    if is_ended(mail) or chain not in _CHAIN_WORDS:
        return b""
    bare = f"{authserv_id}; arc={chain}".encode()
    found = _ARC_RESULT.sub(b"arc=" + chain.encode(), _own_results(mail, authserv_id))
    return b"".join(_sealed(mail, key, authserv_id, found) or _sealed(mail, key, authserv_id, bare))


def known_chain(content: bytes, *, authserv_id: str) -> str:
    """What our field says of the chain the mail came with; "" when it does not say."""
    found = _ARC_RESULT.search(_own_results(SignedMail(content), authserv_id))
    return found[1].decode("ascii") if found else ""


def _own_results(mail: SignedMail, authserv_id: str) -> bytes:
    return own_results(mail.fields, authserv_id=authserv_id)


def _sealed(mail: SignedMail, key: DkimKey, authserv_id: str, results: bytes) -> Iterable[bytes]:
    """[] when dkimpy cannot read the results, or when they do not fit the chain."""
    if not results:
        return []
    sealer: Any = dkim.ARC(None)
    others = [one for one in mail.fields if one[0].lower() != b"authentication-results"]
    sealer.headers = [[b"Authentication-Results", b" " + results + b"\r\n"], *others]
    # Canonical already: dkimpy's own way there takes squared time on runs of blanks.
    sealer.body = mail.relaxed_body()
    try:
        lines: list[bytes] = sealer.sign(
            key.selector.encode(), key.domain.encode(), keyfiles.read(key), authserv_id.encode()
        )
    except dkim.ParameterError:
        return []  # 50 sets already, or results that speak of a chain that is not there
    return lines
