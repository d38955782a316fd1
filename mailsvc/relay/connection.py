"""One connection: aiosmtpd's protocol with a life cycle and a dialogue of its own.

What aiosmtpd does too loosely is done here: commands end in CRLF, each has a size limit of its own,
an error is 451, 421 really closes, STARTTLS forgets what came before it, a half-closed client is
still answered. The commands are in `protocol`.

1. bytes come into the inbox, 2. each whole line is run at once, in the callback that brought it:
most commands are plain functions that give a reply, 3. one that must wait (a thread, the commit,
more lines) gives a coroutine, which becomes a task; lines behind it stay in the inbox, and a peer
that sends on is not read any more, 4. when it is done, the next line.
"""

import asyncio
import contextlib
import logging
from asyncio.streams import FlowControlMixin
from collections.abc import Coroutine
from functools import cache
from typing import Any

from aiosmtpd.smtp import SMTP

from mailsvc.relay import eager, login
from mailsvc.relay.command import Goodbye
from mailsvc.relay.figures import count_rejected
from mailsvc.relay.inbox import Inbox
from mailsvc.relay.listener import Port
from mailsvc.relay.patience import Patience
from mailsvc.relay.visit import Visit
from mailsvc.smtp import params, reply
from mailsvc.smtp.reply import Reply

logger = logging.getLogger(__name__)

# What a command gives that must wait; None when all is said already.
Waiting = Coroutine[Any, Any, Reply | None]
Found = Reply | Waiting | None

_FLUSH_S = 5.0
_INBOX_MAX_BYTES = 256 * 1024


def tls_words(transport: asyncio.BaseTransport) -> str:
    """Version and cipher of a connection's TLS, as its trace shows them."""
    tls = transport.get_extra_info("ssl_object")
    return f"{tls.version()} {tls.cipher()[0]}"


