"""The administrator's day: a mail for a dead place is seen, held, released, dropped, traced."""

import smtplib
import ssl
import time
from email.message import EmailMessage

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.test_weight import LATER_PAGE, Scale
from tests.support.desk import DESK, PASSWORD, PHONE, Desk
from tests.support.product import Product

ADMIN = "quantri@dienbien.example"
SENDER = "chuyenvien@stttt.dienbien.example"
PATHS = ("/van-hanh/", "/van-hanh/canh-bao/", "/van-hanh/thu/")
SUBJECT = "Số liệu riêng của phòng"
DEAD = "vanthu@duongtruyenhong.example"
# A site whose server refuses every connection: port 1 of this machine.
_ADD_DEAD_SITE = """
from mailsvc.directory.actor import SYSTEM
from mailsvc.sites.services import SiteChange, add_site
add_site(SYSTEM, name="duong-truyen-hong", change=SiteChange(
    host="127.0.0.1", port=1, tls="may", domains=("duongtruyenhong.example",)))
"""


@pytest.fixture(scope="module", autouse=True)
def _dead_site(product: Product) -> None:
    product.manage("shell", "-c", _ADD_DEAD_SITE)


def _submit(product: Product) -> str:
    """A mail that cannot be delivered now; its trace id from the 250 reply."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = SENDER, DEAD, SUBJECT
    message.set_content("Nội dung chỉ người nhận được đọc.")
    with smtplib.SMTP("127.0.0.1", product.submission, timeout=20) as client:
        client.starttls(context=context)
        client.login(SENDER, PASSWORD)
        client.ehlo()
        client.mail(SENDER)
        assert client.rcpt(DEAD)[0] == 250
        code, text = client.data(message.as_bytes())
        assert code == 250
    return text.decode().split()[-1]


def _wait_until_stuck(desk: Desk, trace_id: str) -> None:
    """Waiting and not under way: tried in vain, or left untried because the place is down."""
    for _ in range(100):
        if desk.go(f"/van-hanh/thu/{trace_id}/").get_by_role("link", name="Giữ lại").count():
            return
        time.sleep(0.2)
    raise AssertionError("never waited")


def test_a_stuck_mail_is_held_released_and_dropped_without_scripts(
    product: Product, browser: Browser
) -> None:
    trace_id = _submit(product)
    desk = Desk(browser, product, ADMIN, scripts=False)
    page = desk.page
    _wait_until_stuck(desk, trace_id)
    expect(page.locator("main")).to_contain_text("chuyenvien@stttt.dienbien.example")
    assert SUBJECT not in page.content()
    page.get_by_role("link", name="Giữ lại").click()
    page.get_by_label("Lý do").fill("Chờ xác minh với cơ quan nhận")
    page.get_by_role("button", name="Giữ lại (1)").click()
    expect(page.locator("main")).to_contain_text("đã làm 1/1")
    page.get_by_role("link", name=trace_id).click()
    expect(page.locator("main")).to_contain_text("Chờ xác minh với cơ quan nhận")
    page.get_by_role("link", name="Thả ra").click()
    page.get_by_role("button", name="Thả ra (1)").click()
    expect(page.locator("main")).to_contain_text("đã làm 1/1")
    _wait_until_stuck(desk, trace_id)
    page.get_by_role("link", name="Bỏ").click()
    page.get_by_label("Lý do").fill("Cơ quan nhận đã đổi tên miền")
    page.get_by_role("button", name="Bỏ hẳn (1)").click()
    page.get_by_role("link", name=trace_id).click()
    expect(page.locator("main")).to_contain_text("không tới")
    expect(page.locator("main")).to_contain_text("báo cáo về thư này")
    desk.close()


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_nothing_scrolls_sideways(product: Product, browser: Browser, size: dict[str, int]) -> None:
    trace_id = _submit(product)
    desk = Desk(browser, product, ADMIN)
    desk.page.set_viewport_size(size)
    for path in (*PATHS, f"/van-hanh/thu/{trace_id}/"):
        page = desk.go(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], path
    desk.close()


@pytest.mark.parametrize("path", PATHS)
def test_pages_are_light(product: Product, browser: Browser, path: str) -> None:
    desk = Desk(browser, product, ADMIN)
    desk.go(path)
    scale = Scale(desk.page)
    desk.go(path).wait_for_load_state("networkidle")
    assert 0 < scale.bytes <= LATER_PAGE, scale.types
    desk.close()


def test_a_trace_is_found_from_the_overview_by_keyboard(product: Product, browser: Browser) -> None:
    trace_id = _submit(product)
    desk = Desk(browser, product, ADMIN)
    page = desk.go("/van-hanh/")
    page.get_by_label("Mã theo dõi hoặc Message-ID").press_sequentially(trace_id)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: trace_id in url)
    expect(page.get_by_role("heading", level=1)).to_contain_text(trace_id)
    desk.close()
