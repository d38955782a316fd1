"""Mails made to act, in the product: nothing runs, nothing is fetched, at any click."""

import imaplib
import re
import ssl
from collections.abc import Iterator
from email.message import EmailMessage

import pytest
from playwright.sync_api import Browser, Route, expect

from tests.support.active_content import Piece, Stage, acting, page_of, pieces, what_ran
from tests.support.desk import PASSWORD, Desk
from tests.support.product import Product

READER = "chuyenvien@stc.dienbien.example"
# All of them stand before each wall alone in test_active_content; here it is the way that counts.
ACTING = [piece for piece in pieces() if piece.name in acting()][::3]
OPENED = [piece.name for piece in ACTING[::14]]
_WATCH = "new Promise(done => setTimeout(done, 500))"


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    one = Stage()
    yield one
    one.close()


@pytest.fixture(scope="module")
def uids(product: Product, stage: Stage) -> dict[str, int]:
    """A mail for each piece, put where the reader's mail program would; their uids."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    found = {}
    with imaplib.IMAP4("127.0.0.1", product.imap, timeout=20) as box:
        box.starttls(context)
        box.login(READER, PASSWORD)
        for piece in ACTING:
            _, answer = box.append("INBOX", "", "", _mail(piece, stage.trap))
            uid = re.search(rb"APPENDUID \d+ (\d+)", answer[0])
            assert uid
            found[piece.name] = int(uid[1])
    return found


def _mail(piece: Piece, trap: str) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "ke.la@xa.example", READER, piece.name
    mail.set_content(piece.html(trap), subtype="html", cte="base64")
    return mail.as_bytes()


def test_mails_do_nothing_in_their_frames(
    product: Product, browser: Browser, stage: Stage, uids: dict[str, int]
) -> None:
    desk = Desk(browser, product, READER)
    page = desk.go("/thu/")
    base = page.url.removeprefix(product.url)
    around = page_of((f"{base}{uids[piece.name]}/khung/" for piece in ACTING), "")

    def show(route: Route) -> None:
        """A page of our own origin without a policy: the frames' own headers are all there is."""
        route.fulfill(body=around, content_type="text/html; charset=utf-8")

    page.route("**/khan-dai", show)
    page.goto(f"{product.url}/khan-dai", timeout=60_000)
    page.evaluate(_WATCH)
    assert what_ran(page) == set()
    assert stage.visits == set()
    assert stage.silent == 0
    assert len(page.frames) == 1 + len(ACTING)
    assert all("/khung/" in frame.url for frame in page.frames[1:])
    desk.complaints.clear()
    desk.close()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_mails_do_nothing_on_their_pages(
    product: Product, browser: Browser, stage: Stage, uids: dict[str, int], scripts: bool
) -> None:
    desk = Desk(browser, product, READER, scripts=scripts)
    base = desk.go("/thu/").url.removeprefix(product.url)
    asked: list[str] = []
    desk.page.on("request", lambda request: asked.append(request.url))
    for name in OPENED:
        page = desk.go(f"{base}{uids[name]}/")
        expect(page.locator("h1")).to_have_text(name)
        assert page.url.endswith(f"/{uids[name]}/")
    assert [url for url in asked if not url.startswith((product.url, "data:"))] == []
    assert stage.visits == set()
    desk.close()
