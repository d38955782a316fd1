"""A list that grows as one scrolls, in Chromium; without scripts its end leads on.

The pages are asked of the site first, then given to the browser: no server, a few seconds.
"""

import mimetypes
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from playwright.sync_api import Browser, Page, Route, expect

from mailsvc.preferences.services import save
from mailsvc.preferences.wishes import Wishes
from tests.support.browser import chromium
from tests.web.mail.conftest import plain
from tests.web.mail.test_list import url

MAILS, SIZE = 70, 25


@pytest.fixture
def pages(alice, people, store) -> dict[tuple[str, bool], bytes]:
    """By (address, whether only parts are wanted): three pages, and a mail of the last."""
    box = people.alice.mailbox
    save(people.alice.actor, wishes=Wishes(page_length=SIZE))
    for n in range(1, MAILS + 1):
        store.put(box, plain(f"Công văn số {n}."))
    place = {"HX-Request": "true", "HX-Target": "place"}
    found = {}
    for path in (url(box), url(box, page=2), url(box, page=3)):
        found[path, False] = alice.get(path).content
        found[path, True] = alice.get(path, headers=place).content
    for mail in (f"{url(box)}20/?page=3", f"{url(box)}60/"):
        found[mail, False] = alice.get(mail).content
        found[mail, True] = alice.get(mail, headers=place).content
    return found


@pytest.fixture
def browser(pages) -> Iterator[Browser]:
    """After the pages: the database is not asked beside a running browser."""
    with chromium() as one:
        yield one


def opened(
    browser: Browser,
    pages,
    *,
    scripts: bool = True,
    asked: list[str] | None = None,
    width: int = 390,
):
    def answer(route: Route) -> None:
        parts = urlsplit(route.request.url)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        if parts.path.startswith("/static/"):
            found = finders.find(parts.path.removeprefix("/static/"))
            route.fulfill(path=found, content_type=mimetypes.guess_type(parts.path)[0])
            return
        is_place = route.request.headers.get("hx-target") == "place"
        if asked is not None and is_place:
            asked.append(path)
        content = pages.get((path, is_place))
        headers = {"Cache-Control": "no-store"}
        route.fulfill(
            status=200 if content else 404,
            body=content or b"",
            content_type="text/html; charset=utf-8",
            headers=headers,
        )

    context = browser.new_context(
        viewport={"width": width, "height": 844}, java_script_enabled=scripts
    )
    page: Page = context.new_page()
    page.set_default_timeout(60_000)
    page.route("http://testserver/**", answer)
    page.goto("http://testserver" + next(iter(pages))[0])
    return page


def test_list_grows_to_its_end_and_is_as_long_when_one_comes_back(browser, pages) -> None:
    asked: list[str] = []
    page = opened(browser, pages, asked=asked)
    rows = page.locator("#mails tbody tr")
    expect(rows).to_have_count(SIZE)
    assert asked == []  # nothing is fetched that nobody scrolls to
    page.mouse.wheel(0, 100_000)
    expect(rows).not_to_have_count(SIZE)
    page.mouse.wheel(0, 100_000)
    expect(rows).to_have_count(MAILS)
    expect(page.locator("#mails .more")).to_have_count(0)
    expect(page.locator("#bar .say.nowrap")).to_have_text(f"1–{MAILS} / {MAILS}")
    assert [path.partition("?")[2] for path in asked] == ["page=2", "page=3"]
    page.get_by_role("link", name="Công văn số 20.").click()
    expect(page.get_by_role("heading", name="Công văn số 20.")).to_be_visible()
    page.go_back()
    expect(page.locator("body[data-again='3']")).to_have_count(1)
    expect(rows).to_have_count(MAILS)
    expect(page.get_by_role("link", name="Công văn số 20.")).to_be_in_viewport()
    expect(page.get_by_role("link", name="Công văn số 20.")).to_be_focused()


def test_beside_the_list_too_who_goes_back_stands_on_the_line(browser, pages) -> None:
    page = opened(browser, pages, width=1366)
    link = page.get_by_role("link", name="Công văn số 60.")
    link.focus()
    page.keyboard.press("Enter")
    expect(page.locator("article#letter")).to_be_focused()
    page.go_back()
    expect(page.locator("article#letter")).to_have_count(0)
    expect(link).to_be_focused()


def test_who_closes_a_mail_stands_on_its_line(browser, pages) -> None:
    page = opened(browser, pages)
    path = page.url
    page.get_by_role("link", name="Công văn số 60.").click()
    expect(page.get_by_role("heading", name="Công văn số 60.")).to_be_visible()
    page.goto(path)
    expect(page.get_by_role("link", name="Công văn số 60.")).to_be_focused()
    page.goto(path)  # once: whoever comes anew begins at the top
    expect(page.locator("#mails tr[draggable]").first).to_be_visible()
    expect(page.get_by_role("link", name="Công văn số 60.")).not_to_be_focused()


def test_a_line_that_breaks_leaves_the_link(browser, pages) -> None:
    page = opened(browser, {key: one for key, one in pages.items() if not key[1]})
    page.mouse.wheel(0, 100_000)
    page.locator("#mails .more a").click()
    expect(page.get_by_role("link", name="Công văn số 45.")).to_be_visible()
    expect(page.locator("#mails tbody tr")).to_have_count(SIZE)


def test_without_scripts_the_end_of_the_list_leads_on(browser, pages) -> None:
    page = opened(browser, pages, scripts=False)
    for first in (MAILS, MAILS - SIZE, MAILS - 2 * SIZE):
        expect(page.get_by_role("link", name=f"Công văn số {first}.")).to_be_visible()
        more = page.locator("#mails .more a")
        assert more.count() == (first > SIZE)
        if more.count():
            more.click()
