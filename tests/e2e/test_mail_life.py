"""One mail: a mail program, the queue, Dovecot, two browsers; a failure comes back as a report."""

import smtplib
import ssl
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.desk import PASSWORD, Desk
from tests.support.pdfs import make_letter
from tests.support.product import Product

SENDER = "chuyenvien@stttt.dienbien.example"
READER = "truongphong@stc.dienbien.example"


def _mark() -> str:
    return f"Số liệu máy chủ {uuid.uuid4().hex[:8]}"


@contextmanager
def _logged_in(product: Product) -> Iterator[smtplib.SMTP]:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with smtplib.SMTP("127.0.0.1", product.submission, timeout=20) as client:
        client.starttls(context=context)
        client.login(SENDER, PASSWORD)
        yield client


def _submit(product: Product, message: EmailMessage, recipient: str) -> None:
    with _logged_in(product) as client:
        client.send_message(message, SENDER, [recipient])


def _message(subject: str, *, html: str = "") -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = SENDER, READER, subject
    message.set_content("Mường Chà 1, Tuần Giáo 1; Mường Nhé chưa có.")
    if html:
        message.add_alternative(html, subtype="html")
    return message


def _row(page: Page, subject: str):
    return page.locator("#mails a", has_text=subject).first


def test_new_mail_shows_by_itself(product: Product, browser: Browser) -> None:
    desk = Desk(browser, product, READER)
    page = desk.go("/thu/")
    expect(page.locator("body[data-live=on]")).to_be_attached()
    subject = _mark()
    _submit(product, _message(subject), READER)
    expect(_row(page, subject)).to_be_visible()
    _row(page, subject).click()
    expect(page.locator("article.read")).to_contain_text("Mường Nhé chưa có")
    desk.close()


def test_answer_with_attachment_goes_back_and_is_kept_in_sent(
    product: Product, browser: Browser, tmp_path: Path
) -> None:
    subject = _mark()
    _submit(product, _message(subject), READER)
    letter = tmp_path / "Báo cáo máy chủ.pdf"
    letter.write_bytes(make_letter("12/STC-VP", "báo cáo máy chủ"))

    reader = Desk(browser, product, READER)
    page = reader.go("/thu/")
    _row(page, subject).click()
    page.get_by_role("link", name="Trả lời", exact=True).click()
    assert SENDER in page.get_by_label("Đến", exact=True).input_value()
    page.get_by_label("Nội dung").fill("Kính gửi đồng chí, Sở gửi báo cáo kèm theo.")
    page.get_by_label("Tệp đính kèm").set_input_files(letter)
    page.get_by_role("button", name="Gửi", exact=True).click()
    page.wait_for_url(lambda url: "soan" not in url)
    page.get_by_role("link", name="Đã gửi").first.click()
    expect(_row(page, subject)).to_be_visible()
    reader.close()

    sender = Desk(browser, product, SENDER)
    page = sender.go("/thu/")
    _row(page, subject).click()
    expect(page.locator("article.read")).to_contain_text("Sở gửi báo cáo kèm theo")
    with page.expect_download() as download:
        page.get_by_role("link", name="Báo cáo máy chủ.pdf").click()
    assert Path(download.value.path()).read_bytes() == letter.read_bytes()
    sender.close()


def test_html_mail_runs_nothing_and_fetches_nothing(product: Product, browser: Browser) -> None:
    subject = _mark()
    evil = (
        "<p>Kính gửi <b>đồng chí</b></p><script>top.document.title='bị chiếm'</script>"
        "<img src='http://theo-doi.example/x.png' onerror=\"top.location='http://x.example'\">"
        "<a href='javascript:alert(1)'>bấm</a><style>@import 'http://x.example/y.css';</style>"
    )
    _submit(product, _message(subject, html=evil), READER)
    desk = Desk(browser, product, READER)
    asked: list[str] = []
    desk.page.on("request", lambda request: asked.append(request.url))
    page = desk.go("/thu/")
    _row(page, subject).click()
    expect(page.frame_locator("iframe").locator("b")).to_have_text("đồng chí")
    assert "bị chiếm" not in page.title()
    assert [url for url in asked if not url.startswith(product.url)] == []
    expect(page.locator("article.read")).to_contain_text("hình từ bên ngoài đã bị chặn")
    desk.close()


