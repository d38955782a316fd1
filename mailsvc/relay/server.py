"""The listeners of one process: start, orderly end."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from ssl import SSLContext

from django.conf import settings

from mailsvc.relay.bridge import Bridge
from mailsvc.relay.doors import Doors
from mailsvc.relay.handler import Handler
from mailsvc.relay.limits import Gate, Limits, LoginThrottle
from mailsvc.relay.listener import Guest, Port
from mailsvc.relay.protocol import RelayProtocol
from mailsvc.submission.policy import Source

DRAIN_S = 7.0  # with the flushing, 8 s from SIGTERM to the end
_FLUSH_S = 0.3
_LOOKUP_THREADS, _SLOW_THREADS = 4, 4
_BACKLOG = 512


@dataclass(frozen=True)
class Listener:
    """Where to listen, and for whom: `Source.MX` or `Source.SUBMISSION`."""

    source: Source
    host: str
    port: int


class Relay:
    """All listeners of one process. `doors` and `limits` are seams for tests."""

    def __init__(
        self,
        *,
        doors: Doors,
        tls_context: SSLContext,
        host_name: str,
        limits: Limits | None = None,
        share_ports: bool = False,
    ) -> None:
        self._doors = doors
        self._tls_context = tls_context
        self._host_name = host_name
        self._limits = limits or Limits()
        self._share_ports = share_ports
        self._gate = Gate(self._limits)
        self._throttle = LoginThrottle(self._limits)
        self._lookups = Bridge(workers=_LOOKUP_THREADS, name="relay-lookup")
        self._slow: list[Bridge] = []
        self._ports: list[Port] = []
        self._servers: list[asyncio.Server] = []

    async def start(self, listeners: Sequence[Listener]) -> list[int]:
        """Bind all; OSError when one cannot be bound. Returns the ports (for port 0)."""
        loop = asyncio.get_running_loop()
        for listener in listeners:
            port = self._port(listener.source)
            server = await loop.create_server(
                lambda port=port: RelayProtocol(port, loop),
                listener.host,
                listener.port,
                backlog=_BACKLOG,
                reuse_port=self._share_ports or None,
            )
            self._ports.append(port)
            self._servers.append(server)
        return [server.sockets[0].getsockname()[1] for server in self._servers]

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
        for bridge in (self._lookups, *self._slow):
            bridge.close()

    def _port(self, source: Source) -> Port:
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
            ),
            host_name=self._host_name,
            message_max_bytes=settings.MESSAGE_MAX_BYTES,
            recipients_max=settings.RECIPIENTS_MAX,
            offers_login=source.is_person,
            tls_context=self._tls_context,
            limits=self._limits,
            gate=self._gate,
            throttle=self._throttle,
        )

    def _guests(self) -> list[Guest]:
        return [guest for port in self._ports for guest in port.connections]


async def _all(waited: Sequence[asyncio.Future[None]], seconds: float) -> None:
    if waited:
        await asyncio.wait(waited, timeout=seconds)
