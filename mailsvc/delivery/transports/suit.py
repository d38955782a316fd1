"""A mail as the server in front of us can take it: 8BITMIME and SMTPUTF8 only where it has them."""

from dataclasses import replace

from mailsvc.delivery.transports.base import Outcome, failed
from mailsvc.delivery.transports.client import SmtpClient
from mailsvc.delivery.transports.content import Content
from mailsvc.message.sevenbit import Unconvertible, ascii_header, has_ascii_header, seven_bit
from mailsvc.smtp.envelope import Envelope


class Unsuitable(Exception):
    """This server cannot be given this mail; `outcome` is for all its recipients."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.text)
        self.outcome = outcome


def suited(
    client: SmtpClient, envelope: Envelope, content: Content, *, remote: str
) -> tuple[Envelope, Content]:
    """The same mail, re-coded where it must be; before it is signed. Unsuitable when it cannot."""
    if not client.has_extn("smtputf8"):
        envelope, content = _without_smtputf8(envelope, content, remote)
    if not client.has_extn("8bitmime") and not content.isascii():
        try:
            # RFC 6152 §3: re-code it, or return it.
            content = Content(seven_bit(content.read()))
        except Unconvertible as error:
            text = f"8BITMIME not supported, and {error.why}"
            raise Unsuitable(failed("5.6.3", text, remote=remote)) from error
    return envelope, content


def _without_smtputf8(
    envelope: Envelope, content: Content, remote: str
) -> tuple[Envelope, Content]:
    """RFC 6531 §3.2: such a mail may not go there, unless nothing of it needs the extension."""
    if not all(one.isascii() for one in _addresses(envelope)):
        raise Unsuitable(failed("5.6.7", "SMTPUTF8 not supported", remote=remote))
    if not has_ascii_header(next(content.blocks(), b"")):
        try:
            content = Content(ascii_header(content.read()))
        except Unconvertible as error:
            text = f"SMTPUTF8 not supported, and {error.why}"
            raise Unsuitable(failed("5.6.7", text, remote=remote)) from error
    return replace(envelope, smtputf8=False), content


def _addresses(envelope: Envelope) -> tuple[str, ...]:
    return (envelope.mail_from, *(one.address for one in envelope.recipients))
