"""All header fields in words and as written."""

from django.urls import reverse

from tests.web.mail.conftest import plain

RECEIVED = "from a.example by mx.example with ESMTPS; Tue, 22 Dec 2009 08:52:00 +0700"
BEFORE = "from pc by a.example with SMTP; Tue, 22 Dec 2009 08:42:00 +0700"


def url(mailbox, uid):
    return reverse("mail:headers", args=[mailbox.pk, uid])


def test_the_way_stands_in_words_and_every_field_beside(alice, people, store):
    content = f"Received: {RECEIVED}\r\nReceived: {BEFORE}\r\n".encode() + plain(
        **{"X-Thu": "<b>=?utf-8?q?Xin_ch=C3=A0o?=</b>"}
    )
    uid = store.put(people.alice.mailbox, content)
    page = alice.get(url(people.alice.mailbox, uid)).content.decode()
    assert page.index("máy a.example nhận từ pc") < page.index("máy mx.example nhận từ a.example")
    assert "chậm 10 phút" in page and "đường truyền mã hóa" in page
    assert "<dt>X-Thu</dt><dd>&lt;b&gt;Xin chào&lt;/b&gt;</dd>" in page
    assert "=?utf-8?q?Xin_ch=C3=A0o?=" in page  # as written
    assert page.count("Mời đồng chí dự họp.") == 0  # the text is no header


def test_a_mail_without_fields_has_a_page(alice, people, store):
    uid = store.put(people.alice.mailbox, b"\x00\xff no header at all")
    assert "không ghi đã qua" in alice.get(url(people.alice.mailbox, uid)).content.decode()
