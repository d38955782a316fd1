"""Publishing live events."""

import json
import logging
import socket
from typing import TypedDict

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.conf import settings
from django.db import transaction

logger = logging.getLogger(__name__)

SOCKET_NAME = "live.sock"


class Payload(TypedDict):
    """What a browser is told: what kind of thing changed, and its id."""

    kind: str
    pk: int


def publish(group: str, payload: Payload) -> None:
    """Tell the group after the present transaction commits (at once outside one)."""
    transaction.on_commit(lambda: _send(group, payload))


def _send(group: str, payload: Payload) -> None:
    """Best effort: a page that missed an event shows the same data at its next load."""
    try:
        if settings.REDIS_URL:
            async_to_sync(get_channel_layer().group_send)(
                group, {"type": "tell", "payload": payload}
            )
        else:
            _send_datagram(group, payload)
    except Exception as error:  # noqa: BLE001  the edge of a side effect that must never hurt the action
        logger.warning("live event not sent: %s", type(error).__name__)


def _send_datagram(group: str, payload: Payload) -> None:
    path = str(settings.RUN_DIR / SOCKET_NAME)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as client:
        client.setblocking(False)
        try:
            client.sendto(json.dumps([group, payload]).encode(), path)
        except (FileNotFoundError, ConnectionRefusedError):
            return  # no web process on this machine: nobody to tell
