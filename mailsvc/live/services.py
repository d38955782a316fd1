"""Publishing live events."""

import json
import logging
import socket
from typing import TypedDict

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.conf import settings
from django.db import transaction

from mailsvc.live import groups

logger = logging.getLogger(__name__)

SESSIONS_ENDED = "sessions.ended"
SOCKETS = "live*.sock"  # one for each web process


class Payload(TypedDict):
    """What a browser is told: what kind of thing changed, and its id."""

    kind: str
    pk: int


def tell_sessions_ended(account_pk: int) -> None:
    """Sessions of this account have ended: its websockets look, and those without one are closed.

    Which sessions is not said: no key of one leaves the table. Nothing reaches the browser.
    """
    publish(groups.account(account_pk), {"kind": SESSIONS_ENDED, "pk": account_pk})


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
            _tell_processes(group, payload)
    except Exception as error:  # noqa: BLE001  the edge of a side effect that must never hurt the action
        logger.warning("live event not sent: %s", type(error).__name__)


def _tell_processes(group: str, payload: Payload) -> None:
    """To each web process of this machine; none: nobody to tell. Never waits for one.

    A connection each: a busy process finds a burst waiting, where a datagram socket holds ten.
    """
    content = json.dumps([group, payload]).encode()
    for path in settings.RUN_DIR.glob(SOCKETS):
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
            client.setblocking(False)
            try:
                client.connect(str(path))
                client.sendall(content)
            except (FileNotFoundError, ConnectionRefusedError, BlockingIOError):
                continue  # that process is gone, or hangs: its pages see it at their next load
