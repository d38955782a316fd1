"""A browser's share of the work: kept connections, cookies, compressed answers; times and bytes."""

import gzip
import http.client
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urljoin, urlsplit

_TIMEOUT_S = 180.0
_QUIET_S = 3.0
_FILES = re.compile(
    r'<(?:link[^>]*?rel="?(?:stylesheet|icon|shortcut icon)[^>]*?href|script[^>]*?src)="([^"]+)"'
)


@dataclass(frozen=True)
class Answer:
    """One answer: `size_bytes` as it crossed the wire, headers included."""

    status: int
    body: bytes
    size_bytes: int
    location: str

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")


class Browser:
    """One person at one server; belongs to one thread. Adds up what it was sent."""

    def __init__(self, port: int) -> None:
        self._line = http.client.HTTPConnection("127.0.0.1", port, timeout=_TIMEOUT_S)
        self.cookies: dict[str, str] = {}
        self.taken_bytes = 0
        self._asked_at = 0.0

    def get(self, path: str, **headers: str) -> Answer:
        return self._ask("GET", path, None, headers)

    def post(self, path: str, fields: dict[str, str], **headers: str) -> Answer:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        return self._ask("POST", path, urlencode(fields).encode(), headers)

    def files_of(self, page: Answer, at: str) -> list[Answer]:
        """The style sheets and scripts a first visit to the page at this path loads as well."""
        found = dict.fromkeys(urljoin(at, name) for name in _FILES.findall(page.text))
        return [self.get(_path(name.replace("&amp;", "&"))) for name in found]

    def _ask(
        self, method: str, path: str, content: bytes | None, headers: dict[str, str]
    ) -> Answer:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        self._renew_line()
        self._line.request(
            method, path, content, {"Accept-Encoding": "gzip", "Cookie": cookie, **named}
        )
        found = self._line.getresponse()
        body = found.read()
        size = len(body) + sum(len(name) + len(value) + 4 for name, value in found.getheaders())
        self._keep_cookies(found)
        self.taken_bytes += size
        if found.status >= 400:
            raise RuntimeError(f"{method} {path}: {found.status} {body[:300]!r}")
        plain = gzip.decompress(body) if found.getheader("Content-Encoding") == "gzip" else body
        return Answer(found.status, plain, size, found.getheader("Location") or "")

    def _renew_line(self) -> None:
        """A server hangs up on a line that is quiet for some seconds; so does a browser."""
        now = time.monotonic()
        if now - self._asked_at > _QUIET_S:
            self._line.close()
        self._asked_at = now

    def _keep_cookies(self, found: http.client.HTTPResponse) -> None:
        for line in found.headers.get_all("Set-Cookie") or []:
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value


def timed(browser: Browser, act: Callable[[], object]) -> tuple[float, int]:
    """(milliseconds, bytes) of what a person waits for."""
    before, begin = browser.taken_bytes, time.perf_counter()
    act()
    return (time.perf_counter() - begin) * 1000, browser.taken_bytes - before


def _path(url: str) -> str:
    parts = urlsplit(url)
    return parts.path + (f"?{parts.query}" if parts.query else "")