def test_unknown_recipient_is_named_and_the_text_is_kept(
    product: Product, browser: Browser
) -> None:
    desk = Desk(browser, product, SENDER)
    page = desk.go("/thu/soan/")
    page.get_by_label("Đến", exact=True).fill("khong.co.ai@stc.dienbien.example")
    page.get_by_label("Nội dung").fill("Một lá thư dài mà không ai muốn gõ lại.")
    page.get_by_role("button", name="Gửi", exact=True).click()
    expect(page.get_by_role("alert").first).to_contain_text("khong.co.ai@stc.dienbien.example")
    expect(page.get_by_label("Nội dung")).to_have_value("Một lá thư dài mà không ai muốn gõ lại.")
    desk.complaints.clear()  # the browser notes the 4xx answer itself
    desk.close()


def test_draft_is_kept_reopened_and_sent_without_scripts(
    product: Product, browser: Browser
) -> None:
    subject = _mark()
    desk = Desk(browser, product, SENDER, scripts=False)
    page = desk.go("/thu/soan/")
    page.get_by_label("Đến", exact=True).fill(READER)
    page.get_by_label("Tiêu đề").fill(subject)
    page.get_by_label("Nội dung").fill("Đang soạn dở")
    page.get_by_role("button", name="Lưu nháp").click()
    page.get_by_role("link", name="Thư nháp").first.click()
    _row(page, subject).click()
    page.get_by_label("Nội dung").fill("Đã soạn xong.")
    page.get_by_role("button", name="Gửi", exact=True).click()
    page.get_by_role("link", name="Thư nháp").first.click()
    expect(page.locator("#mails a", has_text=subject)).to_have_count(0)
    desk.close()
    reader = Desk(browser, product, READER, scripts=False)
    page = reader.go("/thu/")
    for _ in range(100):
        if page.locator("#mails a", has_text=subject).count():
            break
        page.wait_for_timeout(200)
        page.reload()
    _row(page, subject).click()
    expect(page.locator("article.read")).to_contain_text("Đã soạn xong.")
    reader.close()


_MAKE_SMALL_BOX = """
from mailsvc.directory import services
from mailsvc.directory.actor import SYSTEM
from mailsvc.directory.selectors import get_agency
from mailsvc.mailstore.users import render_users
services.create_mailbox(SYSTEM, address="hop-nho@stc.dienbien.example", name="Hộp nhỏ",
    agency=get_agency("STC"), quota_mb=1)
render_users()
"""
_WISH = """
from mailsvc.directory.selectors import find_account, get_actor
from mailsvc.preferences.services import save
from mailsvc.preferences.wishes import Wishes
for address in ("chuyenvien@stttt.dienbien.example", "truongphong@stc.dienbien.example"):
    save(get_actor(find_account(address=address)), wishes=Wishes({wish}))
"""


@pytest.fixture(scope="module", autouse=True)
def _small_box(product: Product) -> Iterator[None]:
    """A small mailbox, and two people who wait for no undo while these tests last."""
    product.manage("shell", "-c", _MAKE_SMALL_BOX + _WISH.format(wish="undo_send_s=0"))
    yield
    product.manage("shell", "-c", _WISH.format(wish=""))


def test_failure_comes_back_as_a_report_in_words(product: Product, browser: Browser) -> None:
    """A mail over the quota of its mailbox: refused at once when its size is said before; else
    Dovecot refuses it, hence a report to the sender.
    """
    subject = _mark()
    message = _message(subject)
    message.replace_header("To", "hop-nho@stc.dienbien.example")
    message.add_attachment(b"x" * 2_000_000, maintype="application", subtype="octet-stream")
    with pytest.raises(smtplib.SMTPRecipientsRefused, match="5.2.2"):
        _submit(product, message, "hop-nho@stc.dienbien.example")
    with _logged_in(product) as client:
        client.mail(SENDER)  # no SIZE
        client.rcpt("hop-nho@stc.dienbien.example")
        assert client.data(message.as_bytes())[0] == 250
    desk = Desk(browser, product, SENDER)
    page = desk.go("/thu/")
    report = page.locator("#mails a", has_text="không gửi được").first
    expect(report).to_be_visible()
    report.click()
    expect(page.locator("article.read")).to_contain_text("hop-nho@stc.dienbien.example")
    desk.close()


def test_stranger_gets_nothing_by_url(product: Product, browser: Browser) -> None:
    owner = Desk(browser, product, READER)
    page = owner.go("/thu/")
    target = page.locator("#mails a").first.get_attribute("href")
    assert target is not None
    owner.close()
    stranger = Desk(browser, product, SENDER)
    response = stranger.page.goto(product.url + target)
    assert response is not None
    assert response.status == 404
    stranger.complaints.clear()
    stranger.close()
