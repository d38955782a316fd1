"""A fetch against a server on this machine, with names and the way to it put in by the test."""

import io
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from PIL import Image

from mailsvc.base.errors import AppError, Invalid, RateLimited, TooLarge, Unavailable
from mailsvc.pictures import fetching, proxy
from mailsvc.pictures.fetching import Web, fetch

PUBLIC, OTHER = "93.184.216.34", "1.1.1.1"
NAMES = {
    "hinh.example": [PUBLIC],
    "khac.example": [OTHER],
    "trong.example": ["10.0.0.8"],
    "lan-lon.example": [PUBLIC, "127.0.0.1"],
    "khong.example": [],
}


def picture(kind: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (30, 20), "navy").save(out, kind)
    return out.getvalue()


class Pages(BaseHTTPRequestHandler):
    """What is asked for decides what comes."""

    asked: list[tuple[str, dict[str, str]]]

    def do_GET(self) -> None:
        self.server.asked.append((self.path, dict(self.headers)))
        if self.path.startswith(("/to?", "/loop")):
            self.send_response(302)
            self.send_header("Location", self.path.removeprefix("/to?"))
            self.end_headers()
        elif self.path == "/drip":
            self._drip()
        else:
            self._answer()

    def _answer(self) -> None:
        bodies = {
            "/a.png": picture(),
            "/a.jpg": picture("JPEG"),
            "/svg.png": b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>",
            "/html.png": b"<!doctype html><p>x",
            "/half.png": picture()[:60],
            "/big": b"\x89PNG\r\n" + b"x" * 3_000_000,
        }
        self.send_response(200 if self.path in bodies else 404)
        self.send_header("Content-Type", "image/png")
        self.send_header("Set-Cookie", "theo-doi=1")
        self.end_headers()
        self.wfile.write(bodies.get(self.path, b""))

    def _drip(self) -> None:
        try:
            for _ in range(600):
                self.wfile.write(b"H")
                time.sleep(0.05)
        except OSError:
            return

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


@pytest.fixture(scope="module")
def server() -> Iterator[ThreadingHTTPServer]:
    running = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    running.handle_error = lambda *_: None  # type: ignore[method-assign]
    running.asked = []
    thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield running
    running.shutdown()
    thread.join()
    running.server_close()


class Net:
    """Names by the table, every address leads to the test's server; keeps what was dialled."""

    def __init__(self, server: ThreadingHTTPServer) -> None:
        self.port = server.server_address[1]
        self.asked: list[tuple[str, dict[str, str]]] = server.asked
        self.asked.clear()
        self.dialled: list[tuple[str, int]] = []
        self.resolved: list[str] = []
        self.web = Web(self.resolve, self.dial)

    def resolve(self, host: str, port: int) -> list[str]:
        self.resolved.append(host)
        return NAMES[host]

    def dial(self, address: str, port: int, timeout_s: float) -> socket.socket:
        self.dialled.append((address, port))
        return socket.create_connection(("127.0.0.1", self.port), timeout=timeout_s)


@pytest.fixture
def net(server: ThreadingHTTPServer) -> Net:
    return Net(server)


def test_the_address_that_was_checked_is_dialled_and_nothing_of_the_reader_goes(net: Net) -> None:
    assert fetch("http://hinh.example/a.png", net.web) == picture()
    assert net.dialled == [(PUBLIC, 80)] and net.resolved == ["hinh.example"]
    ((_, headers),) = net.asked
    assert headers["Host"] == "hinh.example"
    assert not {"Cookie", "Referer", "Authorization"} & set(headers)


def test_three_redirects_are_followed_each_resolved_anew(net: Net) -> None:
    last = "/to?http://khac.example/a.png"
    url = f"http://hinh.example/to?http://khac.example/to?http://hinh.example{last}"
    assert fetch(url, net.web) == picture()
    assert [address for address, _ in net.dialled] == [PUBLIC, OTHER, PUBLIC, OTHER]
    with pytest.raises(Invalid, match="picture_redirects"):
        fetch(
            "http://hinh.example/to?http://khac.example" + url.removeprefix("http://hinh.example"),
            net.web,
        )


