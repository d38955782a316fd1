"""Order and selection of a list, by its links."""

import re

import pytest
from django.urls import reverse

from tests.web.mail.conftest import plain


@pytest.fixture
def box(people, store):
    mailbox = people.alice.mailbox
    store.put(mailbox, plain("Ba", text="ngắn", From="Chi <c@x.vn>", To="khac@x.vn"))
    store.put(mailbox, plain("Anh", text="dài " * 200, From="Bình <b@x.vn>"), flags=("\\Seen",))
    store.put(mailbox, plain("Cờ", text="vừa " * 20, From="An <a@x.vn>"), flags=("$label4",))
    return mailbox


def subjects(client, mailbox, query=""):
    page = client.get(reverse("mail:list", args=[mailbox.pk]) + query).content.decode()
    return re.findall(r"(Ba|Anh|Cờ)</a>", page)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["Cờ", "Anh", "Ba"]),
        ("?sort=-date", ["Ba", "Anh", "Cờ"]),
        ("?sort=sender", ["Cờ", "Anh", "Ba"]),
        ("?sort=-sender", ["Ba", "Anh", "Cờ"]),
        ("?sort=subject", ["Anh", "Ba", "Cờ"]),
        ("?sort=size", ["Anh", "Cờ", "Ba"]),
        ("?only=unread", ["Cờ", "Ba"]),
        ("?only=mine", ["Cờ", "Anh"]),
        ("?only=starred", []),
        ("?label=4", ["Cờ"]),
        ("?sort=nonsense&only=%0d%0a&label=99", ["Cờ", "Anh", "Ba"]),
    ],
)
def test_lists_are_sorted_and_narrowed(alice, box, query, expected):
    assert subjects(alice, box, query) == expected


def test_nothing_of_the_kind_says_so_and_leads_back(alice, box):
    page = alice.get(reverse("mail:list", args=[box.pk]) + "?only=starred").content.decode()
    assert "Không có thư nào như vậy" in page and "Xem tất cả" in page


def test_an_act_and_a_mail_lead_back_to_the_same_list(alice, box, store):
    path = reverse("mail:list", args=[box.pk])
    page = alice.get(path + "?only=unread&sort=size").content.decode()
    view = re.search(r'name="view" value="([^"]*)"', page)[1].replace("&amp;", "&")
    data = {"folder": "INBOX", "action": "star", "uids": ["1"], "view": view}
    done = alice.post(reverse("mail:act", args=[box.pk]), data)
    assert done.headers["Location"] == path + "?sort=size&only=unread"
    assert f"/{box.pk}/1/?sort=size&amp;only=unread" in page


def test_labels_and_first_words_are_shown(alice, box):
    page = alice.get(reverse("mail:list", args=[box.pk])).content.decode()
    assert '<span class="tag l4">Cần làm</span>' in page
    assert '<span class="look">ngắn</span>' in page


def test_a_refresh_of_what_did_not_change_is_empty(alice, box, store):
    path = reverse("mail:list", args=[box.pk])
    store.state = "7.1"
    fresh = alice.get(path, headers={"HX-Request": "true"})
    assert fresh.status_code == 200 and '"state": "7.1"' in fresh.content.decode()
    same = alice.get(path + "?state=7.1", headers={"HX-Request": "true"})
    assert (same.status_code, same.content) == (204, b"")
    store.state = "7.2"
    assert alice.get(path + "?state=7.1", headers={"HX-Request": "true"}).status_code == 200
    assert alice.get(path + "?state=7.2").status_code == 200


def test_an_open_mail_leads_back_to_the_list_it_was_opened_from(alice, box):
    path = reverse("mail:message", args=[box.pk, 1]) + "?sort=size&only=unread"
    page = alice.get(path).content.decode()
    assert f'href="{reverse("mail:list", args=[box.pk])}?sort=size&amp;only=unread"' in page
