"""rspamd's side of POST /checkv2, as its documentation has it: answers what the test says."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class RspamdPeer:
    """`answer` is sent as it is; `seen` holds (path, header fields, mail) of each question."""

    url: str = ""
    answer: bytes = b""
    status: int = 200
    silence: threading.Event | None = None
    seen: list[tuple[str, list[tuple[str, str]], bytes]] = field(default_factory=list)

    def says(self, action: str, score: float = 4.2) -> None:
        self.answer = json.dumps(
            {"is_skipped": False, "score": score, "required_score": 15.0, "action": action}
        ).encode()


@contextmanager
def running_peer() -> Iterator[RspamdPeer]:
    """On loopback, on a port of its own."""
    peer = RspamdPeer()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers["Content-Length"]))
            peer.seen.append((self.path, self.headers.items(), content))
            if peer.silence is not None:
                peer.silence.wait(30)
                return
            self.send_response(peer.status)
            self.send_header("Content-Length", str(len(peer.answer)))
            self.end_headers()
            self.wfile.write(peer.answer)

        def log_message(self, *arguments: object) -> None:
            """Not into the tests' output."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    peer.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield peer
    finally:
        if peer.silence is not None:
            peer.silence.set()
        server.shutdown()
        thread.join()
        server.server_close()
