"""A person at a browser: logs in, and fails on any script or policy error the page reports."""

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, ViewportSize

from tests.support.product import Product

PASSWORD = "congvan-demo"
DESK: ViewportSize = {"width": 1366, "height": 768}
PHONE: ViewportSize = {"width": 390, "height": 844}


class Desk:
    """One signed-in browser window."""

    def __init__(
        self, browser: Browser, product: Product, address: str, *, scripts: bool = True
    ) -> None:
        self.product = product
        self.address = address
        self.context: BrowserContext = browser.new_context(
            viewport=DESK, locale="vi-VN", java_script_enabled=scripts, accept_downloads=True
        )
        self.complaints: list[str] = []
        self.context.on("console", self._note)
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(60_000)
        self._log_in()

    def _log_in(self) -> None:
        self.page.goto(f"{self.product.url}/dang-nhap/")
        self.sign_in()

    def sign_in(self) -> None:
        """Fill in the log-in page that is shown."""
        self.page.get_by_label("Địa chỉ thư").fill(self.address)
        self.page.get_by_label("Mật khẩu").fill(PASSWORD)
        self.page.get_by_role("button", name="Đăng nhập").click()
        self.page.wait_for_url(lambda url: "/dang-nhap/" not in url)

    def _note(self, message: ConsoleMessage) -> None:
        url = message.location.get("url", "")
        # What a page left in the browser when its mail was sent is refused as a draft (409), which
        # the next page wants to hear; the browser notes it all the same.
        is_sent_already = "409" in message.text and url.endswith("/soan/giu/")
        if message.type == "error" and not is_sent_already:
            self.complaints.append(f"{message.text} ({url})")

    def go(self, path: str) -> Page:
        self.page.goto(self.product.url + path)
        return self.page

    def close(self) -> None:
        self.context.close()
        assert self.complaints == [], self.complaints
