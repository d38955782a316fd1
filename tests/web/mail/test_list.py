"""The list of a folder."""

import gzip

import pytest
from django.urls import reverse

from mailsvc.preferences.services import save
from mailsvc.preferences.wishes import Wishes
from tests.web.mail.conftest import mail, plain


def url(mailbox, **query):
    path = reverse("mail:list", args=[mailbox.pk])
    return path + ("?" + "&".join(f"{k}={v}" for k, v in query.items()) if query else "")


def fill(store, mailbox, count):
    for n in range(1, count + 1):
        subject = f"V/v báo cáo tình hình ứng dụng công nghệ thông tin số {n} quý IV năm 2009"
        sender = f"Nguyễn Văn {'BHPM'[n % 4]} {n} <n{n}@vp.example>"
        store.put(mailbox, plain(subject, From=sender))


def test_home_leads_to_the_own_inbox(alice, people, store):
    response = alice.get(reverse("mail:home"))
    assert response.headers["Location"] == url(people.alice.mailbox)


def test_list_shows_newest_first_with_folders_and_counts(alice, people, store):
    store.put(people.alice.mailbox, plain("Thư cũ"), flags=("\\Seen",))
    store.put(people.alice.mailbox, mail())
    page = alice.get(url(people.alice.mailbox)).content.decode()
    assert page.index("V/v báo cáo tình hình") < page.index("Thư cũ")
    assert "<title>Hộp thư đến (1) – Công Văn</title>" in page
    assert 'Hộp thư đến <span class="n">1</span>' in page
    assert "Văn thư Sở Thông tin" in page
    assert 'class="clip"' in page


def test_list_pages(alice, people, store):
    fill(store, people.alice.mailbox, 120)
    first = alice.get(url(people.alice.mailbox)).content.decode()
    assert "1–50 / 120" in first
    assert "số 120 quý" in first and "số 70 quý" not in first
    last = alice.get(url(people.alice.mailbox, page=3)).content.decode()
    assert "101–120 / 120" in last
    assert alice.get(url(people.alice.mailbox, page="x")).status_code == 200


def test_list_weighs_little_and_asks_a_fixed_number_of_queries(
    alice, people, store, django_assert_num_queries
):
    fill(store, people.alice.mailbox, 50)
    with django_assert_num_queries(8):
        page = alice.get(url(people.alice.mailbox)).content
    assert len(gzip.compress(page)) <= 14 * 1024


def test_search_finds_and_says_when_it_finds_nothing(alice, people, store):
    fill(store, people.alice.mailbox, 3)
    store.put(people.alice.mailbox, plain("Lịch bảo trì"))
    found = alice.get(url(people.alice.mailbox, q="bảo trì")).content.decode()
    assert "Lịch bảo trì" in found and "ứng dụng" not in found
    nothing = alice.get(url(people.alice.mailbox, q="không có đâu")).content.decode()
    assert "Không có thư nào có “không có đâu”" in nothing


def test_htmx_gets_the_list_and_the_boxes_alone(alice, people, store):
    store.put(people.alice.mailbox, plain())
    part = alice.get(url(people.alice.mailbox), headers={"HX-Request": "true"}).content.decode()
    assert part.startswith('<div id="mails"')
    assert 'hx-swap-oob="true"' in part
    assert "<html" not in part


@pytest.mark.parametrize("folder", ["INBOX", "Drafts", "Sent", "Trash", "Archive"])
def test_empty_folders_say_what_comes_there(alice, people, store, folder):
    assert 'class="empty"' in alice.get(url(people.alice.mailbox, folder=folder)).content.decode()


def test_missing_folder_and_odd_names_are_refused_not_broken(alice, people, store):
    for folder in ("khong-co", '"x', "a%0d%0ab", "%00"):
        assert alice.get(url(people.alice.mailbox, folder=folder)).status_code in {404, 422}


def test_strangers_find_nothing(charlie, people, store):
    for mailbox in (people.alice.mailbox, people.shared, people.dana.mailbox):
        assert charlie.get(url(mailbox)).status_code == 404
    assert charlie.get(reverse("mail:list", args=[999_999])).status_code == 404


def test_colleagues_open_a_shared_mailbox_as_granted(alice, bob, people, store):
    store.put(people.shared, plain("Thư chung"))
    assert 'value="delete"' in bob.get(url(people.shared)).content.decode()
    read_only = alice.get(url(people.shared)).content.decode()
    assert "Thư chung" in read_only
    assert 'value="delete"' not in read_only


def test_store_down_says_so(alice, people, store):
    store.is_down = True
    response = alice.get(url(people.alice.mailbox))
    assert response.status_code == 503
    assert "Kho thư tạm thời không trả lời" in response.content.decode()


def test_visitors_are_sent_to_the_log_in(client, people, store):
    response = client.get(url(people.alice.mailbox))
    assert response.status_code == 302
    assert reverse("login") in response.headers["Location"]


def test_as_many_on_a_page_as_the_person_wants(alice, people, store):
    fill(store, people.alice.mailbox, 60)
    save(people.alice.actor, wishes=Wishes(page_length=25))
    page = alice.get(url(people.alice.mailbox)).content.decode()
    assert page.count('name="uids"') == 25
    assert "1–25 / 60" in page
