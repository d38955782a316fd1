"""Parameters of MAIL and RCPT, read by their own RFCs; case of values is kept (ENVID, ORCPT)."""

import re
from dataclasses import dataclass
from functools import lru_cache

from mailsvc.smtp import reply
from mailsvc.smtp.reply import Reply
from mailsvc.smtp.xtext import is_xtext

# RFC 5321 §4.1.2: esmtp-keyword ["=" esmtp-value]; RFC 6531 §3.3 lets values be UTF-8.
_PARAM = re.compile(r"([A-Za-z0-9][A-Za-z0-9\-]*)(?:=([!-<>-~\u0080-\U0010ffff]+))?")
_NOTIFY = frozenset({"SUCCESS", "FAILURE", "DELAY"})
_ENVID_MAX = 100  # RFC 3461 §4.4
_ORCPT_MAX = 500  # RFC 3461 §4.2
_KNOWN_MAX = 256  # a peer says the same of mail after mail


class BadParameter(Exception):
    """A parameter that is refused; `reply` says how."""

    def __init__(self, answer: Reply) -> None:
        super().__init__(str(answer))
        self.reply = answer


@dataclass(frozen=True)
class MailParams:
    """What MAIL said beside the address."""

    size_bytes: int = 0
    smtputf8: bool = False
    ret: str = ""
    envid: str = ""


@dataclass(frozen=True)
class RcptParams:
    """What RCPT said beside the address."""

    notify: frozenset[str] = frozenset()
    orcpt: str = ""


@lru_cache(maxsize=_KNOWN_MAX)
def read_mail_params(text: str) -> MailParams:
    """SIZE (RFC 1870), BODY (RFC 6152), SMTPUTF8 (RFC 6531), RET, ENVID (RFC 3461), AUTH."""
    if not text:
        return MailParams()
    given = _split(text)
    size = given.pop("SIZE", "0")
    body = given.pop("BODY", "7BIT")
    has_utf8 = "SMTPUTF8" in given
    utf8_value = given.pop("SMTPUTF8", "")
    ret = given.pop("RET", "")
    envid = given.pop("ENVID", "")
    given.pop("AUTH", "")  # RFC 4954 §5: taken and not believed
    if given:
        raise BadParameter(reply.UNKNOWN_PARAMETER)
    _require(size.isascii() and size.isdigit() and len(size) <= 20)  # RFC 1870 §6
    _require(body.upper() in {"7BIT", "8BITMIME"})
    _require(not utf8_value)
    _require(ret.upper() in {"", "FULL", "HDRS"})
    _require(len(envid) <= _ENVID_MAX and is_xtext(envid))
    return MailParams(int(size), has_utf8, ret.upper(), envid)


@lru_cache(maxsize=_KNOWN_MAX)
def read_rcpt_params(text: str) -> RcptParams:
    """NOTIFY and ORCPT (RFC 3461 §4.1, §4.2)."""
    if not text:
        return RcptParams()
    given = _split(text)
    notify = frozenset(given.pop("NOTIFY", "").upper().split(",")) - {""}
    orcpt = given.pop("ORCPT", "")
    if given:
        raise BadParameter(reply.UNKNOWN_PARAMETER)
    # RFC 3461 §4.1: NEVER stands alone.
    _require(notify == {"NEVER"} or notify <= _NOTIFY)
    if orcpt:
        kind, semicolon, value = orcpt.partition(";")
        _require(bool(kind and semicolon and value) and len(orcpt) <= _ORCPT_MAX)
        # RFC 6533 §3: utf-8 ORCPT values use their own escapes and may be raw UTF-8.
        _require(kind.lower() == "utf-8" or is_xtext(value))
    return RcptParams(notify, orcpt)


def _split(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for part in text.split():
        match = _PARAM.fullmatch(part)
        if match is None:
            raise BadParameter(reply.BAD_SYNTAX)
        keyword = match[1].upper()
        if keyword in found:
            raise BadParameter(reply.BAD_SYNTAX)
        found[keyword] = match[2] or ""
    return found


def _require(condition: bool) -> None:
    if not condition:
        raise BadParameter(reply.BAD_SYNTAX)
