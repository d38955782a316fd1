"""A clerk's morning, a leader's ten minutes, an officer's day: keyboard first, then a phone.

Every step waits for the page that the step before it leads to.
"""

import re
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, Protocol

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from mailsvc.base import clock
from tests.support.desk import PHONE, Desk
from tests.support.keys import tab_to
from tests.support.office_day import make_day
from tests.support.product import Product

AGENCY = "stttt.dienbien.example"
_ENTERED = re.compile(r"/van-ban/\d+/$")


class Open(Protocol):
    """Sits a person down at a desk of his own."""

    def __call__(self, name: str, agency: str = AGENCY) -> Desk: ...


@pytest.fixture(scope="module")
def mark() -> str:
    return uuid.uuid4().hex[:6]


@pytest.fixture(scope="module")
def day(product: Product, mark: str) -> Mapping[str, Any]:
    return make_day(product, mark)


@pytest.fixture
def sit_down(product: Product, browser: Browser) -> Iterator[Open]:
    """Desks of people, all closed in the end: a complaint of the console fails the test."""
    desks: list[Desk] = []

    def opened(name: str, agency: str = AGENCY) -> Desk:
        desks.append(Desk(browser, product, f"{name}@{agency}"))
        return desks[-1]

    yield opened
    for desk in desks:
        desk.close()


def _number(page: Page) -> int:
    """The number of the document that is shown."""
    found = re.search(r"Số đến (\d+)", page.inner_text("h1"))
    assert found is not None, page.url
    return int(found[1])


@contextmanager
def _leads_to(page: Page, url: re.Pattern[str]) -> Iterator[None]:
    """What is done inside ends on such a page."""
    with page.expect_navigation(url=url):
        yield


def _fill_in(page: Page, symbol: str, subject: str, day: str) -> None:
    """The nine fields from the first one, which has the focus: typing and Enter only."""
    expect(page.get_by_label("Số, ký hiệu")).to_be_focused()
    for typed in (symbol, day, "so tai chinh", "", subject):
        page.keyboard.type(typed)
        page.keyboard.press("Enter" if typed else "Tab")
    expect(page.get_by_label("Độ khẩn")).to_be_focused()


def _enter_by_keys(page: Page) -> int:
    """Ctrl+Enter registers from anywhere."""
    with _leads_to(page, _ENTERED):
        page.keyboard.press("Control+Enter")
    return _number(page)


def _press(page: Page, button: Locator, url: re.Pattern[str]) -> None:
    """Go to it by Tab, press Enter."""
    tab_to(page, button)
    with _leads_to(page, url):
        page.keyboard.press("Enter")


def _button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True).first


def test_a_clerks_morning(
    sit_down: Open, product: Product, day: Mapping[str, Any], mark: str
) -> None:
    desk = sit_down("vanthu")
    today = f"{clock.today():%d/%m/%Y}"
    numbers: list[int] = []

    # Four papers by the form: two new ones, one registered already, one that came again corrected.
    page = desk.go("/van-ban/vao-so/")
    _fill_in(page, f"71/STC-{mark}", f"dự toán máy tính {mark}", today)
    numbers.append(_enter_by_keys(page))
    expect(page.locator("dl.facts")).to_contain_text("Sở Tài chính")
    page = desk.go("/van-ban/vao-so/")
    _fill_in(page, f"72/STC-{mark}", f"quyết toán quý {mark}", today)
    numbers.append(_enter_by_keys(page))
    for reason in ("", "Bản đính chính gửi lại"):
        page = desk.go("/van-ban/vao-so/")
        _fill_in(page, f"71/STC-{mark}", f"dự toán máy tính {mark}", today)
        page.keyboard.press("Control+Enter")
        expect(page.locator("h1")).to_have_text("Văn bản này có thể đã vào sổ")
        if reason:
            tab_to(page, page.get_by_label("Lý do vẫn vào sổ"))
            page.keyboard.type(reason)
            _press(page, _button(page, "Vẫn vào sổ"), _ENTERED)
            numbers.append(_number(page))
        else:
            leave = page.get_by_role("link", name="Thôi, không vào sổ")
            _press(page, leave, re.compile(r"/van-ban/$"))

    # The browser notes each page that came with 409; nothing else has been said.
    assert [one for one in desk.complaints if " 409 " not in one] == []
    desk.complaints.clear()

    # Two mails: read by the machine, looked over, one key.
    for which in ("thư 1", "thư 2"):
        page = desk.go("/thu/")
        page.get_by_role("link", name=f"{which} {mark}").first.click()
        page.get_by_role("link", name="Vào sổ văn bản đến").click()
        expect(page.get_by_label("Trích yếu")).to_have_value(re.compile(mark))
        expect(page.locator(".sig .tag")).to_contain_text("không có chữ ký số")
        expect(page.get_by_label("Số, ký hiệu")).to_be_focused()
        numbers.append(_enter_by_keys(page))

    # Two scans, then what the other agency sent: one registered, one not meant for us.
    for which in (f"{mark}-1", f"{mark}-2", f"phối hợp kiểm tra {mark}"):
        page = desk.go("/van-ban/cho-tiep-nhan/")
        page.locator("tr", has_text=which).get_by_role("link", name="Vào sổ").press("Enter")
        expect(page.get_by_label("Trích yếu")).to_have_value(re.compile(mark))
        numbers.append(_enter_by_keys(page))
    page = desk.go("/van-ban/cho-tiep-nhan/")
    page.get_by_role("link", name=f"gửi nhầm nơi {mark}").press("Enter")
    tab_to(page, page.get_by_label("Lý do"))
    page.keyboard.type("Gửi nhầm, việc này của Sở Xây dựng")
    _press(page, _button(page, "Từ chối"), re.compile(r"/cho-tiep-nhan/$"))
    expect(page.locator("#list")).not_to_contain_text(f"gửi nhầm nơi {mark}")

    # Ten arrivals, eight numbers: the twin that was given up and the refused one spent none.
    assert numbers == list(range(numbers[0], numbers[0] + 8))
    page = desk.go(f"/van-ban/?q={mark}")
    for number in numbers:
        expect(page.locator("table.reg tbody")).to_contain_text(str(number))
    sender = sit_down("vanthu", "stc.dienbien.example")
    page = sender.go(f"/van-ban/{day['refused']}/")
    expect(page.locator("#receipts")).to_contain_text("việc này của Sở Xây dựng")