class Connection(SMTP):
    """One connection of one listener."""

    transport: Any  # the base's, replaced by STARTTLS, None once lost

    def __init__(self, port: Port, loop: asyncio.AbstractEventLoop) -> None:
        # Not the base's own: it searches both objects for commands and mechanisms by reflection,
        # for each connection a third of a millisecond, and makes a stream that is not used here.
        FlowControlMixin.__init__(self, loop)
        self.loop = loop
        self.transport = None
        self._port = port
        self._visit = Visit(peer_ip="")
        self._inbox = Inbox(line_max_bytes=port.limits.line_max_bytes)
        self._patience = Patience(
            loop,
            session_s=port.limits.session_s,
            on_end=self._time_out,
        )
        self._task: asyncio.Task[None] | None = None  # a command that waits for something
        self._waiter: asyncio.Future[None] | None = None  # it waits for the peer's bytes
        self._awaited_limit = "idle_seconds"  # the one that ends the present wait
        self._is_running = False
        self._is_between = False  # nothing would be lost by closing now
        self._is_closing = False
        self._has_ended = False  # the peer has said all
        self._is_held = False  # not read from, until the inbox is emptier
        self._abort_timer: asyncio.TimerHandle | None = None
        self.is_made = False  # the event loop has handed the connection over
        self.gone: asyncio.Future[None] = loop.create_future()

    # What the event loop calls.

    def connection_made(self, transport: asyncio.Transport) -> None:
        self.transport = transport
        peer = transport.get_extra_info("peername") or ("",)
        self._visit.peer_ip = str(peer[0])
        self._visit.is_checked = self._port.handler.checks(self._visit.peer_ip)
        self._visit.port = (transport.get_extra_info("sockname") or ("", 0))[1]
        if self._port.is_tls_first:
            self._visit.is_tls, self._visit.tls = True, tls_words(transport)
        self.is_made = True
        refusal = self._port.refuse(self._visit.peer_ip)
        self._port.enter(self, self._visit.peer_ip)
        if refusal is not None:
            self._dismiss(refusal)
            return
        self._send(_greeting(self._port.host_name))
        self._await_command()

    def data_received(self, data: bytes) -> None:
        self._inbox.feed(data)
        if self._waiter is not None:
            self._wake()
        elif not self._is_running:
            self._proceed()
        if len(self._inbox) > _INBOX_MAX_BYTES and not self._is_held and self._is_open():
            self._is_held = True
            self.transport.pause_reading()

    def eof_received(self) -> bool:
        """A client that has said all may still be answered; TLS has no half-close."""
        self._has_ended = True
        if self._waiter is not None:
            self._wake()
        elif not self._is_running:
            self._close()
        return not self._visit.is_tls

    def connection_lost(self, error: Exception | None) -> None:
        FlowControlMixin.connection_lost(self, error)
        self.transport = None
        if self._task is None:
            self._leave()
        else:
            self._task.cancel()  # and then `_after_wait` leaves

    # What the server calls.

    def shut_down(self) -> None:
        """The server stops: at once between commands, else after the present one."""
        self._is_closing = True
        if self._is_between:
            self._end_now(reply.SHUTTING_DOWN)

    @property
    def task(self) -> "asyncio.Task[None] | None":
        """The command that is under way."""
        return self._task

    def give_way(self) -> bool:
        """Leave for a newcomer; False while something is under way."""
        if not self._is_between:
            return False
        count_rejected("sessions")
        self._end_now(reply.MAKING_ROOM)
        return True

    def abort(self) -> None:
        if self.transport is not None:
            self.transport.abort()

    # The dialogue.

    def _proceed(self) -> None:
        """Run the lines that are there, until one must wait or the connection ends."""
        while self._is_open() and not self._is_running and not self._is_closing:
            line = self._inbox.take_line()
            if line is None:
                break
            self._patience.rest()
            self._is_running, self._is_between = True, False
            self._run(line)
        if not self._is_running:
            self._await_command()

    def _run(self, line: bytes) -> None:
        """One command, to its end or to where it must wait. The relay's edge: no error passes."""
        waiting: Waiting | None = None
        try:
            found = self._command(line)
            if isinstance(found, Reply):
                self._say(found)
            else:
                waiting = found
        except Exception as error:  # noqa: BLE001  one of the three edges
            self._settle(error)
        if waiting is None and self._paused and self._is_open():
            waiting = self._flush()
        if waiting is None:
            self._is_running = False
        else:
            self._wait_for(waiting)

    def _wait_for(self, waiting: Waiting) -> None:
        self._task = eager.start(self._finish(waiting), self.loop)
        if self._task is None:
            self._is_running = False
        else:
            self._task.add_done_callback(self._after_wait)

    async def _finish(self, waiting: Waiting) -> None:
        """The rest of a command that waits."""
        try:
            answer = await waiting
            if answer is not None:
                self._say(answer)
        except Exception as error:  # noqa: BLE001  one of the three edges
            self._settle(error)
        try:
            await self._flush()
        except ConnectionError as error:
            self._settle(error)

    def _settle(self, error: Exception) -> None:
        """What ended a command: a refusal or a bug is answered, anything else ends the dialogue."""
        try:
            if isinstance(error, (Goodbye, ConnectionError)):
                raise error
            if isinstance(error, (params.BadParameter, login.LoginRefused)):
                self._say(error.reply)
            else:
                self._say(self._port.handler.answer(error))
        except Goodbye as end:
            self._dismiss(end.reply)
        except ConnectionError:  # the connection itself, not the command
            logger.debug("connection lost")
            self._close()

    def _after_wait(self, task: "asyncio.Task[None]") -> None:
        self._task, self._is_running = None, False
        if self.transport is None:
            self._leave()
        if not task.cancelled():
            task.result()  # `_finish` lets nothing out: what comes is for the loop's own log
            self._proceed()

    def _await_command(self) -> None:
        if not self._is_open():
            return
        if self._is_closing:
            self._dismiss(reply.SHUTTING_DOWN)
        elif self._has_ended:
            self._close()
        elif not self._is_between:  # a part of a line is no sign of life
            self._is_between = True
            self._read_on()
            self._patience.allow(self._port.limits.idle_s)

    def _command(self, line: bytes) -> Found:
        """Run one line; `protocol` knows the commands."""
        raise NotImplementedError

    # What a command may wait for.

    async def _line(self) -> bytes:
        """The next line, of whatever; OVERLONG for one that was read over."""
        self._is_between = True
        self._patience.allow(self._port.limits.idle_s)
        while (line := self._inbox.take_line()) is None:
            await self._more()
        self._is_between = False
        self._patience.rest()
        return line

    async def _chunk(self) -> bytes:
        """What there is, at least one byte; the caller sets the patience."""
        while not self._inbox:
            await self._more()
        chunk = self._inbox.take_all()
        self._read_on()
        return chunk

    async def _more(self) -> None:
        if self._has_ended or not self._is_open():
            raise ConnectionResetError("closed within a command")
        self._read_on()
        self._waiter = self.loop.create_future()
        try:
            await self._waiter
        finally:
            self._waiter = None

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    def _read_on(self) -> None:
        if self._is_held and self._is_open():
            self._is_held = False
            self.transport.resume_reading()

    async def _start_tls(self) -> Reply | None:
        self._send(reply.START_TLS.wire)
        await self._flush()
        self._visit.forget()
        # RFC 3207 §6: what came in clear after STARTTLS was perhaps put there by somebody else.
        self._inbox.clear()
        self._read_on()
        try:
            transport = await self.loop.start_tls(
                self.transport,
                self,
                self._port.certificates.context,
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
        if transport is None:
            raise ConnectionResetError("gone within the TLS handshake")
        self._visit.is_tls = True
        self.transport = transport
        self._visit.tls = tls_words(transport)
        return None

    # What is said.

    def _say(self, answer: Reply) -> None:
        """Whoever calls it sees to it that the peer takes it (`_flush`)."""
        self._send(answer.wire)
        if answer.is_permanent:
            self._visit.errors += 1
            if self._visit.errors >= self._port.limits.errors_max:
                count_rejected("errors")
                raise Goodbye(reply.TOO_MANY_ERRORS)

    async def _flush(self) -> Reply | None:
        """Wait until the peer takes what is said; one that never reads is silent like any other."""
        if self._paused and self._is_open():
            self._patience.allow(self._port.limits.idle_s)
            await self._drain_helper()
            self._patience.rest()
        return None

    def _send(self, wire: bytes) -> None:
        # The peer may have gone while we worked; uvloop calls that a RuntimeError.
        if not self._is_open():
            raise ConnectionResetError("gone")
        self.transport.write(wire)

    def _is_open(self) -> bool:
        return self.transport is not None and not self.transport.is_closing()

    # The end.

    def _time_out(self) -> None:
        count_rejected("session_seconds" if self._patience.is_too_old else self._awaited_limit)
        self._end_now(reply.TIMED_OUT)

    def _end_now(self, answer: Reply) -> None:
        """From a timer or the server: say it, close, and end the waiting command."""
        self._dismiss(answer)
        if self._task is not None:
            self._task.cancel()

    def _dismiss(self, answer: Reply) -> None:
        with contextlib.suppress(ConnectionError):
            self._send(answer.wire)
        self._close()

    def _leave(self) -> None:
        """Give the slot back, once."""
        if self.gone.done():
            return
        self._patience.end()
        if self._abort_timer is not None:
            self._abort_timer.cancel()
        self._port.leave(self, self._visit.peer_ip)
        self.gone.set_result(None)

    def _close(self) -> None:
        self._is_between = False
        if not self._is_open():
            return
        self.transport.close()
        # A peer that does not read keeps a closing transport open: not for long.
        self._abort_timer = self.loop.call_later(_FLUSH_S, self.transport.abort)


@cache
def _greeting(host_name: str) -> bytes:
    return reply.GREETING.with_text(f"{host_name} ESMTP").wire
