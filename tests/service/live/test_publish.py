"""Events leave after the commit, over the local socket, and never hurt the action."""

import json
import socket
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import transaction

from mailsvc.live import groups
from mailsvc.live.services import publish


@pytest.fixture
def web_end() -> Iterator[socket.socket]:
    settings.RUN_DIR.mkdir(parents=True, exist_ok=True)
    path = settings.RUN_DIR / "live-1.sock"
    path.unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sock:
        sock.bind(str(path))
        sock.settimeout(2)
        yield sock
    path.unlink()


@pytest.mark.django_db(transaction=True)
def test_event_arrives_after_the_commit(web_end: socket.socket) -> None:
    with transaction.atomic():
        publish(groups.mailbox(7), {"kind": "mail.arrived", "pk": 7})
        web_end.setblocking(False)
        with pytest.raises(BlockingIOError):
            web_end.recv(100)
        web_end.settimeout(2)
    assert json.loads(web_end.recv(200)) == ["mailbox.7", {"kind": "mail.arrived", "pk": 7}]


@pytest.mark.django_db(transaction=True)
def test_rolled_back_action_tells_nothing(web_end: socket.socket) -> None:
    class Undo(Exception):
        pass

    with pytest.raises(Undo), transaction.atomic():
        publish(groups.agency(1), {"kind": "document.changed", "pk": 1})
        raise Undo
    web_end.setblocking(False)
    with pytest.raises(BlockingIOError):
        web_end.recv(100)


@pytest.mark.django_db(transaction=True)
def test_no_web_process_is_no_error() -> None:
    publish(groups.account(1), {"kind": "mail.arrived", "pk": 1})


@pytest.mark.django_db(transaction=True)
def test_each_web_process_is_told_and_a_dead_one_hinders_nobody(web_end: socket.socket) -> None:
    dead, second = settings.RUN_DIR / "live-0.sock", settings.RUN_DIR / "live-2.sock"
    for path in (dead, second):
        path.unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as gone:
        gone.bind(str(dead))
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as other:
        other.bind(str(second))
        other.settimeout(2)
        publish(groups.mailbox(7), {"kind": "mail.arrived", "pk": 7})
        assert other.recv(200) == web_end.recv(200)
    dead.unlink()
    second.unlink()
