"""Events leave after the commit, over the local socket, and never hurt the action."""

import asyncio
import json
import socket
import threading
from collections.abc import Iterator

import pytest
from channels.layers import get_channel_layer
from django.conf import settings
from django.db import transaction
from django.test import override_settings

from mailsvc.live import groups, receiver
from mailsvc.live.services import publish


@pytest.fixture
def web_end() -> Iterator[socket.socket]:
    settings.RUN_DIR.mkdir(parents=True, exist_ok=True)
    path = settings.RUN_DIR / "live-1.sock"
    path.unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as sock:
        sock.bind(str(path))
        sock.listen(8)
        sock.settimeout(2)
        yield sock
    path.unlink()


def _hear(sock: socket.socket) -> object:
    connection, _ = sock.accept()
    with connection, connection.makefile("rb") as content:
        return json.load(content)


@pytest.mark.django_db(transaction=True)
def test_event_arrives_after_the_commit(web_end: socket.socket) -> None:
    with transaction.atomic():
        publish(groups.mailbox(7), {"kind": "mail.arrived", "pk": 7})
        web_end.setblocking(False)
        with pytest.raises(BlockingIOError):
            web_end.accept()
        web_end.settimeout(2)
    assert _hear(web_end) == ["mailbox.7", {"kind": "mail.arrived", "pk": 7}]


@pytest.mark.django_db(transaction=True)
def test_rolled_back_action_tells_nothing(web_end: socket.socket) -> None:
    class Undo(Exception):
        pass

    with pytest.raises(Undo), transaction.atomic():
        publish(groups.agency(1), {"kind": "document.changed", "pk": 1})
        raise Undo
    web_end.setblocking(False)
    with pytest.raises(BlockingIOError):
        web_end.accept()


@pytest.mark.django_db(transaction=True)
def test_no_web_process_is_no_error() -> None:
    publish(groups.account(1), {"kind": "mail.arrived", "pk": 1})


@pytest.mark.django_db(transaction=True)
def test_each_web_process_is_told_and_a_dead_one_hinders_nobody(web_end: socket.socket) -> None:
    dead, second = settings.RUN_DIR / "live-0.sock", settings.RUN_DIR / "live-2.sock"
    for path in (dead, second):
        path.unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as gone:
        gone.bind(str(dead))
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as other:
        other.bind(str(second))
        other.listen(8)
        other.settimeout(2)
        publish(groups.mailbox(7), {"kind": "mail.arrived", "pk": 7})
        assert _hear(other) == _hear(web_end)
    dead.unlink()
    second.unlink()


@pytest.mark.django_db(transaction=True)
@override_settings(CHANNEL_LAYERS={"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}})
def test_burst_while_the_web_process_is_busy_is_heard_whole() -> None:
    """What forty digests of a morning are to a process that makes a page."""

    async def hear() -> list[int]:
        server = await receiver.start()
        assert server is not None
        layer = get_channel_layer()
        await layer.group_add(groups.account(1), "browser")
        told = threading.Thread(target=_tell_sixty)
        told.start()
        told.join()  # the loop does nothing else meanwhile
        heard = [await asyncio.wait_for(layer.receive("browser"), 5) for _ in range(60)]
        server.close()
        return sorted(one["payload"]["pk"] for one in heard)

    assert asyncio.run(hear()) == list(range(60))


def _tell_sixty() -> None:
    for pk in range(60):
        publish(groups.account(1), {"kind": "notice", "pk": pk})
