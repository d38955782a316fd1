"""Links that pretend: the reader is asked first, wherever the mail is shown."""

import re
from html import unescape

import pytest
from django.urls import reverse

from tests.web.mail.conftest import plain
from tests.web.mail.test_message import url

EVIL = "https://xau.example/dang-nhap?a=1&b=2"
HONEST = "https://tot.example/tin"
HTML = f'<a href="{HONEST}">Tin mới</a> <a href="{EVIL}">dienbien.gov.vn</a>'
ALIKE = "https://stttt-dienbien.example/"


def html(text: str = HTML) -> bytes:
    return plain(text=text, **{"Content-Type": "text/html; charset=utf-8"})


def goals(page: str) -> list[str]:
    return [unescape(goal) for goal in re.findall(r'<a href="([^"]*)"', page)]


def ask(box, uid, number, more="?folder=INBOX"):
    return url(box, uid, "link", number) + more


@pytest.mark.parametrize("name", ["frame", "paper"])
def test_masked_link_leads_to_us_in_frame_and_print(alice, people, store, name):
    box = people.alice.mailbox
    uid = store.put(box, html())
    found = goals(alice.get(url(box, uid, name)).content.decode())
    assert found == [HONEST, ask(box, uid, 1)]


def test_page_names_the_real_host_and_offers_both_ways(alice, people, store):
    box = people.alice.mailbox
    uid = store.put(box, html())
    page = alice.get(ask(box, uid, 1)).content.decode()
    assert "<dd>dienbien.gov.vn</dd>" in page and "<b>xau.example</b>" in page
    assert (
        goals(page).count(EVIL) <= 1
        and f'href="{EVIL.replace("&", "&amp;")}" rel="noopener' in page
    )
    assert f'href="{url(box, uid)}"' in page and url(box, uid, "phishing") in page


def test_only_links_in_doubt_of_this_mail_have_a_page(alice, charlie, people, store):
    box = people.alice.mailbox
    uid = store.put(box, html())
    for number in (0, 2, 999):
        assert alice.get(ask(box, uid, number)).status_code == 404
    other = store.put(box, html("<p>Không có đường dẫn</p>"))
    assert alice.get(ask(box, other, 1)).status_code == 404
    page = alice.get(ask(box, uid, 1) + f"&to={HONEST}&url={HONEST}").content.decode()
    assert HONEST not in goals(page)
    assert charlie.get(ask(box, uid, 1)).status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "//xau.example",
        "java\nscript:x",
    ],
)
def test_other_kinds_of_addresses_are_no_links_at_all(alice, people, store, address):
    box = people.alice.mailbox
    uid = store.put(box, html(f'<a href="{address}">dienbien.gov.vn</a>'))
    assert goals(alice.get(url(box, uid, "frame")).content.decode()) == []
    assert alice.get(ask(box, uid, 0)).status_code == 404


def test_look_alike_of_a_domain_of_ours_is_asked_about(alice, people, store):
    box = people.alice.mailbox
    uid = store.put(box, html(f'<a href="{ALIKE}">Đăng nhập</a>'))
    assert goals(alice.get(url(box, uid, "frame")).content.decode()) == [ask(box, uid, 0)]
    assert "viết gần giống stttt.dienbien.example" in alice.get(url(box, uid)).content.decode()
    assert "viết gần giống" in alice.get(ask(box, uid, 0)).content.decode()


def test_text_of_a_mail_asks_too_and_keeps_honest_links(alice, people, store):
    box = people.alice.mailbox
    words = f"Xem {HONEST} hoặc {ALIKE} hoặc https://dienbien.gov.vn@xau.example/ <b>ngay</b>"
    uid = store.put(box, plain(text=words))
    page = alice.get(url(box, uid)).content.decode()
    body = page[page.index("pre-wrap") :]
    asked = [ask(box, uid, number, "?folder=INBOX&as=text") for number in (1, 2)]
    assert goals(body)[:3] == [HONEST, *asked]
    assert "&lt;b&gt;ngay&lt;/b&gt;" in body
    assert "<b>xau.example</b>" in alice.get(asked[1]).content.decode()
    assert page.count("Cẩn thận.") == 2


def test_html_mail_read_as_text_numbers_its_own_links(alice, people, store):
    box = people.alice.mailbox
    uid = store.put(box, html(f"<p>{ALIKE}</p><a href='{HONEST}'>a</a>"))
    page = alice.get(url(box, uid) + "?as=text").content.decode()
    assert ask(box, uid, 0, "?folder=INBOX&as=text") in goals(page)
    assert alice.get(ask(box, uid, 0, "?folder=INBOX&as=text")).status_code == 200
    assert alice.get(ask(box, uid, 0)).status_code == 404


def test_conversation_asks_and_warns(alice, people, store):
    box = people.alice.mailbox
    uid = store.put(box, plain(text=f"Xem {ALIKE}"))
    page = alice.get(reverse("mail:conversation", args=[box.pk, uid])).content.decode()
    assert ask(box, uid, 0, "?folder=INBOX&as=text") in goals(page)
    assert "viết gần giống" in page
