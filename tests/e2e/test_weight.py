"""Page weight as a browser on a thin line gets it: compressed, all files in."""

import gzip

import pytest
from playwright.sync_api import Browser, Page, Response

from tests.support.desk import PASSWORD, Desk
from tests.support.product import Product

FIRST_VISIT = 80 * 1024
LATER_PAGE = 15 * 1024
STYLESHEET = 12 * 1024
CLERK = "vanthu@stttt.dienbien.example"


class Scale:
    """Adds up what crosses the wire: bodies as sent, and headers."""

    def __init__(self, page: Page) -> None:
        self.bytes = 0
        self.types: dict[str, int] = {}
        page.on("response", self._weigh)

    def _weigh(self, response: Response) -> None:
        sizes = response.request.sizes()
        weight = sizes["responseBodySize"] + sizes["responseHeadersSize"]
        self.bytes += weight
        kind = response.request.resource_type
        self.types[kind] = self.types.get(kind, 0) + weight


@pytest.fixture
def desk(product: Product, browser: Browser):
    one = Desk(browser, product, CLERK)
    yield one
    one.close()


def test_first_visit_with_all_its_files(product: Product, browser: Browser) -> None:
    context = browser.new_context(locale="vi-VN")
    page = context.new_page()
    scale = Scale(page)
    page.goto(product.url + "/dang-nhap/")
    page.get_by_label("Địa chỉ thư").fill(CLERK)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    page.wait_for_load_state("networkidle")
    page.goto(product.url + "/thu/")
    page.wait_for_load_state("networkidle")
    context.close()
    assert 0 < scale.bytes <= FIRST_VISIT, scale.types


@pytest.mark.parametrize("path", ["/", "/thu/", "/thu/soan/", "/van-ban/", "/van-ban/vao-so/"])
def test_later_pages(desk: Desk, path: str) -> None:
    desk.go("/thong-ke/?thang=2009-11")
    desk.go(path)
    scale = Scale(desk.page)
    desk.go(path)
    desk.page.wait_for_load_state("networkidle")
    assert 0 < scale.bytes <= LATER_PAGE, scale.types


def test_own_styles_stay_small(desk: Desk) -> None:
    sizes: dict[str, int] = {}
    for path in ("/thu/", "/van-ban/", "/thong-ke/?thang=2009-11"):
        for link in desk.go(path).locator("link[rel=stylesheet]").all():
            href = str(link.get_attribute("href"))
            assert href.startswith("/static/")
            body = desk.page.request.get(desk.product.url + href).body()
            sizes[href] = len(gzip.compress(body, 9))
    assert 0 < sum(sizes.values()) <= STYLESHEET, sizes
