"""One document: mail → register → direct → work → reply → issue → other agency → receipt."""

import re
import smtplib
import uuid
from email.message import EmailMessage

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.desk import Desk
from tests.support.pdfs import make_letter
from tests.support.product import Product

AGENCY = "stttt.dienbien.example"
OTHER = "stc.dienbien.example"


@pytest.fixture(scope="module")
def mark() -> str:
    return uuid.uuid4().hex[:6]


@pytest.fixture(scope="module")
def document_path(product: Product, browser: Browser, mark: str) -> str:
    """A clerk turns a received mail with a PDF into an incoming document."""
    subject = f"báo cáo máy tính nối mạng {mark}"
    message = EmailMessage()
    message["From"] = "Sở Tài chính <vanthu@noi-khac.example>"
    message["To"], message["Subject"] = f"vanthu@{AGENCY}", f"Công văn V/v {subject}"
    message.set_content("Kính gửi quý Sở công văn kèm theo.")
    letter = make_letter(f"9{int(mark, 16) % 1000}/STC-NS", subject)
    message.add_attachment(letter, maintype="application", subtype="pdf", filename="cong-van.pdf")
    with smtplib.SMTP("127.0.0.1", product.mx, timeout=20) as client:
        client.send_message(message, "vanthu@noi-khac.example", [f"vanthu@{AGENCY}"])

    clerk = Desk(browser, product, f"vanthu@{AGENCY}")
    page = clerk.go("/thu/")
    page.locator("#mails a", has_text=mark).first.click()
    page.get_by_role("link", name="Vào sổ văn bản đến").click()
    assert "/STC-NS" in page.get_by_label("Số, ký hiệu").input_value()
    assert mark in page.get_by_label("Trích yếu").input_value()
    expected = re.search(r"dự kiến: (\d+)", page.inner_text(".bar"))
    assert expected is not None
    page.get_by_role("button", name="Vào sổ", exact=True).click()
    page.wait_for_url(re.compile(r"/van-ban/\d+/"))
    assert f"Số đến {expected[1]}" in page.inner_text("h1")
    path = page.url.removeprefix(product.url).split("?")[0]
    _press(page, "Trình lãnh đạo")
    clerk.close()
    return path


def _press(page: Page, name: str) -> None:
    """Use an action of the document page."""
    _unfold(page, name)
    page.get_by_role("button", name=name, exact=True).first.click()
    page.wait_for_load_state()


def _unfold(page: Page, name: str) -> None:
    """Open an action's panel where it is folded."""
    if not page.get_by_role("button", name=name, exact=True).first.is_visible():
        page.locator("summary", has_text=name).first.click()


def test_document_goes_its_whole_way(
    product: Product, browser: Browser, document_path: str, mark: str
) -> None:
    leader = Desk(browser, product, f"lanhdao@{AGENCY}")
    page = leader.go(document_path)
    page.get_by_label("Ý kiến chỉ đạo").fill("Phòng chủ trì, xong trước hạn.")
    choose_lead(page, "Phòng Công nghệ thông tin")
    page.get_by_role("button", name="Ghi ý kiến và chuyển").click()
    expect(page.locator("main")).to_contain_text("Phòng chủ trì, xong trước hạn.")
    leader.close()

    officer = Desk(browser, product, f"chuyenvien@{AGENCY}")
    page = officer.go(document_path)
    _press(page, "Nhận việc")
    page.get_by_role("button", name="Soạn trả lời").or_(
        page.get_by_role("link", name="Soạn trả lời")
    ).first.click()
    page.wait_for_load_state()
    if page.get_by_label("Nội dung").count() == 0:
        page.get_by_role("link", name="Sửa dự thảo").first.click()
    page.get_by_label("Trích yếu").fill(f"trả lời về máy tính nối mạng {mark}")
    page.get_by_label("Nội dung").fill("Sở có 28 máy, 23 máy nối mạng LAN.")
    page.get_by_label("Sở Tài chính").check()
    page.get_by_role("button", name="Lưu dự thảo").click()
    reply_path = page.url.removeprefix(product.url)
    _press(page, "Trình duyệt")
    officer.close()

    head = Desk(browser, product, f"truongphong@{AGENCY}")
    _press(head.go(reply_path), "Duyệt nội dung")
    head.close()
    leader = Desk(browser, product, f"lanhdao@{AGENCY}")
    _press(leader.go(reply_path), "Duyệt ban hành")
    leader.close()
    clerk = Desk(browser, product, f"vanthu@{AGENCY}")
    page = clerk.go(reply_path)
    _press(page, "Cấp số")
    symbol = re.search(r"\d+/STTTT-[^\s]+", page.inner_text("h1"))
    assert symbol is not None
    _press(page, "Ghi đã đóng dấu")
    _press(page, "Phát hành")
    clerk.close()

    other = Desk(browser, product, f"vanthu@{OTHER}")
    page = other.go("/van-ban/cho-tiep-nhan/")
    row = page.locator("tr", has_text=mark)
    expect(row).to_contain_text(symbol[0])
    row.get_by_role("link", name="Vào sổ").click()
    page.get_by_role("button", name="Vào sổ", exact=True).click()
    page.wait_for_url(re.compile(r"/van-ban/\d+/"))
    expect(page.locator("h1")).to_contain_text("Số đến")
    other.close()

    clerk = Desk(browser, product, f"vanthu@{AGENCY}")
    page = clerk.go(reply_path)
    receipts = page.locator(".card", has_text="Nơi nhận đã báo gì")
    expect(receipts).to_contain_text("Sở Tài chính")
    expect(receipts.locator(".tag.done")).to_be_visible()
    clerk.close()

    officer = Desk(browser, product, f"chuyenvien@{AGENCY}")
    page = officer.go(document_path)
    _unfold(page, "Hoàn thành")
    page.get_by_label("Kết quả giải quyết").fill("Đã trả lời Sở Tài chính.")
    page.get_by_role("button", name="Hoàn thành", exact=True).click()
    expect(page.locator(".bar .tag")).to_contain_text("đã")
    officer.close()


def choose_lead(page: Page, unit: str) -> None:
    select = page.get_by_label("Chủ trì (một)")
    option = select.locator("option", has_text=unit).first.get_attribute("value")
    assert option is not None
    select.select_option(option)


@pytest.mark.parametrize(
    ("who", "status"),
    [
        (f"chuyenvien@{OTHER}", 404),
        (f"vanthu@{OTHER}", 404),
        ("quantri@dienbien.example", 404),
    ],
)
def test_strangers_get_nothing_by_url(
    product: Product, browser: Browser, document_path: str, who: str, status: int
) -> None:
    desk = Desk(browser, product, who)
    response = desk.page.goto(product.url + document_path)
    assert response is not None
    assert response.status == status
    desk.complaints.clear()
    desk.close()


def test_journal_and_registers_are_in_order(product: Product, document_path: str) -> None:
    done = product.manage("check_consistency", check=False)
    assert done.returncode == 0, done.stdout
