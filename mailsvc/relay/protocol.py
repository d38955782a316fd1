"""The commands of the dialogue, and what each answers. The connection itself is in `connection`.

Parameters keep their case, addresses have one canonical spelling, each reply its enhanced code.
"""

from collections.abc import Callable

from mailsvc.base.errors import Invalid, NotFound, Refused, Unavailable
from mailsvc.relay import login
from mailsvc.relay.command import COMMAND_MAX, Goodbye, read_command
from mailsvc.relay.connection import Connection, Found
from mailsvc.relay.data import DataReader
from mailsvc.relay.figures import count_rejected, logins
from mailsvc.relay.inbox import OVERLONG
from mailsvc.relay.pace import Pace
from mailsvc.relay.visit import Transaction
from mailsvc.smtp import params, reply
from mailsvc.smtp.address import is_ascii, parse_path
from mailsvc.smtp.envelope import Recipient
from mailsvc.smtp.reply import Reply
from mailsvc.submission.resolution import Resolution, require_bounce

_RIGHT, _WRONG, _UNCHECKED = map(logins.labels, ("right", "wrong", "unchecked"))
# They cost a client nothing and us a turn of the loop; what is sent ahead is answered in one turn.
_EMPTY = frozenset({"EHLO", "HELO", "NOOP", "RSET", "HELP", "VRFY"})


