"""A large file from the page it is written on to whoever had the mail: with forms only."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from mailsvc.audit.models import AuditEvent
from mailsvc.filelinks.models import FileLink
from mailsvc.message import parse
from mailsvc.queue.models import QueuedMessage
from tests.web.mail.conftest import signed_in
from tests.web.mail.test_compose import TO, begin, form_of, hidden, sent_content, url

OUTSIDE = "ban@ngoai.example"


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.FILE_LINKS_DIR = tmp_path


def large(name="Bản đồ <b>quy hoạch</b>.zip", content=b"PK large") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "text/html")


def linked(browser: Client, people, **fields):
    """The page after "upload", and the fields to go on with."""
    form = begin(browser, people.alice.mailbox) | {"to": TO, "subject": "Bản đồ", "text": "Gửi"}
    form |= {"large": large(), "action": "link"} | fields
    page = browser.post(url(people.alice.mailbox), form)
    assert page.status_code == 200
    return page


def sent(browser: Client, people, to: str = TO) -> str:
    """A mail with a link has gone; the path of the link."""
    form = form_of(linked(browser, people)) | {"to": to, "action": "send"}
    answer = browser.post(url(people.alice.mailbox), form)
    asked = re.search(r'name="confirmed" value="([0-9a-f]{32})"', answer.content.decode())
    if asked:
        answer = browser.post(url(people.alice.mailbox), form | {"confirmed": asked[1]})
    assert answer.status_code == 302
    found = re.search(r"http://\S+(/tep-lon/[0-9a-z]+/)", parse(sent_content()).text)
    assert found is not None
    return found[1]


def test_uploaded_sent_and_had_by_its_recipient_alone(alice, bob, charlie, people, store) -> None:
    path = sent(alice, people)
    page = charlie.get(path)
    assert "Bản đồ _b_quy hoạch_" not in page.content.decode()  # a path, not a name
    link = FileLink.objects.get()
    assert link.name in page.content.decode() and "Quàng Thị Hoa" in page.content.decode()
    answer = charlie.get(f"{path}tai-ve/")
    assert b"".join(answer) == b"PK large"
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")
    for browser in (bob, signed_in(people.dana)):
        assert browser.get(path).status_code == 404
        assert browser.get(f"{path}tai-ve/").status_code == 404
    for suffix in ("", "tai-ve/"):
        answer = Client().get(path + suffix)
        assert answer.status_code == 302 and answer["Location"].startswith("/dang-nhap/")
        assert Client().get("/tep-lon/" + "0" * 32 + "/" + suffix).status_code == 302
    assert FileLink.objects.get().downloads == 1


def test_somebody_outside_has_it_without_a_log_in(alice, people, store) -> None:
    path = sent(alice, people, OUTSIDE)
    browser = Client()
    page = browser.get(path)
    assert page.status_code == 200 and page["X-Robots-Tag"] == "noindex"
    assert FileLink.objects.get().downloads == 0  # a look takes nothing
    assert b"".join(browser.get(f"{path}tai-ve/")) == b"PK large"
    rest = browser.get(f"{path}tai-ve/", headers={"Range": "bytes=3-"})
    assert (rest.status_code, b"".join(rest)) == (206, b"large")
    assert FileLink.objects.get().downloads == 1  # going on is no second time
    told = AuditEvent.objects.filter(action="download_file").order_by("seq")
    assert [one.facts["first_byte"] for one in told] == [0, 3]  # but nothing goes unseen
    assert browser.get(f"{path}tai-ve/", headers={"Range": "bytes=900-"}).status_code == 416
    assert told.count() == 2
    assert browser.post(f"{path}tai-ve/").status_code == 405


def test_send_pressed_with_a_large_file_shows_the_link_first(alice, people, store) -> None:
    page = linked(alice, people, action="send")
    assert "Thư CHƯA gửi" in page.content.decode()
    assert "/tep-lon/" in page.context["form"]["text"].value()
    assert not QueuedMessage.objects.exists()


def test_attachments_and_form_stay_with_it(alice, people, store) -> None:
    paper = SimpleUploadedFile("nhỏ.pdf", b"%PDF-1.4 x", "application/pdf")
    html = (
        "<p>Kính gửi</p><p>Ngày 1/2/2009, ai đó &lt;a@b.vn&gt; viết:</p><blockquote>cũ</blockquote>"
    )
    page = linked(alice, people, attachments=[paper], html=html, edited="html")
    form = page.context["form"]
    assert "nhỏ.pdf" in page.content.decode()
    rich = form["html"].value()
    assert rich.index("Kính gửi") < rich.index("/tep-lon/") < rich.index("viết:")
    assert "/tep-lon/" in form["text"].value()


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (None, "chọn tệp lớn trước"),
        (large("virus.exe"), "tệp có thể chạy lệnh"),
        (large(content=b""), "Tệp trống"),
        (large(content=b"x" * 1025 * 1024), "lớn hơn 1 MB"),
    ],
)
def test_what_is_refused_is_said_and_the_text_kept(alice, people, store, settings, file, said):
    settings.FILE_LINK_MAX_BYTES = 1024 * 1024
    form = begin(alice, people.alice.mailbox) | {"to": TO, "text": "Giữ lại", "action": "link"}
    answer = alice.post(url(people.alice.mailbox), form | ({"large": file} if file else {}))
    page = answer.content.decode()
    assert answer.status_code in {403, 413, 422}
    assert said in page and "Giữ lại" in page
    assert not FileLink.objects.exists()


def test_a_program_is_refused_among_the_attachments_too(alice, people, store) -> None:
    form = begin(alice, people.alice.mailbox) | {"to": TO, "text": "x", "action": "send"}
    answer = alice.post(url(people.alice.mailbox), form | {"attachments": [large("a.pdf.exe")]})
    assert answer.status_code == 422 and "nén lại" in answer.content.decode()
    ok = alice.post(url(people.alice.mailbox), form | {"attachments": [large("a.exe.zip")]})
    assert ok.status_code == 302


def test_a_link_that_was_closed_holds_the_mail_back(alice, people, store) -> None:
    form = form_of(linked(alice, people)) | {"action": "send"}
    box = people.alice.mailbox.pk
    path = f"/thu/{box}/tep-lon/{FileLink.objects.get().pk}/"
    alice.post(path, {"action": "close"})
    answer = alice.post(url(people.alice.mailbox), form)
    assert answer.status_code == 422 and "trang “Tệp lớn”" in answer.content.decode()
    assert not QueuedMessage.objects.exists()
    alice.post(path, {"action": "reopen"})
    assert alice.post(url(people.alice.mailbox), form).status_code == 302


def test_the_sender_sees_who_had_it_and_shuts_it(alice, charlie, people, store) -> None:
    here = f"/thu/{people.alice.mailbox.pk}/tep-lon/"
    assert "Chưa có tệp lớn nào" in alice.get(here).content.decode()
    path = sent(alice, people)
    assert b"".join(charlie.get(f"{path}tai-ve/"))
    page = alice.get(here).content.decode()
    assert "tải 1 lần" in page and TO in page
    own = f"{here}{FileLink.objects.get().pk}/"
    assert "Mở lại" in alice.post(own, {"action": "close"}, follow=True).content.decode()
    gone = charlie.get(path)
    assert gone.status_code == 404 and "đã thu hồi" in gone.content.decode()
    alice.post(own, {"action": "reopen"})
    assert charlie.get(path).status_code == 200
    assert charlie.post(own, {"action": "close"}).status_code == 404
    assert alice.post(own, {"action": "eat"}).status_code == 404
    alice.post(own, {"action": "close"})
    assert "Đã xóa hẳn" in alice.post(own, {"action": "remove"}, follow=True).content.decode()


def test_taken_back_before_it_went_the_mail_opens_nothing(alice, charlie, people, store) -> None:
    path = sent(alice, people)
    assert charlie.get(path).status_code == 200
    alice.post(f"/thu/lay-lai/{QueuedMessage.objects.get().pk}/")
    assert charlie.get(path).status_code == 404
    assert alice.get(path).status_code == 200


def test_the_script_gets_the_lines_or_the_reason(alice, people, store) -> None:
    path = f"/thu/{people.alice.mailbox.pk}/soan/tep-lon/"
    told = alice.post(path, {"large": large(), "large_days": "7"}).json()
    assert told["url"].endswith(f"/tep-lon/{FileLink.objects.get().key}/")
    assert told["url"] in told["words"]
    refused = alice.post(path, {"large": large("a.exe")})
    assert (refused.status_code, refused.json()["code"]) == (403, "file_kind")
    assert (
        Client().post(path, {"large": large()}, headers={"Accept": "application/json"}).status_code
        == 401
    )


def test_none_is_offered_where_links_are_off(alice, people, store, settings) -> None:
    assert 'name="large"' in alice.get(url(people.alice.mailbox)).content.decode()
    settings.FILE_LINK_MAX_BYTES = 0
    page = alice.get(url(people.alice.mailbox)).content.decode()
    assert 'name="large"' not in page and "Tệp lớn" not in page
    assert hidden(page)["token"]