REFUSALS = {
    "a name that is inside": ("http://trong.example/a.png", "picture_address"),
    "one bad address among good ones": ("http://lan-lon.example/a.png", "picture_address"),
    "a name without addresses": ("http://khong.example/a.png", "picture_address"),
    "a redirect to a name inside": (
        "http://hinh.example/to?http://trong.example/a.png",
        "picture_address",
    ),
    "a redirect to a number": ("http://hinh.example/to?http://169.254.169.254/", "picture_place"),
    "a redirect to a port": ("http://hinh.example/to?http://hinh.example:6379/", "picture_place"),
    "a redirect to a file": ("http://hinh.example/to?file:///etc/passwd", "picture_place"),
    "a circle": ("http://hinh.example/loop", "picture_redirects"),
    "an answer that is none": ("http://hinh.example/khong-co", "picture_answer"),
}


@pytest.mark.parametrize(("url", "code"), REFUSALS.values(), ids=REFUSALS.keys())
def test_refusals(net: Net, url: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        fetch(url, net.web)
    assert refused.value.code == code
    assert {address for address, _ in net.dialled} <= {PUBLIC, OTHER}


def test_too_much_is_cut_off_whatever_the_server_says(net: Net) -> None:
    with pytest.raises(TooLarge):
        fetch("http://hinh.example/big", net.web)


def test_a_server_that_drips_is_cut_off(net: Net, monkeypatch) -> None:
    monkeypatch.setattr(fetching, "_WHOLE_S", 0.3)
    begin = time.monotonic()
    with pytest.raises(Unavailable):
        fetch("http://hinh.example/drip", net.web)
    assert time.monotonic() - begin < 15  # it drips for thirty


def test_https_means_tls_with_a_certificate_of_that_name(net: Net) -> None:
    with pytest.raises(Unavailable):
        fetch("https://hinh.example/a.png", net.web)
    assert net.dialled == [(PUBLIC, 443)] and net.asked == []
    assert net.web.tls.verify_mode == ssl.CERT_REQUIRED and net.web.tls.check_hostname


def test_nobody_at_the_address(net: Net) -> None:
    def refuse(*_: object) -> socket.socket:
        raise ConnectionRefusedError

    with pytest.raises(Unavailable):
        fetch("http://hinh.example/a.png", Web(net.resolve, refuse))


@pytest.mark.parametrize("name", ["a.png", "a.jpg"])
def test_what_is_shown_is_drawn_by_us(net: Net, name: str) -> None:
    shown = proxy.show(f"http://hinh.example/{name}", reader=name, web=net.web)
    assert shown.startswith(b"\xff\xd8\xff") and shown != picture("JPEG")
    assert Image.open(io.BytesIO(shown)).size == (30, 20)


@pytest.mark.parametrize("name", ["svg.png", "html.png", "half.png"])
def test_what_is_no_picture_by_its_bytes_is_refused(net: Net, name: str) -> None:
    with pytest.raises(Invalid):
        proxy.show(f"http://hinh.example/{name}", reader="r", web=net.web)


def test_a_picture_is_fetched_once_for_each_reader(net: Net) -> None:
    for reader in ("hoa", "hoa", "binh"):
        proxy.show("http://hinh.example/a.png", reader=reader, web=net.web)
    assert len(net.asked) == 2


def test_only_a_few_at_once(net: Net) -> None:
    held = [proxy._turns.acquire(blocking=False) for _ in range(proxy._AT_ONCE)]
    try:
        with pytest.raises(RateLimited):
            proxy.show("http://hinh.example/a.png", reader="khac", web=net.web)
    finally:
        for _ in held:
            proxy._turns.release()
    assert net.dialled == []


def test_a_failure_gives_its_turn_back(net: Net) -> None:
    for _ in range(proxy._AT_ONCE + 1):
        with pytest.raises(AppError):
            proxy.show("http://trong.example/a.png", reader="r", web=net.web)
    assert proxy.show("http://hinh.example/a.png", reader="sau", web=net.web)