class RelayProtocol(Connection):
    """A connection that knows SMTP."""

    def _command(self, line: bytes) -> Found:
        read = read_command(line, _COMMANDS)
        if isinstance(read, Reply):
            return read
        name, argument = read
        if name in _EMPTY:
            self._visit.empty_commands += 1
            if self._visit.empty_commands > self._port.limits.empty_commands_max:
                count_rejected("empty_commands")
                raise Goodbye(reply.TOO_MANY_COMMANDS)
        return _COMMANDS[name](self, argument)

    # Commands.

    def smtp_HELO(self, arg: str) -> Found:
        return self._hello(arg, is_extended=False)

    def smtp_EHLO(self, arg: str) -> Found:
        return self._hello(arg, is_extended=True)

    def smtp_NOOP(self, arg: str) -> Found:
        return reply.OK

    def smtp_RSET(self, arg: str) -> Found:
        self._visit.transaction = None
        return reply.OK

    def smtp_HELP(self, arg: str) -> Found:
        return reply.HELP

    def smtp_VRFY(self, arg: str) -> Found:
        # RFC 5321 §3.5.3: the same for every address, so that none can be guessed.
        return reply.CANNOT_VERIFY

    def smtp_EXPN(self, arg: str) -> Found:
        return reply.NOT_IMPLEMENTED

    def smtp_QUIT(self, arg: str) -> Found:
        raise Goodbye(reply.BYE)

    def smtp_STARTTLS(self, arg: str) -> Found:
        if self._visit.is_tls:
            return reply.BAD_SEQUENCE
        return reply.BAD_SYNTAX if arg else self._start_tls()

    def smtp_AUTH(self, arg: str) -> Found:
        visit = self._visit
        if not self._port.offers_login:
            return reply.NOT_IMPLEMENTED
        if not visit.is_tls:
            return reply.LOGIN_NEEDS_TLS
        if not visit.is_extended or visit.actor is not None or visit.transaction is not None:
            return reply.BAD_SEQUENCE
        return self._authenticate(arg)

    def smtp_MAIL(self, arg: str) -> Found:
        visit = self._visit
        if not visit.helo or visit.transaction is not None:
            return reply.BAD_SEQUENCE
        if self._port.offers_login and visit.actor is None:
            return reply.LOGIN_REQUIRED
        address, given = self._path(arg, "FROM:", reply.BAD_SENDER)
        if address and "@" not in address:
            # RFC 5321 §4.5.1: <postmaster> without a domain only receives.
            return reply.BAD_SENDER
        options = params.read_mail_params(given)
        if not is_ascii(address) and not options.smtputf8:
            return reply.NEEDS_SMTPUTF8  # RFC 6531 §3.5
        if options.size_bytes > self._port.message_max_bytes:
            count_rejected("message_bytes")
            return reply.TOO_LARGE  # RFC 1870 §6.1
        self._count_envelope()
        if self._port.handler.must_ask_sender(visit, address):
            return self._begin_asked(address, options)
        return self._begin(address, options)

    def smtp_RCPT(self, arg: str) -> Found:
        transaction = self._visit.transaction
        if transaction is None:
            return reply.BAD_SEQUENCE
        address, given = self._path(arg, "TO:", reply.BAD_ADDRESS)
        options = params.read_rcpt_params(given)
        if not address:
            return reply.BAD_ADDRESS
        if not is_ascii(address) and not transaction.params.smtputf8:
            return reply.NEEDS_SMTPUTF8
        if transaction.asked >= self._port.recipients_max:
            count_rejected("recipients")
            return reply.TOO_MANY_RECIPIENTS
        recipient = Recipient(address, options.notify, options.orcpt)
        known = self._port.handler.recall(
            self._visit, address, size_bytes=transaction.params.size_bytes
        )
        if known is None:
            return self._add_asked(transaction, recipient)
        return self._add(transaction, recipient, known)

    def smtp_DATA(self, arg: str) -> Found:
        transaction = self._visit.transaction
        if arg:
            return reply.BAD_SYNTAX
        if transaction is None:
            return reply.BAD_SEQUENCE
        if not transaction.recipients:
            return reply.NO_RECIPIENTS
        return self._take_mail(transaction)

    # Pieces of commands.

    def _hello(self, name: str, *, is_extended: bool) -> Found:
        if not name or len(name) > 255:
            return reply.BAD_SYNTAX
        self._visit.helo, self._visit.is_extended = name, is_extended
        self._visit.transaction = None
        lines = [self._port.host_name, *(self._extensions() if is_extended else ())]
        wire = [f"250-{line}\r\n" for line in lines[:-1]] + [f"250 {lines[-1]}\r\n"]
        self._send("".join(wire).encode("ascii"))
        return None

    def _extensions(self) -> list[str]:
        found = [
            f"SIZE {self._port.message_max_bytes}",
            "PIPELINING",
            "8BITMIME",
            "SMTPUTF8",
            "DSN",
            "ENHANCEDSTATUSCODES",
        ]
        if not self._visit.is_tls:
            return [*found, "STARTTLS"]
        if self._port.offers_login:
            return [*found, f"AUTH {' '.join(login.MECHANISMS)}"]
        return found

    def _path(self, arg: str, keyword: str, malformed: Reply) -> tuple[str, str]:
        if arg[: len(keyword)].upper() != keyword:
            raise params.BadParameter(reply.BAD_SYNTAX)
        try:
            address, given = parse_path(arg[len(keyword) :].lstrip(" "))
        except Invalid as error:
            raise params.BadParameter(malformed) from error
        if given and not self._visit.is_extended:
            raise params.BadParameter(reply.UNKNOWN_PARAMETER)
        return address, given

    def _begin(self, sender: str, options: params.MailParams) -> Reply:
        self._visit.transaction = Transaction(sender, options)
        return reply.SENDER_OK

    async def _begin_asked(self, sender: str, options: params.MailParams) -> Reply:
        await self._port.handler.check_sender(self._visit, sender)
        return self._begin(sender, options)

    def _add(self, transaction: Transaction, recipient: Recipient, found: Resolution) -> Reply:
        if transaction.is_crowded_by(found, self._port.mailboxes_max):
            return reply.TOO_MANY_RECIPIENTS
        if found.only_bounces and transaction.mail_from:
            self._count_unknown()
        require_bounce(found, transaction.mail_from)
        transaction.add(recipient, found)
        return reply.RECIPIENT_OK

    async def _add_asked(self, transaction: Transaction, recipient: Recipient) -> Reply:
        try:
            found = await self._port.handler.resolve(
                self._visit, recipient.address, size_bytes=transaction.params.size_bytes
            )
        except NotFound:
            self._count_unknown()
            raise
        return self._add(transaction, recipient, found)

    async def _take_mail(self, transaction: Transaction) -> Reply:
        self._say(reply.START_DATA)
        await self._flush()
        self._visit.transaction = None
        answer = await self._take(transaction)
        self._visit.empty_commands = 0
        return answer

    async def _take(self, transaction: Transaction) -> Reply:
        reader = DataReader(
            max_bytes=self._port.message_max_bytes,
            line_max_bytes=self._port.limits.line_max_bytes,
        )
        gate = self._port.gate
        try:
            # Commands pipelined after the end of the mail (RFC 2920 §3.1).
            self._inbox.put_back(await self._receive(reader))
            if not reader.is_aside:
                return await self._hand_over(transaction, reader, reader.content())
            # A large mail is whole in memory while it is decided about: a few at once.
            async with self._port.handler.large_ones:
                content = await self._port.handler.bring_back(reader)
                return await self._hand_over(transaction, reader, content)
        finally:
            reader.close()
            gate.forget_mail(reader)

    async def _receive(self, reader: DataReader) -> bytes:
        """Read to the true end; what came after it."""
        gate, pace = self._port.gate, Pace(self._port.limits, self.loop.time())
        rest = None
        while rest is None:
            self._awaited_limit, seconds = pace.patience(self.loop.time())
            self._patience.allow(seconds)
            chunk = await self._chunk()
            pace.note(len(chunk), self.loop.time())
            rest = reader.feed(chunk)
            self._patience.rest()
            gate.count(reader)
            if rest is None and reader.held_bytes > gate.held_max_bytes():
                await self._port.handler.put_aside(reader)
                gate.count(reader)
            if gate.is_full():
                reader.discard(reply.TOO_BUSY)
        self._awaited_limit = "idle_seconds"
        return rest

    async def _hand_over(
        self, transaction: Transaction, reader: DataReader, content: bytes
    ) -> Reply:
        if reader.refusal is not None:
            return _counted(reader.refusal)
        return await self._port.handler.take(self._visit, transaction, content)

    async def _authenticate(self, arg: str) -> Reply:
        return await self._log_in(await self._ask_credentials(arg))

    async def _ask_credentials(self, arg: str) -> login.Credentials:
        mechanism, _, first = arg.partition(" ")
        if mechanism.upper() == "PLAIN":
            return login.read_plain(login.decode(first or await self._challenge("")))
        if mechanism.upper() == "LOGIN":
            address = login.decode(first or await self._challenge(login.ASK_USER))
            return login.read_login(
                address, login.decode(await self._challenge(login.ASK_PASSWORD))
            )
        raise login.LoginRefused(reply.UNKNOWN_MECHANISM if mechanism else reply.BAD_SYNTAX)

    async def _challenge(self, text: str) -> str:
        # RFC 4954 §4: the blank after 334 stands even before nothing.
        self._send(f"334 {text}\r\n".encode("ascii"))
        line = await self._line()
        if line == OVERLONG:
            raise login.LoginRefused(reply.LINE_TOO_LONG)
        if not line.endswith(b"\r\n") or len(line) > COMMAND_MAX["AUTH"]:
            raise login.LoginRefused(reply.LOGIN_NOT_BASE64)
        return line[:-2].decode("ascii", "replace")

    async def _log_in(self, credentials: login.Credentials) -> Reply:
        throttle, who = self._port.throttle, (self._visit.peer_ip, credentials.address)
        if throttle.is_blocked(*who, self.loop.time()):
            count_rejected("login_tries")
            raise Goodbye(reply.TOO_MANY_LOGINS)
        throttle.begin(*who)
        try:
            await self._port.handler.log_in(self._visit, credentials)
        except Refused:
            throttle.note_failure(*who, self.loop.time())
            _WRONG.inc()
            return reply.LOGIN_WRONG
        except Unavailable:
            throttle.note_unchecked(*who)
            _UNCHECKED.inc()
            return reply.LOGIN_UNAVAILABLE  # RFC 4954 §6
        except BaseException:  # the connection went away, or our bug: the try must not stay open
            throttle.note_unchecked(*who)
            raise
        else:
            throttle.note_success(*who)
            self._port.gate.settle(self)
            _RIGHT.inc()
            return reply.LOGGED_IN

    def _count_unknown(self) -> None:
        self._visit.unknown_recipients += 1
        if self._visit.unknown_recipients > self._port.limits.unknown_recipients_max:
            count_rejected("unknown_recipients")
            raise Goodbye(reply.TOO_MANY_UNKNOWN)

    def _count_envelope(self) -> None:
        """The first mail makes a connection stay; one too many ends it."""
        visit = self._visit
        if not visit.envelopes:
            self._port.gate.settle(self)
        elif visit.envelopes >= self._port.limits.envelopes_max:
            count_rejected("envelopes")
            raise Goodbye(reply.TOO_MANY_ENVELOPES)
        visit.envelopes += 1


def _counted(refusal: Reply) -> Reply:
    """What a limit refused within DATA, counted once a mail."""
    if refusal is reply.TOO_LARGE:
        count_rejected("message_bytes")
    elif refusal is reply.TOO_BUSY:
        count_rejected("buffered_bytes")
    return refusal


_Command = Callable[[RelayProtocol, str], Found]
_COMMANDS: dict[str, _Command] = {
    name.removeprefix("smtp_"): method
    for name, method in vars(RelayProtocol).items()
    if name.startswith("smtp_")
}
