"""The sender of a forwarded mail, rewritten so that SPF holds and bounces come back. Pure.

SRS0=<proof>=<day>=<domain>=<local part>@<our domain>: the proof is an HMAC over the rest, so nobody
else can make us deliver to an address of his choice; it is good for VALID_DAYS. The original sender
stands in clear in it, as with every SRS.
"""

import base64
import hashlib
import hmac
from datetime import UTC, datetime

from mailsvc.base.errors import Invalid
from mailsvc.smtp.address import validate_address

VALID_DAYS = 21
_PREFIX = "srs0="
_PROOF_CHARS = 10  # 50 bits, and each guess costs a connection
_DAYS = 1024  # the day is kept modulo this


def encode(address: str, *, domain: str, secret: bytes, now: datetime) -> str:
    """The rewritten sender at our `domain`; Invalid when an address has no room for it."""
    local, _, origin = address.rpartition("@")
    day = _base32(_day(now))
    rest = f"{day}={origin}={local}"
    rewritten = f"SRS0={_proof(rest, secret)}={rest}@{domain}"
    if not address.isascii() or '"' in local:
        raise Invalid("srs_address", "Địa chỉ này không viết lại được.")
    return validate_address(rewritten)


def is_rewritten(address: str) -> bool:
    """True for what looks like one of ours."""
    return address.lower().startswith(_PREFIX)


def decode(address: str, *, secret: bytes, now: datetime) -> str:
    """The original sender; Invalid when we did not write it, or too long ago.

    Servers on the way may have changed the case of letters: the proof is over lower case.
    """
    local = address.rpartition("@")[0]
    parts = local.split("=", 4)
    if len(parts) != 5 or not is_rewritten(address):
        raise _foreign()
    _, proof, day, origin, name = parts
    wanted = _proof(f"{day}={origin}={name}", secret)
    if not hmac.compare_digest(wanted.encode(), proof.lower().encode("utf-8", "replace")):
        raise _foreign()
    age = (_day(now) - _number(day)) % _DAYS
    if age > VALID_DAYS:
        raise Invalid("srs_expired", "Địa chỉ trả lại đã hết hạn.")
    return validate_address(f"{name}@{origin}")


def _proof(rest: str, secret: bytes) -> str:
    digest = hmac.new(secret, rest.lower().encode(), hashlib.sha256).digest()
    return base64.b32encode(digest).decode("ascii").lower()[:_PROOF_CHARS]


def _day(now: datetime) -> int:
    return int(now.astimezone(UTC).timestamp()) // 86_400 % _DAYS


def _base32(number: int) -> str:
    return _LETTERS[number // 32] + _LETTERS[number % 32]


def _number(text: str) -> int:
    if len(text) != 2 or not set(text.lower()) <= set(_LETTERS):
        raise _foreign()
    high, low = (_LETTERS.index(letter) for letter in text.lower())
    return high * 32 + low


_LETTERS = "abcdefghijklmnopqrstuvwxyz234567"


def _foreign() -> Invalid:
    return Invalid("srs_foreign", "Địa chỉ trả lại không phải của hệ thống này.")
