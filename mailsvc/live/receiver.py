"""A web process's end of its local socket: events in, channel layer out."""

import asyncio
import json
import logging
import os
import socket

from channels.layers import get_channel_layer
from django.conf import settings

from mailsvc.live.services import SOCKETS

logger = logging.getLogger(__name__)

_WAITING = 1024  # events of a burst while the process is busy with a page
_MAX_PATH = 100  # a unix socket's path holds 108 bytes


async def start() -> asyncio.Server | None:
    """Listen at the socket; None when Redis carries the events instead."""
    if settings.REDIS_URL:
        return None
    path = settings.RUN_DIR / SOCKETS.replace("*", f"-{os.getpid()}")
    if len(str(path).encode()) > _MAX_PATH:
        logger.error("live: %s is too long for a socket; pages refresh on reload only", path)
        return None
    settings.RUN_DIR.mkdir(parents=True, exist_ok=True)
    _remove_dead()
    return await asyncio.start_unix_server(_receive, path=str(path), backlog=_WAITING)


async def _receive(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """One event a connection, to the group it names."""
    content = await reader.read()
    writer.close()
    try:
        group, payload = json.loads(content)
    except ValueError:
        logger.warning("live: event not understood")
        return
    await get_channel_layer().group_send(group, {"type": "tell", "payload": payload})


def _remove_dead() -> None:
    """Sockets of processes that ended without a word."""
    for path in settings.RUN_DIR.glob(SOCKETS):
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
            client.setblocking(False)
            try:
                client.connect(str(path))
            except ConnectionRefusedError:
                path.unlink(missing_ok=True)
            except (FileNotFoundError, BlockingIOError):
                continue
