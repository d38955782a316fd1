"""One mail transaction over an open client, for SMTP (one reply at the end) and LMTP (one each).

Commands go in one write where the server takes that (RFC 2920), the content in blocks as it is
read. For `transports.smtp` and `transports.lmtp`: open a client (`client`), greet, then `transact`.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from mailsvc.delivery.transports.base import Outcome, deferred, failed, for_all, from_reply
from mailsvc.delivery.transports.client import SmtpClient
from mailsvc.delivery.transports.content import Content
from mailsvc.smtp.envelope import Envelope, Recipient

# RFC 5321 §4.5.3.2.6: a server may think for so long after the last dot.
END_QUIET_MAX_S = 600.0
_LINE_END = re.compile(rb"\r\n|\r|\n")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_CUT = "the connection broke off"


@dataclass
class _Transaction:
    """What the peer has said so far; a recipient without an outcome has no answer yet."""

    client: SmtpClient
    recipients: list[Recipient]
    remote: str
    is_lmtp: bool
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    accepted: list[Recipient] = field(default_factory=list)
    is_answered: bool = False

    def settle(self, recipients: Iterable[Recipient], code: int, text: bytes) -> None:
        """The last word for these."""
        outcome = from_reply(code, text, remote=self.remote)
        self.outcomes |= {one.address: outcome for one in recipients}

    def refuse(self, recipients: Iterable[Recipient], code: int, text: bytes) -> None:
        """As `settle`, in the middle of the talk: there no reply means that the mail was taken."""
        self.settle(recipients, code if code >= 400 else 451, text)


def transact(
    client: SmtpClient,
    envelope: Envelope,
    content: Content,
    *,
    remote: str,
    is_lmtp: bool = False,
    end_quiet_max_s: float = END_QUIET_MAX_S,
) -> dict[str, Outcome]:
    """MAIL, RCPT, DATA: an outcome for every recipient.

    A connection that breaks is closed. Raises OSError when it does before anything was answered
    (another connection may be tried); later, what was answered stands and the rest is deferred.
    What `content` raises closes the connection before the last dot and is raised.
    """
    mail = _line("MAIL", _mail_arguments(client, envelope, content, is_lmtp=is_lmtp))
    outcomes = for_all(envelope, deferred("4.4.2", _CUT, remote=remote))
    possible = [one for one in envelope.recipients if not _CONTROL.search(one.address + one.orcpt)]
    for one in set(envelope.recipients).difference(possible):
        outcomes[one.address] = failed("5.1.3", "not an address", remote=remote)
    if not possible:
        return outcomes
    state = _Transaction(client, possible, remote, is_lmtp)
    commands = [mail, *(_line("RCPT", _rcpt_arguments(client, one)) for one in possible)]
    client.on_move = content.on_block
    try:
        talk = _pipeline if client.has_extn("pipelining") else _take_turns
        if talk(state, [*commands, b"DATA\r\n"]):
            _send_content(state, content, end_quiet_max_s)
    except OSError:
        client.close()
        if not state.is_answered:
            raise
    except BaseException:
        client.close()
        raise
    finally:
        client.on_move = None
    return outcomes | state.outcomes


def _pipeline(state: _Transaction, commands: list[bytes]) -> bool:
    """All commands in one write, then all replies; True when the content may go.

    RFC 2920 §3.1: every reply counts; DATA may be taken although nobody is left to receive.
    """
    client = state.client
    client.send(b"".join(commands))
    is_open = _note_sender(state, *client.getreply())
    for recipient in state.recipients:
        reply = client.getreply()
        if is_open:
            _note_recipient(state, recipient, *reply)
    code, text = client.getreply()
    if code // 100 == 3 and state.accepted:
        return True
    if code // 100 != 3:
        state.refuse(state.accepted, code, text)
        client.rset()
    elif is_open and not state.is_lmtp:
        client.send(b".\r\n")
        client.getreply()
    else:
        client.close()  # a server that waits for a mail whose sender it refused is out of step
    return False


def _take_turns(state: _Transaction, commands: list[bytes]) -> bool:
    """One command a reply, for servers without pipelining; True when the content may go."""
    client = state.client
    if _note_sender(state, *_ask(client, commands[0])):
        for recipient, command in zip(state.recipients, commands[1:-1], strict=True):
            _note_recipient(state, recipient, *_ask(client, command))
    if state.accepted:
        code, text = _ask(client, commands[-1])
        if code // 100 == 3:
            return True
        state.refuse(state.accepted, code, text)
    client.rset()
    return False


def _ask(client: SmtpClient, command: bytes) -> tuple[int, bytes]:
    client.send(command)
    return client.getreply()


def _note_sender(state: _Transaction, code: int, text: bytes) -> bool:
    """The reply to MAIL; False when all are refused by it."""
    state.is_answered = True
    if code // 100 != 2:
        state.refuse(state.recipients, code, text)
    return code // 100 == 2


def _note_recipient(state: _Transaction, recipient: Recipient, code: int, text: bytes) -> None:
    if code // 100 == 2:
        state.accepted.append(recipient)
    else:
        state.refuse([recipient], code, text)


def _send_content(state: _Transaction, content: Content, end_quiet_max_s: float) -> None:
    client = state.client
    for block in wire_blocks(content.blocks()):
        client.send(block)
    usual = client.quiet_max_s
    client.wait_at_most(end_quiet_max_s)
    if state.is_lmtp:
        # RFC 2033 §4.2: one reply for each accepted recipient, in their order.
        for recipient in state.accepted:
            state.settle([recipient], *client.getreply())
    else:
        state.settle(state.accepted, *client.getreply())
    client.wait_at_most(usual)


def wire_blocks(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """The content as it goes over the wire, with the last dot.

    CRLF line ends only, one at the end (RFC 5321 §2.3.8: a stray CR or LF smuggles mail), and a dot
    at the start of a line doubled (RFC 5321 §4.5.2), across the borders of blocks too.
    """
    last, is_line_start = b"", True
    for block in blocks:
        if last.endswith(b"\r"):
            # Half a line end, or a stray CR: the next block tells.
            last, block = last[:-1], b"\r" + block
        if last:
            yield (ready := _stuffed(last, is_line_start))
            is_line_start = ready.endswith(b"\n")
        last = block
    ready = _stuffed(last, is_line_start)
    end = b".\r\n" if ready.endswith(b"\n") or (not ready and is_line_start) else b"\r\n.\r\n"
    yield ready + end


def _stuffed(block: bytes, is_line_start: bool) -> bytes:
    pairs = block.count(b"\r\n")
    if block.count(b"\n") != pairs or block.count(b"\r") != pairs:
        block = _LINE_END.sub(b"\r\n", block)
    if is_line_start and block.startswith(b"."):
        block = b"." + block
    return block.replace(b"\n.", b"\n..")


def _line(verb: str, arguments: str) -> bytes:
    """A command; ValueError for a row that would speak for itself on the wire."""
    if _CONTROL.search(arguments):
        raise ValueError("control character in a command")
    return f"{verb} {arguments}\r\n".encode()


def _mail_arguments(
    client: SmtpClient, envelope: Envelope, content: Content, *, is_lmtp: bool
) -> str:
    sender = envelope.mail_from
    if is_lmtp and not sender.isascii() and not client.has_extn("smtputf8"):
        sender = ""  # Dovecot 2.3 takes no such Return-Path; the From field still has the sender.
    options = [f"FROM:<{sender}>"]
    if client.has_extn("size"):
        options.append(f"SIZE={content.size_bytes}")
    # What a server without the extension gets is ASCII by now (`suit`); Dovecot takes all.
    if client.has_extn("8bitmime") and not content.isascii():
        options.append("BODY=8BITMIME")
    if client.has_extn("smtputf8") and _needs_utf8(envelope):
        options.append("SMTPUTF8")
    if client.has_extn("dsn") and envelope.ret:
        options.append(f"RET={envelope.ret}")
    if client.has_extn("dsn") and envelope.envid:
        options.append(f"ENVID={envelope.envid}")
    return " ".join(options)


def _rcpt_arguments(client: SmtpClient, recipient: Recipient) -> str:
    options = [f"TO:<{recipient.address}>"]
    if client.has_extn("dsn") and recipient.notify:
        options.append(f"NOTIFY={','.join(sorted(recipient.notify))}")
    if client.has_extn("dsn") and recipient.orcpt:
        options.append(f"ORCPT={recipient.orcpt}")
    return " ".join(options)


def _needs_utf8(envelope: Envelope) -> bool:
    addresses = (envelope.mail_from, *(one.address for one in envelope.recipients))
    return envelope.smtputf8 or not all(address.isascii() for address in addresses)
