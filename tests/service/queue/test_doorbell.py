"""Whoever queues a mail wakes the workers of this host, after the commit and not before."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import transaction
from pytest_django import Settings

from mailsvc.queue import doorbell, services
from mailsvc.queue.doorbell import Bell
from tests.service.queue.support import new_message

pytestmark = [pytest.mark.django_db(transaction=True)]


@pytest.fixture
def bell() -> Iterator[Bell]:
    listener = Bell()
    listener.listen()
    yield listener
    listener.close()


def test_queueing_rings_after_the_commit(bell: Bell) -> None:
    with transaction.atomic():
        services.enqueue(new_message())
        assert not bell.wait(0)
    assert bell.wait(0)
    assert not bell.wait(0)


def test_every_listener_hears_and_many_rings_are_one(bell: Bell) -> None:
    other = Bell()
    other.listen()
    for _ in range(2000):  # more than a socket holds
        doorbell.ring()
    assert bell.wait(0)
    assert other.wait(0)
    assert not bell.wait(0)
    other.close()
    doorbell.ring()
    assert bell.wait(0)
    assert not other.wait(0)


def test_a_poke_of_another_thread_wakes(bell: Bell) -> None:
    threading.Timer(0.05, bell.poke).start()
    begun = time.monotonic()
    assert bell.wait(60)
    assert time.monotonic() - begun < 30


def test_the_socket_of_a_killed_listener_is_put_away(settings: Settings, tmp_path: Path) -> None:
    settings.RUN_DIR = tmp_path
    dead = Bell()
    dead.listen()
    (path,) = (tmp_path / "bell").iterdir()
    assert dead._socket is not None
    dead._socket.close()  # as the kernel does for a killed process: the name stays
    dead._socket = None
    doorbell.ring()
    assert not path.exists()
    doorbell.ring()


@pytest.mark.parametrize("name", ["nobody", "x" * 120], ids=["no listener", "path too long"])
def test_ringing_never_fails(
    settings: Settings, tmp_path: Path, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    settings.RUN_DIR = tmp_path / name
    listener = Bell()
    if name != "nobody":
        listener.listen()
        assert "polled" in caplog.text
    doorbell.ring()
    services.enqueue(new_message())
    assert not listener.wait(0)
