"""Mails that leave a list in place, in Chromium: what moves up, what is said, what a refusal does.

Answers are asked of the site first, then given to the browser, as in test_scroll_browser.
"""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from mailsvc.preferences.services import save
from mailsvc.preferences.wishes import Wishes
from tests.web.mail.conftest import plain
from tests.web.mail.test_list import url
from tests.web.mail.test_place import PLACE
from tests.web.mail.test_scroll_browser import browser, opened  # noqa: F401  # fixture

MAILS, SIZE = 70, 25


@pytest.fixture
def act(people) -> str:
    return reverse("mail:act", args=[people.alice.mailbox.pk])


@pytest.fixture
def pages(alice, people, store, act) -> dict[tuple[str, bool], bytes]:
    """Two pages and the newest mail; what deleting the newest answers, alone or with the next."""
    box = people.alice.mailbox
    save(people.alice.actor, wishes=Wishes(page_length=SIZE))
    for n in range(1, MAILS + 1):
        store.put(box, plain(f"Công văn số {n}."), flags=("\\Seen",))
    first, second, newest = url(box), url(box, page=2), f"{url(box)}{MAILS}/"
    found = {(first, False): alice.get(first).content}
    for path in (second, newest):
        found[path, True] = alice.get(path, headers=PLACE).content
    for name, uids, page in (("one", [MAILS], 1), ("two", [MAILS - 1], 2)):
        fields = {"folder": "INBOX", "action": "delete", "uids": uids, "page": page}
        found[name, True] = alice.post(act, fields, headers=PLACE).content
    return found


def shown(page, name: str):
    return page.get_by_role("link", name=name, exact=True)


def test_a_list_that_grew_stays_and_what_went_is_filled_up(browser, pages, act) -> None:  # noqa: F811
    page = opened(browser, pages | {(act, True): pages["two", True]})
    sent: list[str] = []
    page.on("request", lambda one: sent.append(one.post_data or "") if one.post_data else None)
    rows, notes = page.locator("#mails tbody tr"), page.locator(".notes")
    page.mouse.wheel(0, 100_000)
    expect(rows).to_have_count(2 * SIZE)
    for place in (0, 1):
        rows.nth(place).get_by_role("checkbox").check()
    page.get_by_role("button", name="Xóa", exact=True).click()
    expect(notes).to_contain_text("vào Thùng rác")
    expect(rows).to_have_count(2 * SIZE)  # two went, two came up from the third page
    expect(shown(page, f"Công văn số {MAILS}.")).to_have_count(0)
    expect(shown(page, f"Công văn số {MAILS - 2 * SIZE - 1}.")).to_have_count(1)
    expect(page.locator("#bar .say.nowrap")).to_have_text(f"1–{2 * SIZE} / {MAILS - 2}")
    expect(notes.get_by_role("button", name="Hoàn tác")).to_be_visible()
    assert len(sent) == 1 and "page=2" in sent[0]  # as far as the list goes


def test_an_open_mail_that_is_deleted_leaves_an_empty_pane(browser, pages, act) -> None:  # noqa: F811
    page = opened(browser, pages | {(act, True): pages["one", True]})
    page.set_viewport_size({"width": 1366, "height": 768})
    shown(page, f"Công văn số {MAILS}.").click()
    expect(page.get_by_role("heading", name=f"Công văn số {MAILS}.")).to_be_visible()
    page.get_by_role("button", name="Xóa", exact=True).click()
    expect(page.locator(".notes")).to_contain_text("Đã bỏ 1 thư vào Thùng rác")
    expect(page.locator("div#letter")).to_have_count(1)
    expect(page).to_have_url("http://testserver" + next(iter(pages))[0])
    expect(shown(page, f"Công văn số {MAILS - 1}.")).to_be_focused()
    expect(page.locator("#bar .say.nowrap")).to_have_text(f"1–{SIZE} / {MAILS - 1}")


def test_what_is_refused_is_left_to_the_form(browser, pages, act) -> None:  # noqa: F811
    refused = "<!doctype html><h1>Không có thư này</h1>".encode()
    page = opened(browser, pages | {(act, False): refused})
    page.locator("#mails tbody tr").first.get_by_role("checkbox").check()
    page.get_by_role("button", name="Xóa", exact=True).click()
    expect(page.get_by_role("heading", name="Không có thư này")).to_be_visible()