def test_a_leaders_ten_minutes(
    sit_down: Open, product: Product, day: Mapping[str, Any], mark: str
) -> None:
    desk = sit_down("lanhdao")
    plain, urgent, note = day["presented"]
    page = desk.go("/")
    expect(page.locator("section", has_text="Phải làm ngay")).to_contain_text(f"máy chủ {mark}")
    waiting = int(
        page.locator("#boxes a", has_text="Cho ý kiến chỉ đạo").locator(".n").inner_text()
    )

    # By keys: the urgent one first, then the ordinary one.
    for pk, days in ((urgent, "1"), (plain, "5")):
        page = desk.go(f"/van-ban/{pk}/")
        tab_to(page, page.get_by_label("Ý kiến chỉ đạo"))
        page.keyboard.type("Phòng chủ trì, báo cáo tôi.")
        tab_to(page, page.get_by_label("Chủ trì (một)"))
        page.keyboard.type("cntt")  # a unit is picked by its code
        tab_to(page, page.get_by_label("Hạn giải quyết"))
        page.keyboard.press("Control+a")
        page.keyboard.type(days)
        with _leads_to(page, re.compile(rf"/van-ban/{pk}/$")):
            page.keyboard.press("Enter")
        expect(page.locator(".opinion")).to_contain_text("Phòng Công nghệ thông tin")

    # On the way, by phone: nothing sideways, one thumb.
    page.set_viewport_size(PHONE)
    page = desk.go("/")
    with _leads_to(page, re.compile(rf"/van-ban/{note}/$")):
        page.locator("#work").get_by_role("link", name=f"mời họp {mark}").click()
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    page.locator("summary", has_text="Lưu để biết").click()
    with _leads_to(page, re.compile(rf"/van-ban/{note}/$")):
        _button(page, "Lưu để biết").click()
    expect(page.locator(".bar .tag")).to_have_text("lưu để biết")
    page = desk.go("/")
    left = page.locator("#boxes a", has_text="Cho ý kiến chỉ đạo")
    if waiting > 3:
        expect(left.locator(".n")).to_have_text(str(waiting - 3))
    else:
        expect(left).to_have_count(0)


def test_an_officers_day(
    sit_down: Open, product: Product, day: Mapping[str, Any], mark: str
) -> None:
    desk = sit_down("chuyenvien")
    first, second = day["directed"]

    # Accepted, a note of progress, the result: done.
    page = desk.go(f"/van-ban/{first}/")
    here = re.compile(rf"/van-ban/{first}/$")
    _press(page, _button(page, "Nhận việc"), here)
    expect(page.locator(".bar .tag")).to_contain_text("đang giải quyết")
    _unfold(page, "Ghi kết quả xử lý")
    tab_to(page, page.get_by_label("Đã làm gì"))
    page.keyboard.type("Đã đếm được 28 máy.")
    _press(page, _button(page, "Ghi kết quả xử lý"), here)
    expect(page.locator("#course")).to_contain_text("Đã đếm được 28 máy.")
    _unfold(page, "Hoàn thành")
    tab_to(page, page.get_by_label("Kết quả giải quyết"))
    page.keyboard.type("Đã báo cáo UBND tỉnh.")
    _press(page, _button(page, "Hoàn thành"), here)
    expect(page.locator(".bar .tag")).to_contain_text("đã xong")

    # The other one needs more time: asked, granted by who set the date.
    page = desk.go(f"/van-ban/{second}/")
    here = re.compile(rf"/van-ban/{second}/$")
    _press(page, _button(page, "Nhận việc"), here)
    _unfold(page, "Xin gia hạn")
    wanted = f"{clock.today() + timedelta(days=21):%d/%m/%Y}"
    tab_to(page, page.get_by_label("Xin gia hạn đến"))
    page.keyboard.type(wanted)
    tab_to(page, page.get_by_label("Lý do xin gia hạn"))
    page.keyboard.type("Hai huyện chưa gửi số liệu về")
    _press(page, page.get_by_role("button", name=re.compile("^Xin gia hạn")).first, here)
    leader = sit_down("lanhdao")
    answer = leader.go(f"/van-ban/{second}/")
    expect(answer.locator("main")).to_contain_text("Hai huyện chưa gửi số liệu về")
    with _leads_to(answer, here):
        _button(answer, "Trả lời xin gia hạn").click()
    page = desk.go(f"/van-ban/{second}/")
    expect(page.locator("dl.facts").first).to_contain_text(wanted)


def _unfold(page: Page, name: str) -> None:
    """Open an action's panel by its key, where it is folded."""
    panel = page.locator("details.act", has=page.locator("summary", has_text=name)).first
    if panel.get_attribute("open") is None:
        tab_to(page, panel.locator("summary"))
        page.keyboard.press("Enter")
        expect(panel).to_have_attribute("open", "")
