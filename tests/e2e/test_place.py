"""Opening mails, turning pages and going back beside a list that stands: nothing else is loaded."""

import re

import pytest
from playwright.sync_api import Browser, Page, Request, expect

from tests.support.desk import Desk
from tests.support.product import Product

CLERK = "vanthu@stttt.dienbien.example"


@pytest.fixture
def desk(product: Product, browser: Browser):
    one = Desk(browser, product, CLERK)
    yield one
    one.close()


def _documents(page: Page) -> list[str]:
    """Fills with the addresses of whole pages that are loaded from now on."""
    found: list[str] = []

    def note(request: Request) -> None:
        if request.is_navigation_request() and request.frame == page.main_frame:
            found.append(request.url)

    page.on("request", note)
    return found


def test_mails_open_beside_the_list_and_back_leads_back(desk: Desk) -> None:
    page = desk.go("/thu/")
    loaded = _documents(page)
    rows = page.locator("#mails tr")
    first, second = (rows.nth(n).locator("a.subj") for n in (0, 1))
    paths = [str(link.get_attribute("href")) for link in (first, second)]
    first.click()
    expect(page.locator(f"body[data-shown='{paths[0]}']")).to_have_count(1)
    expect(page.locator("article#letter")).to_be_in_viewport()
    expect(rows.nth(0)).to_have_attribute("aria-selected", "true")
    expect(rows.nth(0).locator("td.new")).to_have_count(0)  # it is read
    second.click()
    expect(page.locator(f"body[data-shown='{paths[1]}']")).to_have_count(1)
    expect(page).to_have_url(re.compile(re.escape(paths[1])))
    page.go_back()
    expect(page.locator(f"body[data-shown='{paths[0]}']")).to_have_count(1)
    expect(rows.nth(0)).to_have_attribute("aria-selected", "true")
    page.get_by_role("button", name="Gắn sao", exact=True).click()  # its form has its token
    expect(page.locator("h1 .star")).to_be_visible()
    expect(page.get_by_role("button", name="Bỏ sao", exact=True)).to_be_focused()
    page.locator(".notes").get_by_role("button", name="Hoàn tác").click()
    expect(page.locator("h1 .star")).to_have_count(0)
    expect(page.locator("#mails tr[aria-selected]")).to_have_count(1)
    page.get_by_role("button", name="Gắn sao", exact=True).click()
    page.get_by_role("button", name="Bỏ sao", exact=True).click()
    expect(page.locator("h1 .star")).to_have_count(0)
    assert loaded == []


def test_marks_change_their_line_and_nothing_else_is_loaded(desk: Desk) -> None:
    page = desk.go("/thu/")
    loaded = _documents(page)
    row = page.locator("#mails tr").nth(2)
    notes = page.locator(".notes")
    for button, new, said in (("Chưa đọc", 1, "chưa đọc 1 thư"), ("Đã đọc", 0, "đã đọc 1 thư")):
        row.get_by_role("checkbox").check()
        page.get_by_role("button", name=button, exact=True).click()
        expect(notes).to_contain_text(said)
        expect(row.locator("td.new")).to_have_count(new)
    notes.get_by_role("button", name="Hoàn tác").click()  # its form has its token
    expect(notes).to_contain_text("Đã hoàn tác")
    expect(row.locator("td.new")).to_have_count(1)
    assert loaded == []


def test_what_is_deleted_leaves_the_list_and_nothing_else_is_loaded(desk: Desk) -> None:
    page = desk.go("/thu/")
    loaded = _documents(page)
    notes, links = page.locator(".notes"), page.locator("#mails a.subj")
    paths = [str(links.nth(n).get_attribute("href")) for n in range(3)]
    for place in (0, 1):
        page.locator("#mails tr").nth(place).get_by_role("checkbox").check()
    page.get_by_role("button", name="Xóa", exact=True).click()
    expect(notes).to_contain_text("Đã bỏ 2 thư vào Thùng rác")
    expect(links.first).to_have_attribute("href", paths[2])
    links.first.click()
    expect(page.locator(f"body[data-shown='{paths[2]}']")).to_have_count(1)
    page.get_by_role("button", name="Lưu trữ", exact=True).click()
    expect(notes).to_contain_text("Đã đưa 1 thư vào Lưu trữ")
    expect(page.locator("div#letter")).to_be_visible()  # no mail is open any more
    expect(page.locator(f"#mails a.subj[href='{paths[2]}']")).to_have_count(0)
    rows = page.locator("#mails tr")
    before = rows.count()
    notes.get_by_role("button", name="Hoàn tác").click()  # its form has its token
    expect(notes).to_contain_text("Đã hoàn tác")
    expect(rows).to_have_count(before + 1)
    expect(rows.first.locator("a.subj")).to_be_focused()
    assert loaded == []


def test_a_session_that_ended_leads_to_the_log_in(desk: Desk) -> None:
    page = desk.go("/thu/")
    desk.context.clear_cookies()
    page.locator("#mails a.subj").first.click()
    expect(page.get_by_label("Mật khẩu")).to_be_visible()
