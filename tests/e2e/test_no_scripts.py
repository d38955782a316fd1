"""An officer's whole day without scripts in the browser: pages and forms are enough."""

import re
import uuid
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from mailsvc.base import clock
from tests.support.desk import Desk
from tests.support.product import Product

OFFICER = "chuyenvien@stc.dienbien.example"


@pytest.fixture(scope="module")
def desk(product: Product, browser: Browser) -> Iterator[Desk]:
    opened = Desk(browser, product, OFFICER, scripts=False)
    yield opened
    opened.close()


@pytest.fixture
def box(desk: Desk) -> str:
    """The address of the officer's mailbox."""
    desk.go("/thu/")
    found = re.search(r"/thu/\d+/", desk.page.url)
    assert found
    return found[0]


def _press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()


def _says(page: Page, text: str) -> None:
    expect(page.get_by_role("status").first).to_contain_text(text)


def test_reading_marking_moving_and_taking_back(desk: Desk, box: str) -> None:
    page = desk.go(box)
    first = page.locator("#mails a.subj").first
    subject = first.inner_text().split("\n")[-1]  # before it stands "unread:", for ears only
    first.click()
    expect(page.locator("article.read h1")).to_contain_text(subject)
    page.get_by_role("link", name="Thư dưới").click()
    expect(page.locator("article.read h1")).not_to_have_text(subject)
    page.get_by_role("link", name="Thư trên").click()
    expect(page.locator("article.read h1")).to_contain_text(subject)
    page.locator("summary", has_text="chi tiết").click()
    page.get_by_role("link", name="đầu thư", exact=True).click()
    expect(page.get_by_text("Đường thư đã đi")).to_be_visible()
    page.get_by_role("link", name="Về thư").click()
    page.get_by_role("link", name="Cả hội thoại").click()
    expect(page.locator("main")).to_contain_text(subject)
    page = desk.go(box)
    page.locator("#mails input[name=uids]").first.check()
    _press(page, "Lưu trữ")
    _says(page, "Đã đưa 1 thư vào Lưu trữ.")
    _press(page, "Hoàn tác")
    expect(page.locator("#mails a.subj").first).to_contain_text(subject)


def test_searching_and_conversations(desk: Desk, box: str) -> None:
    page = desk.go("/")
    page.get_by_label("Tìm thư, văn bản").fill("bao cao")
    page.locator(".find button").click()
    expect(page.locator("main")).to_contain_text("báo cáo", ignore_case=True)
    page = desk.go(f"{box}tim/?q=bao+cao")
    expect(page.locator("main a", has_text=re.compile("báo cáo", re.I)).first).to_be_visible()
    page = desk.go(f"{box}hoi-thoai/")
    page.locator("main a.subj").first.click()
    expect(page.get_by_role("link", name="Trả lời", exact=True)).to_be_visible()


def test_filter_absence_and_folder(desk: Desk, box: str) -> None:
    page = desk.go(f"{box}bo-loc/moi/")
    page.get_by_label("Tên bộ lọc").fill("Báo cáo huyện")
    page.get_by_label("Điều kiện 1: xét").select_option("subject")
    page.get_by_label("Điều kiện 1: chữ cần tìm").fill("báo cáo")
    page.get_by_label("Gắn sao").check()
    _press(page, "Thử trên 100 thư gần nhất")
    expect(page.get_by_label("Tên bộ lọc")).to_have_value("Báo cáo huyện")
    _press(page, "Lưu bộ lọc")
    expect(page.locator("main")).to_contain_text("Báo cáo huyện")
    page = desk.go(f"{box}vang-mat/")
    day = clock.today() + timedelta(days=7)
    page.get_by_label("Vắng từ ngày").fill(f"{day:%d/%m/%Y}")
    page.get_by_label("Hết ngày").fill(f"{day:%d/%m/%Y}")
    page.get_by_label("Trả lời người trong hệ thống").fill("Tôi đi công tác.")
    _press(page, "Đặt trả lời tự động")
    _press(page, "Tắt ngay")
    expect(page.get_by_role("button", name="Đặt trả lời tự động")).to_be_visible()
    page = desk.go(f"{box}thu-muc/")
    name = f"Năm {uuid.uuid4().hex[:6]}"
    page.get_by_label("Tên thư mục").fill(name)
    page.locator("main button.go").click()
    expect(page.get_by_role("link", name=name).first).to_be_visible()


def test_contacts_settings_and_jobs(desk: Desk, box: str) -> None:
    page = desk.go("/thu/danh-ba/moi/")
    address = f"ban.{uuid.uuid4().hex[:6]}@ngoai.example"
    page.get_by_label("Họ và tên").fill("Vàng A Dế")
    page.get_by_label("Địa chỉ thư").fill(address)
    _press(page, "Ghi vào danh bạ")
    expect(page.locator("main")).to_contain_text(address)
    page = desk.go("/tai-khoan/tuy-chon/")
    page.get_by_label("Cỡ chữ").select_option("large")
    _press(page, "Lưu tùy chọn")
    expect(page.locator("html[data-text=large]")).to_have_count(1)
    page.get_by_label("Cỡ chữ").select_option("normal")
    _press(page, "Lưu tùy chọn")
    page = desk.go(f"{box}nhap-xuat/")
    _press(page, "Xuất thư")
    for _ in range(60):
        if page.get_by_role("link", name=re.compile("^Tải về")).count():
            break
        page.wait_for_timeout(250)
        page.get_by_role("link", name="Xem tiến độ mới").click()
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("^Tải về")).click()
    assert download.value.suggested_filename.endswith(".zip")


def test_trash_is_emptied(desk: Desk, box: str) -> None:
    page = desk.go(box)
    page.locator("#mails input[name=uids]").last.check()
    _press(page, "Xóa")
    page = desk.go(f"{box}?folder=Trash")
    page.get_by_role("link", name="Dọn sạch").click()
    expect(page.locator("main")).to_contain_text("không lấy lại được")
    page.get_by_role("button", name="Xóa hẳn").click()
    page.wait_for_url(re.compile("/viec-nen/"))
    for _ in range(60):
        if "Đã xóa hẳn" in page.locator("main").inner_text():
            break
        page.wait_for_timeout(250)
        page.reload()
    expect(page.locator("main")).to_contain_text("Đã xóa hẳn")
