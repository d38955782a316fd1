"""Free ports on this machine."""

import os
import socket
from contextlib import ExitStack
from itertools import count

# Below what the kernel gives to outgoing connections: between our look and the server's bind,
# nobody who merely connects takes one. Each process begins elsewhere, so that test workers side by
# side do not meet.
_FIRST, _COUNT = 12_000, 20_000
_next = count(os.getpid() * 97)


def free_ports(wanted: int) -> list[int]:
    """Distinct ports that were free a moment ago, and are not asked for again by this process."""
    found: list[int] = []
    with ExitStack() as held:
        while len(found) < wanted:
            port = _FIRST + next(_next) % _COUNT
            sock = held.enter_context(socket.socket())
            try:
                sock.bind(("127.0.0.1", port))
            except OSError:
                continue
            found.append(port)
    return found
