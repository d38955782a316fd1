"""The search page: what it finds, how it goes on, who may look."""

import re

import pytest
from django.core.cache import cache
from django.urls import reverse

from mailsvc.mailindex.engine import drop_index
from tests.web.mail.conftest import plain, signed_in
from webui.mail import finding

pytestmark = pytest.mark.db_bound


@pytest.fixture(autouse=True)
def _no_index(people):
    cache.clear()
    drop_index(people.alice.mailbox.pk)
    drop_index(people.shared.pk)


def url(mailbox, name="search"):
    return reverse(f"mail:{name}", args=[mailbox.pk])


def search(client, mailbox, text="", **more):
    return client.get(url(mailbox), {"q": text, **more})


@pytest.fixture
def filled(people, store):
    box = people.alice.mailbox
    store.put(box, plain("Công văn hỏa tốc", "Kính gửi các phòng họp giao ban."))
    store.put(box, plain("Trả lời"), folder="Sent")
    store.put(box, plain("Công văn bỏ đi"), folder="Trash")
    return store


def test_words_without_marks_find_in_all_folders_and_are_marked(alice, people, filled):
    page = search(alice, people.alice.mailbox, "cong van").content.decode()
    assert "<mark>Công</mark> <mark>văn</mark> hỏa tốc" in page
    assert "bỏ đi" not in page
    assert "1–1 / 1" in page
    page = search(alice, people.alice.mailbox, "giao ban").content.decode()
    assert "phòng họp <mark>giao</mark> <mark>ban</mark>" in page
    page = search(alice, people.alice.mailbox, "tra loi").content.decode()
    assert "Đã gửi</span>" in page


def test_trash_is_looked_into_when_it_is_named(alice, people, filled):
    for more in ({"folder": "Trash"}, {"text": 'bo di trong:"thùng rác"'}):
        page = search(alice, people.alice.mailbox, **({"text": "bo di"} | more)).content.decode()
        assert "<mark>bỏ</mark> <mark>đi</mark>" in page


def test_nothing_is_said_only_when_everything_was_looked_at(alice, people, filled, monkeypatch):
    nothing = search(alice, people.alice.mailbox, "không đâu có").content.decode()
    assert "Không có thư nào khớp" in nothing and "Đang tìm tiếp" not in nothing
    drop_index(people.alice.mailbox.pk)
    monkeypatch.setattr(finding, "_HEADS", 0)
    unsure = search(alice, people.alice.mailbox, "không đâu có").content.decode()
    assert "Không có thư nào khớp" not in unsure
    assert "Đang tìm tiếp trong Hộp thư đến" in unsure


def test_a_long_search_goes_on_step_by_step_without_scripts(alice, people, store, monkeypatch):
    for n in range(30):
        store.put(people.alice.mailbox, plain(f"Công văn số {n}"))
    for name, value in (("_HEADS", 10), ("_TEXTS", 0), ("_BODIES_AT_ONCE", 8), ("_STEP_S", 0.0)):
        monkeypatch.setattr(finding, name, value)
    monkeypatch.setattr(finding, "_STEP_S", 1e-9)
    page = search(alice, people.alice.mailbox, "công văn").content.decode()
    shown = re.findall(r"</mark> số (\d+)</a>", page)
    assert shown == [str(n) for n in range(29, 19, -1)]
    steps = 0
    while found := re.search(r'href="([^"]*/tim/tiep/[^"]*)"', page):
        monkeypatch.setattr(finding, "_HEADS", 0)
        monkeypatch.setattr(finding, "_STEP_S", 0.8)
        page = alice.get(found[1].replace("&amp;", "&")).content.decode()
        shown += re.findall(r"</mark> số (\d+)</a>", page)
        steps += 1
    assert "Đã tìm hết." in page
    assert sorted(map(int, shown)) == list(range(30)) and steps >= 1


def test_with_scripts_a_step_is_a_fragment(alice, people, filled):
    asked = {"q": "cong", "at": "INBOX", "uid": "5"}
    part = alice.get(url(people.alice.mailbox, "search_on"), asked, headers={"HX-Request": "true"})
    assert "<html" not in part.content.decode()
    whole = alice.get(url(people.alice.mailbox, "search_on"), asked).content.decode()
    assert "<html" in whole and "Dừng tìm, về kết quả đầu" in whole


@pytest.mark.parametrize("asked", [{}, {"q": "a"}, {"q": "a", "at": "INBOX", "uid": "x"}])
def test_a_step_from_nowhere_is_not_found(alice, people, filled, asked):
    assert alice.get(url(people.alice.mailbox, "search_on"), asked).status_code == 404


def test_the_form_becomes_what_one_would_type(alice, people, store):
    form = {"form": "1", "words": "họp", "sender": 'Quàng "Hoa', "after": "1/12/2009"}
    answer = search(alice, people.alice.mailbox, **(form | {"larger": "5", "has_file": "on"}))
    assert answer.status_code == 302
    page = alice.get(answer.headers["Location"]).content.decode()
    typed = "họp từ:&quot;Quàng Hoa&quot; sau:01/12/2009 lớn:5MB có:tệp"
    assert f'value="{typed}"' in page


def test_a_wrong_day_in_the_form_says_how_to_write_one(alice, people, store):
    page = search(alice, people.alice.mailbox, form="1", after="hôm qua").content.decode()
    assert "Gõ ngày như 21/12/2009" in page and 'value="hôm qua"' in page


def test_what_is_not_understood_is_said(alice, people, store):
    page = search(alice, people.alice.mailbox, "trước:tết").content.decode()
    assert "Không hiểu “trước:tết”" in page


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "\0", '" OR 1=1 --', "%s", "a" * 900]
)
def test_odd_texts_do_no_harm(alice, people, filled, text):
    answer = search(alice, people.alice.mailbox, text)
    assert answer.status_code == 200
    assert "<script>alert" not in answer.content.decode()


def test_owner_and_colleague_may_look_strangers_not(people, store):
    store.put(people.shared, plain("Công văn chung"))
    for member, status in ((people.alice, 200), (people.bob, 200), (people.charlie, 404)):
        answer = search(signed_in(member), people.shared, "cong van")
        assert answer.status_code == status
    for name in ("search", "search_on"):
        asked = {"q": "công", "at": "INBOX", "uid": "9"}
        answer = signed_in(people.dana).get(url(people.alice.mailbox, name), asked)
        assert answer.status_code == 404


def test_a_store_that_is_down_says_so(alice, people, store):
    store.is_down = True
    assert search(alice, people.alice.mailbox, "họp").status_code == 503
