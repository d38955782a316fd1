"""A web process's end of its local socket: datagrams in, channel layer out."""

import asyncio
import json
import logging
import os
import socket

from channels.layers import get_channel_layer
from django.conf import settings

from mailsvc.live.services import SOCKETS

logger = logging.getLogger(__name__)

_MAX_PATH = 100  # a unix socket's path holds 108 bytes


class Receiver(asyncio.DatagramProtocol):
    """Passes each well-formed datagram to the group it names."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def datagram_received(self, data: bytes, addr: object) -> None:
        try:
            group, payload = json.loads(data)
        except ValueError:
            logger.warning("live: datagram not understood")
            return
        task = asyncio.get_running_loop().create_task(self._pass_on(group, payload))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _pass_on(self, group: str, payload: dict[str, object]) -> None:
        await get_channel_layer().group_send(group, {"type": "tell", "payload": payload})


async def start() -> asyncio.DatagramTransport | None:
    """Bind the socket; None when Redis carries the events instead."""
    if settings.REDIS_URL:
        return None
    path = settings.RUN_DIR / SOCKETS.replace("*", f"-{os.getpid()}")
    if len(str(path).encode()) > _MAX_PATH:
        logger.error("live: %s is too long for a socket; pages refresh on reload only", path)
        return None
    settings.RUN_DIR.mkdir(parents=True, exist_ok=True)
    _remove_dead()
    loop = asyncio.get_running_loop()
    sock = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    sock.setblocking(False)
    sock.bind(str(path))
    transport, _ = await loop.create_datagram_endpoint(Receiver, sock=sock)
    return transport


def _remove_dead() -> None:
    """Sockets of processes that ended without a word."""
    for path in settings.RUN_DIR.glob(SOCKETS):
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as client:
            try:
                client.connect(str(path))
            except ConnectionRefusedError:
                path.unlink(missing_ok=True)
            except FileNotFoundError:
                continue
