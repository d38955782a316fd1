"""The listeners of one process: start, orderly end."""

import asyncio
import socket
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings

from mailsvc.relay import figures
from mailsvc.relay.bridge import Bridge
from mailsvc.relay.certificates import EVERY_S, Certificates
from mailsvc.relay.doors import Doors
from mailsvc.relay.handler import Handler
from mailsvc.relay.limits import Gate, Limits, LoginThrottle
from mailsvc.relay.listener import Guest, Port
from mailsvc.relay.protocol import RelayProtocol
from mailsvc.relay.tls_server import TlsServer
from mailsvc.submission.policy import Source

DRAIN_S = 7.0  # with the flushing, 8 s from SIGTERM to the end
_FLUSH_S = 0.3
_LOOKUP_THREADS, _SLOW_THREADS, _SCREEN_THREADS = 4, 4, 8
_BACKLOG = 512


@dataclass(frozen=True)
class Listener:
    """Where to listen, and for whom: `Source.MX` or `Source.SUBMISSION`."""

    source: Source
    host: str
    port: int
    is_tls_first: bool = False


class Relay:
    """All listeners of one process. `doors` and `limits` are seams for tests."""

    def __init__(
        self,
        *,
        doors: Doors,
        certificates: Certificates,
        host_name: str,
        limits: Limits | None = None,
        share_ports: bool = False,
    ) -> None:
        self._doors = doors
        self._certificates = certificates
        self._host_name = host_name
        self._limits = limits or Limits(**settings.RELAY_LIMITS)
        self._share_ports = share_ports
        self._gate = Gate(self._limits)
        figures.export(
            self._limits,
            message_max_bytes=settings.MESSAGE_MAX_BYTES,
            recipients_max=settings.RECIPIENTS_MAX,
        )
        figures.watch(sessions=lambda: self._gate.total, buffered=lambda: self._gate.buffered_bytes)
        self._throttle = LoginThrottle(self._limits)
        self._lookups = Bridge(workers=_LOOKUP_THREADS, name="relay-lookup")
        # Scanning a large mail takes seconds: it must not hold up names and passwords.
        self._screen = Bridge(workers=_SCREEN_THREADS, name="relay-screen")
        self._slow: list[Bridge] = []
        self._ports: list[Port] = []
        self._servers: list[asyncio.Server | TlsServer] = []

    async def start(self, listeners: Sequence[Listener]) -> list[int]:
        """Bind all; OSError when one cannot be bound. Returns the ports (for port 0)."""
        bound: list[int] = []
        for listener in listeners:
            listening = self._listen(listener)
            self._servers.append(await self._serve(self._port(listener), listening))
            bound.append(listening.getsockname()[1])
        return bound

    async def refresh_certificate(self) -> None:
        """New connections use what lies on disk now, if it can be used."""
        await self._lookups.in_thread(self._certificates.refresh)

    async def watch_certificate(self) -> None:
        """Look at the files every few seconds, for ever."""
        while True:
            await asyncio.sleep(EVERY_S)
            await self.refresh_certificate()

    async def stop(self, *, drain_s: float = DRAIN_S) -> None:
        """No newcomers; those inside finish what they are at, within `drain_s`."""
        for server in self._servers:
            server.close()
        for guest in self._guests():
            guest.shut_down()
        await _all([task for guest in self._guests() if (task := guest.task)], drain_s)
        # Said all, but a peer may leave its end open (TLS): not for long.
        await _all([guest.gone for guest in self._guests()], _FLUSH_S)
        for guest in self._guests():
            guest.abort()
        await _all([guest.gone for guest in self._guests()], _FLUSH_S)
        for port in self._ports:
            await port.handler.finish()

    def close(self) -> None:
        """End the threads; after `stop`, outside the loop."""
        for bridge in (self._lookups, self._screen, *self._slow):
            bridge.close()

    def _listen(self, listener: Listener) -> socket.socket:
        listening = socket.create_server(
            (listener.host, listener.port),
            family=socket.AF_INET6 if ":" in listener.host else socket.AF_INET,
            backlog=_BACKLOG,
            reuse_port=self._share_ports,
        )
        listening.setblocking(False)
        return listening

    async def _serve(self, port: Port, listening: socket.socket) -> asyncio.Server | TlsServer:
        loop = asyncio.get_running_loop()
        self._ports.append(port)

        def make() -> RelayProtocol:
            return RelayProtocol(port, loop)

        if port.is_tls_first:
            return TlsServer(port, listening, make)
        return await loop.create_server(make, sock=listening, backlog=_BACKLOG)

    def _port(self, listener: Listener) -> Port:
        source = listener.source
        # A name server that hangs (MX) must not hold up log-ins (submission): a pool each.
        slow = Bridge(workers=_SLOW_THREADS, name=f"relay-{source}")
        self._slow.append(slow)
        return Port(
            handler=Handler(
                source=source,
                doors=self._doors,
                limits=self._limits,
                bridge=self._lookups,
                slow_bridge=slow,
                screen_bridge=self._screen,
            ),
            host_name=self._host_name,
            message_max_bytes=settings.MESSAGE_MAX_BYTES,
            recipients_max=settings.RECIPIENTS_MAX,
            mailboxes_max=settings.GROUP_MAILBOXES_MAX,
            offers_login=source.is_person,
            is_tls_first=listener.is_tls_first,
            certificates=self._certificates,
            limits=self._limits,
            gate=self._gate,
            throttle=self._throttle,
        )

    def _guests(self) -> list[Guest]:
        return [guest for port in self._ports for guest in port.connections]


async def _all(waited: Sequence[asyncio.Future[None]], seconds: float) -> None:
    if waited:
        await asyncio.wait(waited, timeout=seconds)
