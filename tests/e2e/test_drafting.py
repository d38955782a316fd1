"""A draft of a document keeps itself: closed and found again, a cut line, a second window."""

import re
import uuid
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.desk import Desk
from tests.support.product import Product

OFFICER = "chuyenvien@stttt.dienbien.example"
KEPT = "form[data-state=kept]"


@pytest.fixture(scope="module")
def desk(product: Product, browser: Browser) -> Iterator[Desk]:
    opened = Desk(browser, product, OFFICER)
    yield opened
    opened.close()


def _type(page: Page, words: str) -> None:
    page.get_by_label("Nội dung").press_sequentially(words)


def test_a_draft_is_never_lost_and_never_two(desk: Desk) -> None:
    subject = f"báo cáo {uuid.uuid4().hex[:8]}"
    page = desk.go("/van-ban/soan/")
    page.get_by_label("Trích yếu").fill(subject)
    _type(page, "Sở báo cáo")
    page.wait_for_selector(KEPT)

    page = desk.go("/van-ban/soan/")
    page.get_by_role("link", name=subject).click()
    expect(page.get_by_label("Nội dung")).to_have_value("Sở báo cáo")
    page.context.set_offline(True)
    _type(page, "1")
    page.wait_for_selector("form[data-state=waiting]")
    page.context.set_offline(False)
    page.wait_for_selector(KEPT)
    # An annex goes up by itself and is there when the page is opened again.
    page.get_by_label("Thêm phụ lục").set_input_files(
        {"name": "Biểu.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 bieu"}
    )
    page.wait_for_selector("form[data-files=kept]")
    page = desk.go("/van-ban/soan/")
    page.get_by_role("link", name=subject).click()
    expect(page.locator("#held")).to_contain_text("Biểu.pdf")
    page.get_by_label("Nơi nhận qua thư điện tử").fill("UBND huyện <ubnd@muongnhe.vn>")
    page.get_by_role("button", name="Lưu dự thảo").click()
    page.wait_for_url(re.compile(r"/van-ban/\d+/$"))
    expect(page.locator("main")).to_contain_text("Biểu.pdf")

    path = re.sub(r"^https?://[^/]+", "", page.url) + "sua/"
    page = desk.go(path)
    other = page.context.new_page()
    other.goto(page.url)
    _type(page, "2")
    page.wait_for_selector(KEPT)
    _type(other, "3")
    other.wait_for_selector("form[data-state=stopped]")
    other.get_by_role("button", name="Dùng bản ở đây").click()
    other.wait_for_selector(KEPT)
    other.goto(page.url)
    expect(other.locator("form.note")).to_contain_text("chưa lưu vào dự thảo")
    other.get_by_role("button", name="Bỏ, lấy lại bản đã lưu").click()
    expect(other.locator("form.note")).to_have_count(0)
    other.close()
    # The cut line and the refusal of the second window are what was looked for.
    desk.complaints[:] = [one for one in desk.complaints if "/soan/giu/" not in one]
