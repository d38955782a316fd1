"""One connection: aiosmtpd's protocol with a life cycle and a command loop of its own.

aiosmtpd gives the stream and its connection; what it does too loosely is done here: commands end
in CRLF, each has a size limit of its own, an error is 451, 421 really closes, STARTTLS forgets
what came before it, a half-closed client is still answered. The commands are in `protocol`.
"""

import asyncio
import contextlib
import logging
from collections import defaultdict
from typing import Any

from aiosmtpd.smtp import SMTP

from mailsvc.relay import login
from mailsvc.relay.listener import Port
from mailsvc.relay.visit import Visit
from mailsvc.smtp import params, reply
from mailsvc.smtp.reply import Reply

logger = logging.getLogger(__name__)

_FLUSH_S = 5.0
# RFC 5321 §4.5.3.1.4, widened by RFC 4954 §4 (AUTH), RFC 3461 §4 and RFC 6531 §3.4 (MAIL, RCPT).
_COMMAND_MAX = {"AUTH": 12288, "MAIL": 1024, "RCPT": 1536}
_COMMAND_MAX_DEFAULT = 512
# A web page that makes its reader's browser talk to this port: its next lines may be commands.
_WEB_VERBS = frozenset({"GET", "HEAD", "POST", "PUT", "CONNECT", "OPTIONS"})


def tls_words(transport: asyncio.BaseTransport) -> str:
    """Version and cipher of a connection's TLS, as its trace shows them."""
    tls = transport.get_extra_info("ssl_object")
    return f"{tls.version()} {tls.cipher()[0]}"


OVERLONG = b""


class Goodbye(Exception):
    """Say this and close the connection."""

    def __init__(self, answer: Reply) -> None:
        super().__init__(str(answer))
        self.reply = answer


