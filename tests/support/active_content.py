"""The pieces of tests/corpus/active, and a stage on which it is seen what they do.

A piece that runs says its name to the page around it; one that fetches, or only opens a
connection, is noted by the trap.
"""

import html
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from playwright.sync_api import Page

FOLDER = Path(__file__).resolve().parents[1] / "corpus" / "active"
_DEEP = "<div><b>" * 120
_LISTEN = (
    "window.ran = []; addEventListener('message', function (e) { ran.push(String(e.data)); });"
)


@dataclass(frozen=True)
class Piece:
    """A name, and HTML with its tokens."""

    name: str
    source: str

    @property
    def is_clicked(self) -> bool:
        return "CLICK" in self.source

    def html(self, trap: str) -> str:
        """The HTML that acts under its name; `trap` is `http://host:port`."""
        address = f"{trap}/{self.name}"
        tokens = {
            "TRAPREST": address.removeprefix("http:"),
            "TRAPHOST": address.removeprefix("http://"),
            "TRAP": address,
            "RUN": f"top.postMessage(`{self.name}`,`*`)",
            "NAME": self.name,
            "NUL": "\0",
            "CTRL": "\x01",
            "FEED": "\f",
            "DEEP": _DEEP,
        }
        found = self.source
        for token, value in tokens.items():
            found = found.replace(token, value)
        return found


@cache
def pieces() -> tuple[Piece, ...]:
    """All of them, in the order of the files."""
    paths = [path for path in sorted(FOLDER.glob("*.txt")) if path.name != "acting.txt"]
    blocks = [
        block
        for path in paths
        for block in ("\n" + path.read_text(encoding="utf-8")).split("\n== ")[1:]
    ]
    return tuple(Piece(*block.split("\n", 1)) for block in blocks)


@cache
def acting() -> frozenset[str]:
    """Names of those that act when nothing stops them."""
    return frozenset((FOLDER / "acting.txt").read_text(encoding="utf-8").split())


def page_of(addresses: Iterable[str], attributes: str) -> str:
    """A page that holds each address in a frame and hears what runs."""
    frames = "".join(f'<iframe src="{html.escape(a)}" {attributes}></iframe>' for a in addresses)
    style = "<style>iframe{width:120px;height:60px}</style>"
    return f"<!doctype html><title>sân khấu</title>{style}<script>{_LISTEN}</script>{frames}"


def what_ran(page: Page) -> set[str]:
    """Names heard by a page of `page_of`."""
    return set(page.evaluate("ran"))


@dataclass
class Stage:
    """An origin of its own that serves `documents` (path → text, headers), and the trap."""

    documents: dict[str, tuple[str, dict[str, str]]] = field(default_factory=dict)
    visits: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._own, self._trap = _Server(self._answer), _Server(self._note)
        self.url, self.trap = self._own.url, self._trap.url

    def put(self, path: str, document: str, headers: dict[str, str] | None = None) -> str:
        """Serve a document; its address."""
        self.documents[path] = (document, headers or {})
        return f"{self.url}{path}"

    def close(self) -> None:
        for server in (self._own, self._trap):
            server.shutdown()
            server.server_close()

    def _answer(self, path: str) -> tuple[str, dict[str, str]]:
        return self.documents.get(path, ("", {}))

    def _note(self, path: str) -> tuple[str, dict[str, str]]:
        self.visits.add(path.strip("/").split("/")[0])
        return "", {"Access-Control-Allow-Origin": "*"}

    @property
    def silent(self) -> int:
        """Connections to the trap on which nothing was asked."""
        return self._trap.connections - self._trap.busy_connections


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 200

    def __init__(self, answer: Any) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answer = answer
        self.connections = self.busy_connections = 0
        self.url = f"http://127.0.0.1:{self.server_port}"
        Thread(target=self.serve_forever, daemon=True).start()

    def get_request(self) -> Any:
        self.connections += 1
        return super().get_request()


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        self.server.busy_connections += 1
        document, headers = self.server.answer(self.path)
        body = document.encode("utf-8", "surrogatepass")
        self.send_response(200)
        kept = {"Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store"} | headers
        for name, value in (kept | {"Content-Length": str(len(body))}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET

    def log_message(self, *_: object) -> None:
        """Quiet."""
