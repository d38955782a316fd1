"""An officer writes: nothing typed is lost, Telex finds names, sent is sent once."""

import io
import re
import uuid
from base64 import b64encode

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.support.desk import Desk
from tests.support.product import Product

SENDER = "chuyenvien@stttt.dienbien.example"
READER = "truongphong@stc.dienbien.example"


_PASTE = """(paper, picture) => {
  const bytes = Uint8Array.from(atob(picture), (one) => one.charCodeAt(0));
  const data = new DataTransfer();
  data.items.add(new File([bytes], "so-do.png", { type: "image/png" }));
  const options = { clipboardData: data, bubbles: true, cancelable: true };
  paper.dispatchEvent(new ClipboardEvent("paste", options));
}"""


def _drawn() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (3, 2), "teal").save(made, "PNG")
    return made.getvalue()


_PICTURE = _drawn()


def _mark() -> str:
    return f"Báo cáo {uuid.uuid4().hex[:8]}"


@pytest.fixture
def desk(product: Product, browser: Browser):
    one = Desk(browser, product, SENDER)
    yield one
    one.close()


def _write(page: Page, subject: str, text: str) -> None:
    page.get_by_label("Tiêu đề").fill(subject)
    page.get_by_label("Nội dung").fill(text)


def _is_kept(page: Page) -> None:
    expect(page.locator("#kept-at")).to_have_text(re.compile(r"Đã lưu nháp lúc \d\d:\d\d"))


def test_draft_keeps_itself_and_a_reload_shows_it(desk: Desk) -> None:
    subject = _mark()
    page = desk.go("/thu/soan/")
    _write(page, subject, "Kính gửi đồng chí,")
    _is_kept(page)
    page.get_by_label("Nội dung").press("Control+End")
    page.get_by_label("Nội dung").type(" số liệu kèm theo.")
    page.keyboard.press("Control+s")
    _is_kept(page)
    page.reload()
    expect(page.get_by_label("Nội dung")).to_have_value(
        re.compile("Kính gửi đồng chí, số liệu kèm theo.")
    )
    page.get_by_role("link", name="Thư nháp").first.click()
    expect(page.locator("#mails a", has_text=subject)).to_have_count(1)


def test_browser_that_dies_while_the_line_is_cut_loses_nothing(desk: Desk) -> None:
    subject = _mark()
    page = desk.go("/thu/soan/")
    desk.context.set_offline(True)
    _write(page, subject, "Gõ khi đứt mạng")
    expect(page.get_by_role("alert")).to_contain_text("Chưa lưu được")
    page.close(run_before_unload=False)
    desk.context.set_offline(False)
    desk.complaints.clear()  # the browser notes that the line was cut
    desk.page = desk.context.new_page()
    page = desk.go("/thu/soan/")
    found = page.get_by_role("alert").get_by_role("link", name=subject)
    page.goto(desk.product.url + str(found.get_attribute("href")))
    expect(page.get_by_label("Nội dung")).to_have_value(re.compile("Gõ khi đứt mạng"))


def test_log_in_that_runs_out_while_writing(desk: Desk) -> None:
    subject = _mark()
    page = desk.go("/thu/soan/")
    desk.context.clear_cookies(name="cv_session")
    _write(page, subject, "Hết phiên giữa chừng")
    expect(page.get_by_role("alert")).to_contain_text("đăng nhập lại")
    page.get_by_role("button", name="Lưu nháp").click()
    desk.sign_in()
    expect(page.get_by_label("Nội dung")).to_have_value("Hết phiên giữa chừng")
    _is_kept(page)
    desk.complaints.clear()  # the browser notes the 401 answer itself


def _compose(page: Page, syllable: str, keys: int) -> None:
    """What an input method does: composition events, the text replaced at each key."""
    client = page.context.new_cdp_session(page)
    for n in range(1, keys):
        part = syllable[: max(1, len(syllable) * n // keys)]
        client.send(
            "Input.imeSetComposition",
            {"text": part, "selectionStart": len(part), "selectionEnd": len(part)},
        )
    client.send("Input.insertText", {"text": syllable})


def test_telex_finds_people_and_enter_never_sends(desk: Desk) -> None:
    page = desk.go("/thu/soan/")
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url) if "nguoi-nhan" in one.url else None)
    field = page.get_by_label("Đến", exact=True)
    field.click()
    _compose(page, "trưởng", 8)  # t r u o w r n g
    option = page.get_by_role("option").first
    expect(option).to_be_visible()
    assert len(asked) == 1  # no half-composed syllable was asked for
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(field).to_have_value(re.compile(r"<[^>]+@[^>]+>, $"))
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/soan/"))


def test_files_go_into_the_draft_at_once_and_send_waits_for_them(desk: Desk) -> None:
    subject = _mark()
    page = desk.go("/thu/soan/")
    _write(page, subject, "Gửi số liệu kèm theo.")
    page.get_by_label("Đến", exact=True).fill(f"{READER}, ")
    many = [
        {"name": f"Biểu {n}.csv", "mimeType": "text/csv", "buffer": b"1;2\n" * 1000} for n in (1, 2)
    ]
    page.get_by_label("Tệp đính kèm").set_input_files(many)
    page.get_by_role("button", name="Gửi", exact=True).click()
    expect(page.get_by_role("button", name="Hoàn tác")).to_be_visible()
    page.get_by_role("button", name="Hoàn tác").click()
    expect(page.get_by_role("checkbox", name="Biểu 1.csv")).to_be_checked()
    expect(page.get_by_role("checkbox", name="Biểu 2.csv")).to_be_checked()
    expect(page.get_by_label("Tiêu đề")).to_have_value(subject)


def test_writing_with_form(desk: Desk) -> None:
    """The editor starts under our policy, types Telex as any field, and the draft has its form."""
    subject = _mark()
    page = desk.go("/thu/soan/")
    page.get_by_label("Tiêu đề").fill(subject)
    page.get_by_role("button", name="Soạn có định dạng").click()
    paper = page.locator("[contenteditable=true]")  # not the field that gives way to it
    paper.click()
    _compose(page, "Kính", 5)
    page.get_by_role("button", name="Gạch đầu dòng").click()
    page.get_by_role("button", name="Đậm").click()
    page.keyboard.type(" gửi")
    page.keyboard.press("Control+s")
    _is_kept(page)
    page.reload()
    expect(paper.locator("li strong")).to_have_text(" gửi")
    expect(paper.locator("li")).to_have_text("Kính gửi")
    # A pasted picture goes into the draft, stands in the text, and is there again after a reload.
    paper.evaluate(_PASTE, b64encode(_PICTURE).decode())
    picture = paper.locator("img[alt='so-do.png']")
    expect(picture).to_have_js_property("naturalWidth", 3)
    expect(page.locator(".uploads li, .sent-files label")).to_have_count(0)
    page.keyboard.press("Control+s")
    _is_kept(page)
    page.reload()
    expect(picture).to_have_js_property("naturalWidth", 3)
    page.get_by_role("button", name="Soạn chữ thường").click()
    expect(page.get_by_label("Nội dung")).to_have_value(re.compile("^- Kính gửi"))
