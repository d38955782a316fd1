"""The listener of submissions: TLS from the start (RFC 8314 §3.3).

A newcomer counts from the moment he is accepted, so peers that never finish the handshake meet the
same limits as others; one too many is closed without a word, for nothing is said in clear here.
"""

import asyncio
import logging
import socket
from collections.abc import Callable

from mailsvc.relay.connection import Connection
from mailsvc.relay.figures import count_rejected
from mailsvc.relay.listener import Port

logger = logging.getLogger(__name__)

_PAUSE_S = 0.2


class TlsServer:
    """Accepts until `close`; `make` gives the protocol of an admitted connection."""

    def __init__(
        self, port: Port, listening: socket.socket, make: Callable[[], Connection]
    ) -> None:
        self._port = port
        self._listening = listening
        self._make = make
        self._loop = asyncio.get_running_loop()
        self._tasks = {self._loop.create_task(self._accept())}

    def close(self) -> None:
        """No newcomers; handshakes under way end."""
        for task in self._tasks:
            task.cancel()
        self._listening.close()

    async def _accept(self) -> None:
        while True:
            try:
                client, peer = await self._loop.sock_accept(self._listening)
            except OSError as error:  # no file handles left, perhaps: they come back
                logger.warning("cannot accept: %s", error.strerror)
                await asyncio.sleep(_PAUSE_S)
                continue
            self._admit(client, str(peer[0]))

    def _admit(self, client: socket.socket, address: str) -> None:
        limit = self._port.gate.refuse(address)
        if limit is not None:
            count_rejected(limit)
            client.close()
            return
        self._port.gate.enter(address)
        connection = self._make()
        task = self._loop.create_task(self._shake_hands(connection, client))
        self._tasks.add(task)

        def end(task: asyncio.Task[None]) -> None:
            self._tasks.discard(task)
            if not connection.is_made:  # so nobody else gives its place back
                self._port.gate.leave(address)
                client.close()

        task.add_done_callback(end)

    async def _shake_hands(self, connection: Connection, client: socket.socket) -> None:
        try:
            await self._loop.connect_accepted_socket(
                lambda: connection,
                client,
                ssl=self._port.certificates.context,
                ssl_handshake_timeout=self._port.limits.handshake_s,
            )
        except OSError as error:
            logger.debug("TLS handshake failed: %s", type(error).__name__)
