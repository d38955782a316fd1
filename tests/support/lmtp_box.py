"""A mail store that only notes what came when: LMTP on a unix socket, every mail by Message-ID."""

import re
import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

_MESSAGE_ID = re.compile(rb"^Message-ID: <([^>]+)>", re.MULTILINE | re.IGNORECASE)


@dataclass
class Box:
    """Message-ID → the times at which a copy came (more than one: doubled)."""

    path: Path
    came: dict[str, list[float]] = field(default_factory=dict)
    contents: dict[str, bytes] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, content: bytes) -> None:
        found = _MESSAGE_ID.search(content)
        name = found[1].decode() if found else "?"
        with self.lock:
            self.came.setdefault(name, []).append(time.time())
            self.contents[name] = content

    @property
    def doubled(self) -> int:
        """Copies beyond the first."""
        return sum(len(times) - 1 for times in self.came.values())


class _Talk(socketserver.StreamRequestHandler):
    server: "_Server"

    def handle(self) -> None:
        self._say("220 box LMTP")
        recipients = 0
        while line := self.rfile.readline():
            verb = line[:4].upper()
            if verb == b"LHLO":
                self._say("250-box\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SMTPUTF8")
            elif verb == b"DATA":
                self._say("354 go on")
                self.server.box.note(self._mail())
                for _ in range(recipients):
                    self._say("250 2.0.0 kept")
                recipients = 0
            elif verb == b"QUIT":
                self._say("221 bye")
                return
            else:
                recipients += verb == b"RCPT"
                self._say("250 2.0.0 ok")

    def _mail(self) -> bytes:
        lines: list[bytes] = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line[1:] if line.startswith(b".") else line)
        return b"".join(lines)

    def _say(self, text: str) -> None:
        self.wfile.write(text.encode() + b"\r\n")


class _Server(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, box: Box) -> None:
        self.box = box
        super().__init__(str(box.path), _Talk)


@contextmanager
def lmtp_box(path: Path) -> Iterator[Box]:
    """Serve until the block ends."""
    box = Box(path)
    with _Server(box) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1})
        thread.start()
        try:
            yield box
        finally:
            server.shutdown()
            thread.join(5)
