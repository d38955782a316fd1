"""The doorbell: whoever puts mail into the queue rings, workers of this host wake at once.

A unix datagram socket for each listener under RUN_DIR/bell. Best effort: nobody may hear it (the
path is too long, the worker runs elsewhere), so listeners look by themselves now and then, and
ringing never fails or slows the one who rings.
"""

import logging
import os
import select
import socket
from pathlib import Path

from django.conf import settings

_FOLDER = "bell"
_PATH_BYTES_MAX = 107  # sockaddr_un, without the closing NUL

logger = logging.getLogger(__name__)


def ring() -> None:
    """Tell all listeners of this host that something may be due. Call it after the commit."""
    try:
        with os.scandir(_folder()) as entries:
            paths = [entry.path for entry in entries]
        if paths:
            _ring(paths)
    except FileNotFoundError:
        return  # no listener was ever here
    except OSError as error:
        logger.warning("doorbell: %s", error.strerror)


class Bell:
    """A listener. Its own process may `poke` it from any thread."""

    def __init__(self) -> None:
        self._poked = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)
        self._poll = select.poll()
        self._poll.register(self._poked, select.POLLIN)
        self._socket: socket.socket | None = None

    def listen(self) -> None:
        """Hear `ring` from now until `close`."""
        path = _folder() / f"{os.getpid()}-{id(self):x}"
        if len(os.fsencode(path)) > _PATH_BYTES_MAX:
            logger.warning("doorbell: the path is too long for a socket; the queue is polled")
            return
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
        self._socket.bind(str(path))
        self._poll.register(self._socket, select.POLLIN)

    def wait(self, timeout_s: float) -> bool:
        """True as soon as somebody rang or poked since the last wait; False after the time."""
        if not self._poll.poll(timeout_s * 1000):
            return False
        for take in (self._take_poke, self._take_rings):
            take()
        return True

    def poke(self) -> None:
        """Wake the waiting thread of this process; safe in a signal handler."""
        os.eventfd_write(self._poked, 1)

    def close(self) -> None:
        """Hear no rings any more; a poke still wakes."""
        if self._socket is not None:
            self._poll.unregister(self._socket)
            Path(self._socket.getsockname()).unlink(missing_ok=True)
            self._socket.close()
            self._socket = None

    def __del__(self) -> None:
        os.close(self._poked)

    def _take_poke(self) -> None:
        try:
            os.eventfd_read(self._poked)
        except BlockingIOError:
            return

    def _take_rings(self) -> None:
        while self._socket is not None:
            try:
                self._socket.recv(1)
            except BlockingIOError:
                return


def _folder() -> Path:
    return Path(settings.RUN_DIR) / _FOLDER


def _ring(paths: list[str]) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK) as client:
        for path in paths:
            try:
                client.sendto(b"!", path)
            except BlockingIOError:
                continue  # rung often enough already
            except (ConnectionRefusedError, FileNotFoundError):
                Path(path).unlink(missing_ok=True)  # its listener was killed
