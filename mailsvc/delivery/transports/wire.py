"""One mail transaction over an open smtplib client, for SMTP (one reply) and LMTP (one each)."""

import re
import smtplib
import time
from collections.abc import Sequence

from mailsvc.delivery.transports.base import (
    Outcome,
    deferred,
    failed,
    for_all,
    from_reply,
)
from mailsvc.smtp.envelope import Envelope, Recipient

_LINE_END = re.compile(rb"\r\n|\r|\n")
_STUFF = re.compile(rb"^\.", re.MULTILINE)
_LATE = "the transaction took too long"


class Deadline:
    """A whole transaction must end well before the queue's lease does."""

    def __init__(self, seconds: float) -> None:
        self._at = time.monotonic() + seconds

    @property
    def is_over(self) -> bool:
        return time.monotonic() > self._at


def transact(
    client: smtplib.SMTP,
    envelope: Envelope,
    content: bytes,
    *,
    deadline: Deadline,
    remote: str,
    is_lmtp: bool = False,
) -> dict[str, Outcome]:
    """MAIL, RCPT, DATA. Raises OSError and SMTPServerDisconnected when the connection breaks."""
    needs_utf8 = _needs_utf8(envelope) and not is_lmtp
    if needs_utf8 and not client.has_extn("smtputf8"):
        # RFC 6531 §3.2: such a mail may not be sent to a server that does not know the extension.
        return for_all(envelope, failed("5.6.7", "SMTPUTF8 not supported", remote=remote))
    code, text = client.docmd("MAIL", _mail_arguments(client, envelope, content, is_lmtp=is_lmtp))
    if code != 250:
        _reset(client)
        return for_all(envelope, from_reply(code, text, remote=remote))
    outcomes: dict[str, Outcome] = {}
    accepted: list[Recipient] = []
    for recipient in envelope.recipients:
        if deadline.is_over:
            outcomes[recipient.address] = deferred("4.4.2", _LATE, remote=remote)
            continue
        code, text = client.docmd("RCPT", _rcpt_arguments(client, recipient))
        if code in (250, 251):
            accepted.append(recipient)
        else:
            outcomes[recipient.address] = from_reply(code, text, remote=remote)
    if not accepted:
        _reset(client)
        return outcomes
    return outcomes | _send_data(client, accepted, content, remote=remote, is_lmtp=is_lmtp)


def canonical(content: bytes) -> bytes:
    """CRLF line ends only, one at the end. RFC 5321 §2.3.8: a stray CR or LF smuggles mail."""
    pairs = content.count(b"\r\n")
    if content.count(b"\n") != pairs or content.count(b"\r") != pairs:
        content = _LINE_END.sub(b"\r\n", content)
    return content if content.endswith(b"\r\n") else content + b"\r\n"


def _send_data(
    client: smtplib.SMTP,
    accepted: Sequence[Recipient],
    content: bytes,
    *,
    remote: str,
    is_lmtp: bool,
) -> dict[str, Outcome]:
    code, text = client.docmd("DATA")
    if code != 354:
        _reset(client)
        return {one.address: from_reply(code, text, remote=remote) for one in accepted}
    # RFC 5321 §4.5.2: a dot at the start of a line is doubled.
    client.send(_STUFF.sub(b"..", canonical(content)) + b".\r\n")
    if is_lmtp:
        # RFC 2033 §4.2: one reply for each accepted recipient, in their order.
        replies = [client.getreply() for _ in accepted]
    else:
        replies = [client.getreply()] * len(accepted)
    return {
        one.address: from_reply(code, text, remote=remote)
        for one, (code, text) in zip(accepted, replies, strict=True)
    }


def _mail_arguments(
    client: smtplib.SMTP, envelope: Envelope, content: bytes, *, is_lmtp: bool
) -> str:
    sender = envelope.mail_from
    if is_lmtp and not sender.isascii() and not client.has_extn("smtputf8"):
        sender = ""  # Dovecot 2.3 takes no such Return-Path; the From field still has the sender.
    options = [f"FROM:<{sender}>"]
    if client.has_extn("size"):
        options.append(f"SIZE={len(content)}")
    # departs from RFC 6152 §3: without the extension 8-bit mail goes as it is, not re-coded.
    if client.has_extn("8bitmime") and not content.isascii():
        options.append("BODY=8BITMIME")
    if client.has_extn("smtputf8") and _needs_utf8(envelope):
        options.append("SMTPUTF8")
    if client.has_extn("dsn") and envelope.ret:
        options.append(f"RET={envelope.ret}")
    if client.has_extn("dsn") and envelope.envid:
        options.append(f"ENVID={envelope.envid}")
    return " ".join(options)


def _rcpt_arguments(client: smtplib.SMTP, recipient: Recipient) -> str:
    options = [f"TO:<{recipient.address}>"]
    if client.has_extn("dsn") and recipient.notify:
        options.append(f"NOTIFY={','.join(sorted(recipient.notify))}")
    if client.has_extn("dsn") and recipient.orcpt:
        options.append(f"ORCPT={recipient.orcpt}")
    return " ".join(options)


def _needs_utf8(envelope: Envelope) -> bool:
    addresses = (envelope.mail_from, *(one.address for one in envelope.recipients))
    return envelope.smtputf8 or not all(address.isascii() for address in addresses)


def _reset(client: smtplib.SMTP) -> None:
    """Leave the connection as it was found, for the next mail."""
    if client.sock is not None:
        client.rset()
