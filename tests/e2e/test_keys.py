"""One-letter shortcuts: nothing until they are switched on, then as the settings page says."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.support.desk import Desk
from tests.support.product import Product

OFFICER = "chuyenvien@stttt.dienbien.example"
SWITCH = "Phím tắt một chữ cái"


@pytest.fixture
def desk(product: Product, browser: Browser) -> Iterator[Desk]:
    opened = Desk(browser, product, OFFICER)
    yield opened
    opened.close()


def test_letters_are_commands_only_when_asked_for(desk: Desk) -> None:
    page = desk.go("/thu/")
    page.keyboard.press("c")
    assert page.locator("script[src*=mail-keys]").count() == 0
    assert "/soan/" not in page.url
    desk.go("/tai-khoan/tuy-chon/")
    page.get_by_label(SWITCH).check()
    page.get_by_role("button", name="Lưu tùy chọn").click()
    desk.go("/thu/")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator("#mails a.subj").nth(1)).to_be_focused()
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    expect(page.locator(".answers")).to_be_visible()
    page.keyboard.press("/")
    page.keyboard.type("car")  # in a field letters are letters
    expect(page.locator(".find input")).to_have_value("car")
    page.locator("h1").first.click()
    page.keyboard.press("r")
    page.wait_for_url("**/soan/**reply=**")
    desk.go("/tai-khoan/tuy-chon/")
    page.get_by_label(SWITCH).uncheck()
    page.get_by_role("button", name="Lưu tùy chọn").click()