class Connection(SMTP):
    """One connection of one listener."""

    transport: Any  # the base's, replaced by STARTTLS, None once lost

    def __init__(self, port: Port, loop: asyncio.AbstractEventLoop) -> None:
        # The base class keeps one dictionary for all connections and clears it (its trap 12).
        self.command_size_limits: dict[str, int] = defaultdict(
            lambda: _COMMAND_MAX_DEFAULT, _COMMAND_MAX
        )
        self._init_stream(port, loop)
        self._port = port
        self._visit = Visit(peer_ip="")
        self._is_waiting = False  # between commands: may be closed without losing anything
        self._is_closing = False
        self._refusal: Reply | None = None
        self._timers: list[asyncio.TimerHandle] = []
        self.gone: asyncio.Future[None] = loop.create_future()

    def _init_stream(self, port: Port, loop: asyncio.AbstractEventLoop) -> None:
        """What of the base's __init__ the base's life cycle reads.

        The whole of it searches both objects for commands and mechanisms by reflection, for each
        connection: a third of a millisecond, for tables that are not used here.
        """
        reader = asyncio.StreamReader(limit=port.limits.line_max_bytes, loop=loop)
        asyncio.StreamReaderProtocol.__init__(
            self, reader, client_connected_cb=self._cb_client_connected, loop=loop
        )
        self.loop = loop
        self.hostname = port.host_name
        self.enable_SMTPUTF8 = True
        self._timeout_duration = port.limits.idle_s
        self._timeout_handle: Any = None
        self._original_transport = self._tls_protocol = None
        self._handler_coroutine: Any = None
        self.session = self.envelope = self.transport = None

    # What the life cycle calls.

    def connection_made(self, transport: asyncio.Transport) -> None:
        peer = transport.get_extra_info("peername") or ("",)
        self._visit.peer_ip = str(peer[0])
        self._visit.is_checked = self._port.handler.checks(self._visit.peer_ip)
        self._visit.port = (transport.get_extra_info("sockname") or ("", 0))[1]
        self._refusal = self._port.gate.refuse(self._visit.peer_ip)
        self._port.enter(self, self._visit.peer_ip)
        self._timers.append(
            self.loop.call_later(self._port.limits.session_s, self._end_now, reply.TIMED_OUT)
        )
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        super().connection_lost(error)
        self._leave()

    def eof_received(self) -> bool:
        """A client that has said all may still be answered; TLS has no half-close."""
        asyncio.StreamReaderProtocol.eof_received(self)
        return not self._visit.is_tls

    def _timeout_cb(self) -> None:
        self._end_now(reply.TIMED_OUT)

    def shut_down(self) -> None:
        """The server stops: at once between commands, else after the present one."""
        self._is_closing = True
        if self._is_waiting:
            self._end_now(reply.SHUTTING_DOWN)

    @property
    def task(self) -> "asyncio.Task[None]":
        """The task that talks with this client."""
        task: asyncio.Task[None] = self._handler_coroutine
        return task

    def abort(self) -> None:
        if self.transport is not None:
            self.transport.abort()

    async def handle_exception(self, error: Exception) -> Reply:
        answer = await self._port.handler.handle_exception(error)
        return answer

    # The command loop.

    async def _handle_client(self) -> None:
        try:
            if self._refusal is not None:
                raise Goodbye(self._refusal)
            await self._say(reply.GREETING.with_text(f"{self._port.host_name} ESMTP"))
            while (line := await self._next_line()) is not None:
                await self._run(line)
                if self._is_closing:
                    raise Goodbye(reply.SHUTTING_DOWN)
        except Goodbye as end:
            with contextlib.suppress(ConnectionError):
                self._write(end.reply)
        except ConnectionError:
            logger.debug("connection lost")
        finally:
            self._timeout_handle.cancel()
            self._close()

    async def _next_line(self) -> bytes | None:
        """The next command with its line end; None at the end of the stream."""
        while (line := await self._line()) == OVERLONG:
            await self._say(reply.LINE_TOO_LONG)
        return line

    async def _line(self) -> bytes | None:
        """The next line, of whatever; OVERLONG for one that was read over."""
        self._reset_timeout(self._port.limits.idle_s)
        self._is_waiting = True
        try:
            return bytes(await self._reader.readuntil(b"\n"))
        except asyncio.LimitOverrunError as error:
            await self._skip_line(error.consumed)
            return OVERLONG
        except asyncio.IncompleteReadError:
            return None
        finally:
            self._is_waiting = False
            self._timeout_handle.cancel()

    async def _skip_line(self, size: int) -> None:
        while True:
            await self._reader.readexactly(size)
            try:
                await self._reader.readuntil(b"\n")
            except asyncio.LimitOverrunError as error:
                size = error.consumed
            else:
                return

    async def _run(self, line: bytes) -> None:
        try:
            await self._command(line)
        except Goodbye:
            raise
        except (params.BadParameter, login.LoginRefused) as refusal:
            await self._say(refusal.reply)
        except ConnectionError:
            raise  # the connection itself, not the command
        except Exception as error:  # noqa: BLE001  one of the three edges
            await self._say(await self.handle_exception(error))

    async def _command(self, line: bytes) -> None:
        # RFC 5321 §2.3.8: CR and LF only together, as the end of the line.
        if not line.endswith(b"\r\n") or b"\r" in line[:-2]:
            await self._say(reply.BAD_LINE_END)
            return
        verb, _, rest = line[:-2].partition(b" ")
        name = verb.decode("ascii", "replace").upper()
        if name in _WEB_VERBS:
            raise Goodbye(reply.NOT_FOR_BROWSERS)
        if not self._knows(name):
            await self._say(reply.UNKNOWN_COMMAND)
        elif len(line) > self.command_size_limits[name]:
            await self._say(reply.LINE_TOO_LONG)
        else:
            try:
                argument = rest.decode("utf-8").strip(" ")
            except UnicodeDecodeError:
                raise params.BadParameter(reply.BAD_SYNTAX) from None
            if "\0" in argument:
                raise params.BadParameter(reply.BAD_SYNTAX)
            await self._call(name, argument)

    async def _call(self, name: str, argument: str) -> None:
        """Run a known command; `protocol` knows them."""
        raise NotImplementedError

    def _knows(self, name: str) -> bool:
        raise NotImplementedError

    async def _start_tls(self) -> None:
        self._write(reply.START_TLS)
        await self._writer.drain()
        self._visit.forget()
        # RFC 3207 §6: what came in clear after STARTTLS was perhaps put there by somebody else.
        self._reader._buffer.clear()
        try:
            transport = await self.loop.start_tls(
                self.transport,
                self,
                self._port.tls_context,
                server_side=True,
                ssl_handshake_timeout=self._port.limits.handshake_s,
            )
        except BaseException as error:
            # Lost within the handshake, `connection_lost` may never be called: the slot would stay.
            self.abort()
            self._leave()
            if isinstance(error, OSError):
                raise ConnectionResetError("TLS handshake failed") from error
            raise
        self._visit.is_tls = True
        self._over_ssl = True
        self.transport = self._transport = transport
        self._reader._transport = self._writer._transport = transport
        self._visit.tls = tls_words(self.transport)

    async def _say(self, answer: Reply) -> None:
        self._write(answer)
        await self._flush()
        if answer.is_permanent:
            self._visit.errors += 1
            if self._visit.errors >= self._port.limits.errors_max:
                raise Goodbye(reply.TOO_MANY_ERRORS)

    async def _flush(self) -> None:
        """Wait until the peer takes what is said; one that never reads is silent like any other."""
        if self.transport is not None and self.transport.get_write_buffer_size():
            self._reset_timeout(self._port.limits.idle_s)
        try:
            await self._writer.drain()
        finally:
            self._timeout_handle.cancel()

    def _write(self, answer: Reply) -> None:
        self._send(bytes(answer))

    def _send(self, wire: bytes) -> None:
        # The peer may have gone while we worked; uvloop calls that a RuntimeError.
        if self.transport is None or self.transport.is_closing():
            raise ConnectionResetError("gone")
        self._writer.write(wire)

    def _end_now(self, answer: Reply) -> None:
        """From a timer or the server: say it, close, and end the waiting task."""
        if self.transport is None or self.transport.is_closing():
            return
        self._write(answer)
        self._close()
        self._handler_coroutine.cancel()

    def _leave(self) -> None:
        """Give the slot back, once."""
        if self.gone.done():
            return
        for timer in self._timers:
            timer.cancel()
        self._port.leave(self, self._visit.peer_ip)
        self.gone.set_result(None)

    def _close(self) -> None:
        transport = self.transport
        if transport is None or transport.is_closing():
            return
        transport.close()
        # A peer that does not read keeps a closing transport open: not for long.
        self._timers.append(self.loop.call_later(_FLUSH_S, transport.abort))
