"""A peer of one connection that a test speaks for, byte by byte."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress


@contextmanager
def raw_peer(speak: Callable[[socket.socket], None]) -> Iterator[int]:
    """Run `speak` with the first client's socket; gives the port. What `speak` raises is raised."""
    errors: list[Exception] = []

    def serve() -> None:
        try:
            client, _ = server.accept()
            with client:
                client.settimeout(10)
                speak(client)
        except (OSError, AssertionError) as error:
            errors.append(error)

    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(10)
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        try:
            yield server.getsockname()[1]
        finally:
            thread.join(15)
    if errors:
        raise errors[0]


def read_until(client: socket.socket, end: bytes) -> bytes:
    """What the client says up to and with `end`; less when it leaves."""
    heard = b""
    with suppress(OSError):
        while not heard.endswith(end) and (more := client.recv(65536)):
            heard += more
    return heard
