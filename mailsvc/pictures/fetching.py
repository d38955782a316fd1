"""One picture from another server: asked at the address that was checked, within limits.

The steps of a hop: 1. the place is judged; 2. its name becomes addresses, each must be public;
3. the first of them is dialled, not the name; 4. a redirect begins again at 1.
"""

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from mailsvc.base.errors import Invalid, TooLarge, Unavailable
from mailsvc.pictures.places import Place, is_public, next_place, read_place

SIZE_MAX_BYTES = 2_000_000
REDIRECTS_MAX = 3
_ANSWER_S = 4.0
_WHOLE_S = 10.0
_CHUNK = 64 * 1024
_HEADERS = {
    "Accept": "image/png,image/jpeg,image/gif,image/webp",
    "Accept-Encoding": "identity",
    "User-Agent": "CongVan",
    "Connection": "close",
}
_REDIRECTS = frozenset({301, 302, 303, 307, 308})

Resolve = Callable[[str, int], Sequence[str]]
Dial = Callable[[str, int, float], socket.socket]


def resolve(host: str, port: int) -> list[str]:
    """Every address of a name; Unavailable when nobody knows it."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise _away() from error
    return [str(one[4][0]) for one in found]


def dial(address: str, port: int, timeout_s: float) -> socket.socket:
    """A connection to an address that was checked."""
    return socket.create_connection((address, port), timeout=timeout_s)


@dataclass(frozen=True)
class Web:
    """How the net is reached; tests put names and servers of their own here."""

    resolve: Resolve = resolve
    dial: Dial = dial
    tls: ssl.SSLContext = field(default_factory=ssl.create_default_context)


def fetch(url: str, web: Web) -> bytes:
    """The bytes at the address, after at most three redirects.

    Invalid for a place that may not be asked or an answer that is none, TooLarge above 2 MB,
    Unavailable when the server is away or slow.
    """
    ends_at = time.monotonic() + _WHOLE_S
    place = read_place(url)
    for _hop in range(REDIRECTS_MAX + 1):
        found = _ask(place, web, ends_at)
        if isinstance(found, bytes):
            return found
        place = next_place(place, found)
    raise Invalid("picture_redirects", "Hình nằm sau quá nhiều lần chuyển hướng.")


def _ask(place: Place, web: Web, ends_at: float) -> bytes | str:
    """The picture, or where the server sends us."""
    addresses = web.resolve(place.host, place.port)
    # One bad address among good ones is a name that points inside: the whole name is refused.
    if not addresses or not all(map(is_public, addresses)):
        raise Invalid("picture_address", "Địa chỉ hình không nằm trên Internet.")
    left = ends_at - time.monotonic()
    if left <= 0:
        raise _away()
    try:
        line = web.dial(addresses[0], place.port, min(_ANSWER_S, left))
    except OSError as error:
        raise _away() from error
    # A server that sends a byte now and then keeps every single time-out: the line is cut instead,
    # by a descriptor of its own, since TLS takes the first over.
    handle = line.dup()
    cutter = threading.Timer(left, _cut, [handle])
    cutter.start()
    try:
        return _talk(place, line, web.tls)
    except (OSError, http.client.HTTPException) as error:
        raise _away() from error
    finally:
        cutter.cancel()
        handle.close()
        line.close()


def _talk(place: Place, line: socket.socket, tls: ssl.SSLContext) -> bytes | str:
    connection = http.client.HTTPConnection(place.host, place.port)
    connection.sock = (
        tls.wrap_socket(line, server_hostname=place.host) if place.is_encrypted else line
    )
    try:
        connection.request("GET", place.target, headers=_HEADERS)
        with connection.getresponse() as answer:
            if answer.status in _REDIRECTS:
                return answer.getheader("Location") or ""
            if answer.status != 200:
                raise Invalid("picture_answer", "Máy chủ giữ hình không đưa hình.")
            return _read(answer)
    finally:
        connection.close()


def _read(answer: http.client.HTTPResponse) -> bytes:
    """What the server says of the length is checked, and not believed."""
    told = answer.getheader("Content-Length") or ""
    if told.isdecimal() and int(told[:12]) > SIZE_MAX_BYTES:
        raise _too_large()
    content = bytearray()
    while chunk := answer.read(_CHUNK):
        content += chunk
        if len(content) > SIZE_MAX_BYTES:
            raise _too_large()
    return bytes(content)


def _cut(line: socket.socket) -> None:
    try:
        line.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # closed already


def _too_large() -> TooLarge:
    return TooLarge("picture", "Hình lớn quá 2 MB.")


def _away() -> Unavailable:
    return Unavailable("picture_server", "Máy chủ giữ hình không trả lời.")
