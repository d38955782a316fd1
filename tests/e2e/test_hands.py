"""An officer without a mouse: writes, sends, reads, answers, moves and searches by keys alone, sees
where she is at every step, and types Telex that does nothing until a syllable is whole.
"""

import re
import uuid
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.desk import Desk
from tests.support.keys import tab_to
from tests.support.product import Product

WRITER = "truongphong@stttt.dienbien.example"
_WISHES = f"""
from mailsvc.directory.selectors import find_account, get_actor
from mailsvc.preferences.services import save
from mailsvc.preferences.wishes import Wishes
save(get_actor(find_account(address="{WRITER}")),
    wishes=Wishes(undo_send_s=0, has_letter_shortcuts=True))
"""


@pytest.fixture(scope="module")
def desk(product: Product, browser: Browser) -> Iterator[Desk]:
    """Nobody waits for undo here, and one-letter shortcuts are on."""
    product.manage("shell", "-c", _WISHES)
    opened = Desk(browser, product, WRITER)
    yield opened
    opened.close()


def _write(page: Page, subject: str, text: str) -> None:
    """In the form of a new mail or an answer, from its first field on."""
    to = page.get_by_label("Đến", exact=True)
    tab_to(page, to)
    if not to.input_value():
        page.keyboard.type(f"{WRITER}, ")
        tab_to(page, page.get_by_label("Tiêu đề"))
        page.keyboard.type(subject)
    tab_to(page, page.get_by_label("Nội dung"))
    page.keyboard.press("Control+Home")
    page.keyboard.type(text)
    tab_to(page, page.get_by_role("button", name="Gửi", exact=True))
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/soan/" not in url)


def test_a_day_by_keys_alone(desk: Desk) -> None:
    subject = f"Lịch trực {uuid.uuid4().hex[:8]}"
    page = desk.go("/thu/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Đến nội dung")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    tab_to(page, page.locator("main a.btn.go", has_text="Soạn thư"))
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/soan/"))
    _write(page, subject, "Kính gửi đồng chí, gửi lịch trực.")

    page = desk.go("/thu/")
    row = page.locator("#mails a.subj", has_text=subject)
    expect(row).to_be_visible()
    tab_to(page, row)
    page.keyboard.press("Enter")
    expect(page.locator("article.read")).to_be_focused()  # past the list, in the mail itself
    expect(page.locator("article.read")).to_contain_text("gửi lịch trực")
    tab_to(page, page.get_by_role("link", name="Trả lời", exact=True), most=20)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("reply="))
    _write(page, "", "Đã nhận. ")

    page = desk.go("/thu/")
    tab_to(page, page.locator("#mails a.subj", has_text=subject).last)
    page.keyboard.press("Enter")
    expect(page.locator("article.read")).to_be_focused()
    tab_to(page, page.locator("main summary", has_text="Thêm"))
    page.keyboard.press("Enter")
    folders = page.get_by_label("Thư mục", exact=True)
    tab_to(page, folders)
    for _ in range(12):
        if folders.input_value() == "Archive":
            break
        page.keyboard.press("ArrowDown")
    tab_to(page, page.get_by_role("button", name="Chuyển", exact=True))
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("Đã chuyển 1 thư.")
    expect(page.locator("#mails a.subj:focus")).to_have_count(1)  # on what took its place

    page = desk.go("/thu/")
    tab_to(page, page.locator(".find input"))
    page.keyboard.type(subject)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/tim/\?q="))
    expect(page.locator("main a", has_text=subject).first).to_be_visible()


def test_telex_in_the_search_box_searches_nothing_half_way(desk: Desk) -> None:
    page = desk.go("/thu/")
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url) if "?" in one.url else None)
    field = page.locator(".find input")
    field.click()
    client = page.context.new_cdp_session(page)
    # c, e, # and the like are shortcuts of this person: within a word they are letters.
    for part in ("c", "cô", "côn", "công"):
        client.send(
            "Input.imeSetComposition",
            {"text": part, "selectionStart": len(part), "selectionEnd": len(part)},
        )
    # The Enter that ends a word belongs to the input method (key code 229), not to the form.
    enter = {"type": "keyDown", "key": "Enter", "windowsVirtualKeyCode": 229}
    client.send("Input.dispatchKeyEvent", enter)
    expect(field).to_have_value("công")
    assert asked == []
    client.send("Input.insertText", {"text": "công"})
    page.keyboard.type(" văn")
    assert asked == [] and "/tim/" not in page.url
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/tim/\?q=c%C3%B4ng"))


def test_neither_mouse_nor_script(product: Product, browser: Browser, desk: Desk) -> None:
    """The same person where the browser runs no script: nothing shows by itself."""
    plain = Desk(browser, product, WRITER, scripts=False)
    subject = f"Lịch trực {uuid.uuid4().hex[:8]}"
    page = plain.go("/thu/")
    tab_to(page, page.locator("main a.btn.go", has_text="Soạn thư"))
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/soan/"))
    _write(page, subject, "Nội dung gõ bằng phím.")
    row = page.locator("#mails a.subj", has_text=subject).first
    for _ in range(60):
        plain.go("/thu/")
        if row.count():
            break
    tab_to(page, row)
    page.keyboard.press("Enter")
    expect(page.locator("article.read")).to_contain_text("Nội dung gõ bằng phím.")
    tab_to(page, page.get_by_role("link", name="Trả lời", exact=True))
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("reply="))
    expect(page.get_by_label("Đến", exact=True)).to_have_value(re.compile(WRITER))
    tab_to(page, page.locator(".find input"))
    page.keyboard.type(subject)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/tim/\?q="))
    expect(page.locator("main a", has_text=subject).first).to_be_visible()
    plain.close()
