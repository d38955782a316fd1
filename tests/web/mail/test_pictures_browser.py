"""Pictures outside, seen in Chromium: blocked, then shown by us; the browser asks nobody else.

A server on this machine holds them under a public name. The pages and what they show are asked of
the site first, with the net's names put in at the border, then given to the browser.
"""

import mimetypes
import re
import socket
from http.server import ThreadingHTTPServer
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.test import Client
from playwright.sync_api import Route, expect

from tests.support.browser import chromium
from tests.unit.pictures.test_fetching import NAMES, server  # noqa: F401  a fixture
from tests.web.mail.conftest import plain
from tests.web.mail.test_message import url

SITE = "http://testserver"
HTML = (
    '<p>Kính gửi</p><img src="http://hinh.example/a.png" alt="ảnh thật">'
    '<img src="http://hinh.example/to?http://trong.example/a.png" alt="ảnh trỏ vào trong">'
    '<img src="http://hinh.example/svg.png" alt="ảnh có lệnh">'
)


@pytest.fixture
def picture_server(server: ThreadingHTTPServer, monkeypatch):  # noqa: F811  the fixture above
    """Every name leads to it by a public address, as the net's names and roads would."""
    dial, look_up = socket.create_connection, socket.getaddrinfo

    def resolve(host: str, port: int, *more: object, **named: object) -> list:
        if host not in NAMES:
            return look_up(host, port, *more, **named)
        return [(0, 0, 0, "", (address, port)) for address in NAMES[host]]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(
        socket,
        "create_connection",
        lambda _address, timeout: dial(("127.0.0.1", server.server_address[1]), timeout=timeout),
    )
    server.asked.clear()
    return server


@pytest.fixture
def site(alice, people, store, settings, picture_server, monkeypatch) -> dict[str, HttpResponse]:
    """By path: the mail, its frame, each without and with pictures, and the pictures."""
    settings.REMOTE_PICTURES = True
    mail = plain(text=HTML, **{"Content-Type": "text/html; charset=utf-8"})
    uid = store.put(people.alice.mailbox, mail)
    message, frame = (url(people.alice.mailbox, uid, name) for name in ("message", "frame"))
    paths = [message, frame, f"{message}?pictures=1", f"{frame}?pictures=1"]
    found = {path: alice.get(path) for path in paths}
    assert picture_server.asked == []  # opening a mail asks nobody
    for path in re.findall(r'src="(/hinh/[^"]+)"', found[paths[-1]].content.decode()):
        found[path] = Client().get(path)
    monkeypatch.undo()  # the browser is spoken to by sockets too
    settings.REMOTE_PICTURES = True
    return found


def test_blocked_then_shown_by_us_and_nobody_else_is_asked(site, picture_server) -> None:
    strange: list[str] = []

    def answer(route: Route) -> None:
        asked = urlsplit(route.request.url)
        path = asked.path + (f"?{asked.query}" if asked.query else "")
        if asked.path.startswith("/static/"):
            found = finders.find(asked.path.removeprefix("/static/"))
            route.fulfill(path=found, content_type=mimetypes.guess_type(asked.path)[0])
        elif route.request.url.startswith(SITE) and path in site:
            one = site[path]
            route.fulfill(status=one.status_code, body=one.content, headers=dict(one.headers))
        else:
            strange.extend([] if route.request.url.startswith(SITE) else [route.request.url])
            route.fulfill(status=404)

    with chromium() as browser:
        page = browser.new_page()
        page.route("**/*", answer)
        page.goto(SITE + next(iter(site)))
        sheet = page.frame_locator("iframe.sheet")
        page.locator("iframe.sheet").scroll_into_view_if_needed()
        expect(sheet.get_by_text("Kính gửi")).to_be_visible()
        expect(sheet.locator("img")).to_have_count(0)
        page.get_by_role("link", name="Hiện hình lần này").click()
        page.locator("iframe.sheet").scroll_into_view_if_needed()
        real = sheet.get_by_alt_text("ảnh thật")
        expect(real).to_have_js_property("naturalWidth", 30)
        for refused in ("ảnh trỏ vào trong", "ảnh có lệnh"):
            expect(sheet.get_by_alt_text(refused)).to_have_js_property("complete", True)
            expect(sheet.get_by_alt_text(refused)).to_have_js_property("naturalWidth", 0)
    assert strange == []
    assert sorted(path for path, _ in picture_server.asked) == [
        "/a.png",
        "/svg.png",
        "/to?http://trong.example/a.png",
    ]
    assert not any({"Cookie", "Referer"} & set(headers) for _, headers in picture_server.asked)
