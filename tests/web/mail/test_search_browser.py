"""What only a browser shows of a long search: steps follow each other, "stop" ends them.

The pages are asked of the site first, then given to the browser: no server, a few seconds.
"""

import mimetypes
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.core.cache import cache
from playwright.sync_api import Page, Route

from mailsvc.mailindex.engine import drop_index
from tests.support.browser import chromium
from tests.web.mail.conftest import plain
from webui.mail import finding

_STEP = re.compile(r'hx-get="([^"]*)"')


@pytest.fixture
def pages(alice, people, store, monkeypatch) -> dict[str, bytes]:
    """The first page of a search among thirty mails, ten of them in the index, and its steps."""
    cache.clear()
    box = people.alice.mailbox
    drop_index(box.pk)
    for n in range(30):
        store.put(box, plain(f"Công văn số {n}"))
    monkeypatch.setattr(finding, "_HEADS", 10)
    start = f"/thu/{box.pk}/tim/?q=c%C3%B4ng"
    found = {"start": alice.get(start).content}
    monkeypatch.setattr(finding, "_HEADS", 0)
    monkeypatch.setattr(finding, "_BODIES_AT_ONCE", 8)
    content = found["start"].decode()
    while step := _STEP.search(content.split('id="going"')[-1]):
        url = step[1].replace("&amp;", "&")
        monkeypatch.setattr(finding, "_ROWS_A_STEP", 1)
        found[url] = alice.get(url, headers={"HX-Request": "true"}).content
        content = found[url].decode()
    return found


@pytest.fixture
def page(pages: dict[str, bytes]) -> Iterator[Page]:
    def answer(route: Route) -> None:
        asked = urlsplit(route.request.url)
        if asked.path.startswith("/static/"):
            found = finders.find(asked.path.removeprefix("/static/"))
            route.fulfill(path=found, content_type=mimetypes.guess_type(asked.path)[0])
        else:
            content = pages.get(f"{asked.path}?{asked.query}", pages["start"])
            route.fulfill(body=content, content_type="text/html; charset=utf-8")

    with chromium() as browser:
        tab = browser.new_page()
        tab.route("http://cv.test/**", answer)
        yield tab


def test_steps_follow_each_other_to_the_end(page: Page, pages: dict[str, bytes]) -> None:
    assert len(pages) >= 3
    page.goto("http://cv.test/tim/")
    page.get_by_text("Đã tìm hết.").wait_for()
    assert page.locator("a.subj").count() == 30
    assert page.locator("#going").count() == 0


def test_stop_ends_it_and_a_late_answer_is_not_shown(page: Page, pages: dict[str, bytes]) -> None:
    held: list[Route] = []
    page.route("**/tim/tiep/**", lambda route: held.append(route))
    page.goto("http://cv.test/tim/")
    page.get_by_role("button", name="Dừng tìm").click()
    link = page.get_by_role("link", name="Tìm tiếp")
    assert link.evaluate("element => element === document.activeElement")
    for route in held:
        route.fulfill(body=b"<p>late</p>")
    page.wait_for_function("() => performance.now() > 0")
    assert page.locator("#going").count() == 0
    assert page.get_by_text("late").count() == 0
    assert page.locator("a.subj").count() == 10
