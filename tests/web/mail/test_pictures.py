"""Pictures outside: blocked, shown when asked, always for a sender that is proven; by us alone."""

import re

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse

from mailsvc.directory.models import MailboxGrant
from mailsvc.pictures import proxy
from mailsvc.pictures.models import ShownSender
from tests.web.mail.conftest import plain
from tests.web.mail.test_message import url
from webui.mail import pictures

HTML = '<p>Kính gửi</p><img src="https://ngoai.example/a.png?b=1&amp;c=2" alt="Ảnh">'
JPEG = b"\xff\xd8\xff hinh"


def mail(settings, dmarc: str = "pass") -> bytes:
    proof = f"{settings.HOST_NAME}; dmarc={dmarc} header.from=vp.example"
    return plain(
        text=HTML,
        **{"Content-Type": "text/html; charset=utf-8", "Authentication-Results": proof},
    )


@pytest.fixture
def on(settings):
    settings.REMOTE_PICTURES = True
    return settings


@pytest.fixture
def fetched(monkeypatch):
    """Instead of the net: what was asked for."""
    asked: list[tuple[str, str]] = []

    def show(url: str, *, reader: str) -> bytes:
        asked.append((reader, url))
        return JPEG

    monkeypatch.setattr(proxy, "show", show)
    return asked


def frame(client, mailbox, uid, query=""):
    return client.get(url(mailbox, uid, "frame") + query)


def test_switched_off_nothing_offers_or_shows_them(alice, people, store, settings, fetched):
    box = people.alice.mailbox
    uid = store.put(box, mail(settings))
    page = alice.get(url(box, uid) + "?pictures=1").content.decode()
    assert "1 hình từ bên ngoài đã bị chặn" in page and "Hiện hình lần này" not in page
    shown = frame(alice, box, uid, "?pictures=1")
    assert "<img" not in shown.content.decode() and "/hinh/" not in shown.headers[POLICY]
    token = pictures.sign_for(people.alice.actor, box.pk)("https://ngoai.example/a.png")
    assert alice.get(token).status_code == 404 and fetched == []


POLICY = "Content-Security-Policy"


def test_asked_for_they_come_by_an_address_of_ours(alice, people, store, on, fetched):
    box = people.alice.mailbox
    uid = store.put(box, mail(on, dmarc="none"))
    page = alice.get(url(box, uid)).content.decode()
    assert "?pictures=1" in page and "Luôn hiện hình" not in page  # nobody proved who it is from
    assert "<img" not in frame(alice, box, uid).content.decode()
    shown = frame(alice, box, uid, "?pictures=1")
    body = shown.content.decode()
    assert "ngoai.example" not in body
    assert "img-src data: http://testserver/hinh/;" in shown.headers[POLICY]
    (address,) = re.findall(r'<img src="(/hinh/[^"]+)" alt="Ảnh">', body)
    answer = Client().get(address)  # the frame has no origin, so no cookie comes
    assert (answer.status_code, answer.content) == (200, JPEG)
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert fetched == [(people.alice.account.address, "https://ngoai.example/a.png?b=1&c=2")]


def test_the_signature_is_the_door(people, on, fetched):
    signed = pictures.sign_for(people.bob.actor, people.shared.pk)("https://ngoai.example/a.png")
    nobody = Client()
    assert nobody.get(signed).status_code == 200
    assert nobody.get(signed[:-2] + "/").status_code == 404
    foreign = signing.dumps(["x@y", people.shared.pk, "https://ngoai.example/"], salt="other")
    assert nobody.get(reverse("picture", args=[foreign])).status_code == 404
    MailboxGrant.objects.filter(account=people.bob.account).delete()
    assert nobody.get(signed).status_code == 404  # the right is gone meanwhile
    assert len(fetched) == 1


def test_an_old_address_no_longer_holds(people, on, fetched, monkeypatch):
    signed = pictures.sign_for(people.alice.actor, people.alice.mailbox.pk)("https://a.example/")
    monkeypatch.setattr(pictures, "HOLDS_S", -1)
    assert Client().get(signed).status_code == 404 and fetched == []


def test_always_for_a_sender_and_no_longer(alice, bob, people, store, on):
    box = people.alice.mailbox
    uid = store.put(box, mail(on))
    door = url(box, uid, "pictures")
    assert alice.post(door, {"action": "always"}).status_code == 302
    assert "<img" in frame(alice, box, uid).content.decode()
    page = alice.get(url(box, uid)).content.decode()
    assert "Thôi luôn hiện hình" in page and "?pictures=1" not in page
    forged = store.put(box, mail(on, dmarc="fail"))
    assert "<img" not in frame(alice, box, forged).content.decode()
    theirs = store.put(people.shared, mail(on))
    assert "<img" not in frame(bob, people.shared, theirs).content.decode()  # one person's wish
    alice.post(door, {"action": "no_longer"})
    assert not ShownSender.objects.exists()
    assert "<img" not in frame(alice, box, uid).content.decode()


def test_always_for_a_domain_and_no_longer(alice, people, store, on):
    box = people.alice.mailbox
    uid, other = store.put(box, mail(on)), store.put(box, mail(on).replace(b"<binh@", b"<lan@"))
    door = url(box, uid, "pictures")
    assert "Luôn hiện hình của mọi người ở vp.example" in alice.get(url(box, uid)).content.decode()
    assert alice.post(door, {"action": "always_domain"}).status_code == 302
    assert ShownSender.objects.get().address == "@vp.example"
    assert "<img" in frame(alice, box, other).content.decode()
    forged = store.put(box, mail(on, dmarc="fail"))
    assert "<img" not in frame(alice, box, forged).content.decode()
    elsewhere = store.put(box, mail(on).replace(b"@vp.example>", b"@xa.vp.example>"))
    assert "<img" not in frame(alice, box, elsewhere).content.decode()
    assert "Thôi luôn hiện hình của @vp.example" in alice.get(url(box, other)).content.decode()
    alice.post(url(box, other, "pictures"), {"action": "no_longer"})
    assert not ShownSender.objects.exists()


def test_a_domain_anybody_may_join_is_not_offered(alice, people, store, on):
    box = people.alice.mailbox
    uid = store.put(box, mail(on).replace(b"@vp.example>", b"@gmail.com>"))
    page = alice.get(url(box, uid)).content.decode()
    assert "Luôn hiện hình của người gửi này" in page and "mọi người ở" not in page
    door = url(box, uid, "pictures")
    assert alice.post(door, {"action": "always_domain"}).status_code == 422
    assert alice.post(door, {"action": "always"}).status_code == 302
    assert ShownSender.objects.get().address.endswith("@gmail.com")


def test_a_mail_without_a_sender_has_nobody_to_trust(alice, people, store, on):
    content = re.sub(rb"From: [^\r]+\r\n", b"", mail(on))
    uid = store.put(people.alice.mailbox, content)
    assert alice.post(url(people.alice.mailbox, uid, "pictures")).status_code == 422


def test_only_pictures_are_let_through(alice, people, store, on):
    html = (
        "<img src=https://a.example/1.png srcset='https://a.example/2.png 2x'>"
        "<table background=https://a.example/3.png><tr><td>x</td></tr></table>"
        "<div style='background:url(https://a.example/4.png)'>y</div>"
        "<video poster=https://a.example/5.png></video><img src='//a.example/6.png'>"
    )
    content = mail(on).replace(HTML.encode(), html.encode())
    uid = store.put(people.alice.mailbox, content)
    body = frame(alice, people.alice.mailbox, uid, "?pictures=1").content.decode()
    assert body.count("/hinh/") == 1 and "a.example" not in body
