"""Conversations: their list, one of them, who may read."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse

from mailsvc.mailindex.engine import drop_index
from tests.support.memory_store import AT
from tests.web.mail.conftest import plain, signed_in

pytestmark = pytest.mark.db_bound


@pytest.fixture(autouse=True)
def _no_index(people):
    cache.clear()
    drop_index(people.alice.mailbox.pk)
    drop_index(people.shared.pk)


@pytest.fixture
def talk(people, store):
    """A question, an own answer in Sent, thanks; and a mail apart."""
    box = store.session(people.alice.mailbox.address)
    answer = {"Message-ID": "<2@a>", "References": "<1@a>", "From": "hoa@stttt.dienbien.example"}
    thanks = {"Message-ID": "<3@a>", "References": "<1@a> <2@a>"}
    subject = "Re: Hỏi về kinh phí"
    quoted = "Cảm ơn.\n\nHoa viết:\n> Mười triệu."
    asked = plain("Hỏi về kinh phí", "Bao nhiêu?", **{"Message-ID": "<1@a>"})
    box.append("INBOX", asked, ["\\Seen"], AT)
    box.append("Sent", plain(subject, "Mười triệu.", **answer), ["\\Seen"], AT + timedelta(1))
    box.append("INBOX", plain(subject, quoted, **thanks), (), AT + timedelta(2))
    box.append("INBOX", plain("Giấy mời", **{"Message-ID": "<9@a>"}), ["\\Seen"], AT)
    return store


def conversations(client, box, **asked):
    return client.get(reverse("mail:conversations", args=[box.pk]), asked)


def conversation(client, box, uid, **asked):
    return client.get(reverse("mail:conversation", args=[box.pk, uid]), asked)


def test_a_conversation_is_one_line_with_who_wrote(alice, people, talk):
    page = conversations(alice, people.alice.mailbox).content.decode()
    assert page.count('class="subj"') == 2
    assert 'Nguyễn Văn Bình, tôi <span class="n" title="số thư">(3)</span>' in page
    assert "1–2 / 2" in page and 'class="new"' in page


def test_the_flat_list_is_one_click_away_and_back(alice, people, talk):
    box = people.alice.mailbox
    flat = reverse("mail:list", args=[box.pk])
    assert f'href="{flat}">Từng thư một' in conversations(alice, box).content.decode()
    page = alice.get(flat).content.decode()
    assert f'href="{reverse("mail:conversations", args=[box.pk])}?folder=INBOX"' in page


def test_all_mails_stand_oldest_first_the_unread_open_its_quotation_folded(alice, people, talk):
    box = people.alice.mailbox
    page = conversation(alice, box, 2).content.decode()
    assert page.index("Bao nhiêu?") < page.index("Mười triệu.") < page.index("Cảm ơn.")
    assert page.count("<article") == 3 and page.count('class="fold"') == 2
    assert '<details class="quoted">' in page and "Giấy mời" not in page
    assert "\\Seen" in talk.mails(box, "INBOX")[1].flags


def test_a_folded_mail_opens_by_its_link(alice, people, talk):
    box = people.alice.mailbox
    page = conversation(alice, box, 2).content.decode()
    first, _second = re.findall(r'class="fold" href="([^"]*)"', page)
    page = alice.get(first.replace("&amp;", "&")).content.decode()
    assert page.count('class="fold"') == 1 and page.count("<header>") == 2
    everything = re.search(r'href="([^"]*)">Mở tất cả', page)[1].replace("&amp;", "&")
    page = alice.get(everything).content.decode()
    assert 'class="fold"' not in page and page.count("<header>") == 3


def test_one_mail_in_two_folders_is_shown_once(alice, people, talk):
    box = people.alice.mailbox
    talk.put(box, talk.mails(box, "Sent")[0].content, "INBOX", ["\\Seen"])
    assert conversation(alice, box, 2).content.decode().count("<article") == 3


def test_a_stranger_with_the_same_message_id_hides_nothing(alice, people, talk):
    box = people.alice.mailbox
    forged = plain("Hỏi về kinh phí", "Chuyển ngay!", **{"Message-ID": "<1@a>"})
    talk.session(box.address).append("INBOX", forged, (), AT + timedelta(3))
    page = conversation(alice, box, 2).content.decode()
    assert page.count("<article") == 4 and "Bao nhiêu?" in page and "Chuyển ngay!" in page
    assert "(4)</span>" in conversations(alice, box).content.decode()


def test_mail_in_the_trash_is_no_part_unless_one_reads_there(alice, people, talk):
    box = people.alice.mailbox
    talk.session(box.address).move("INBOX", [1], "Trash")
    assert conversation(alice, box, 2).content.decode().count("<article") == 2
    assert conversation(alice, box, 1, folder="Trash").content.decode().count("<article") == 3


def test_a_viewer_reads_without_marking(people, store):
    store.put(people.shared, plain("Chung"))
    assert conversation(signed_in(people.alice), people.shared, 1).status_code == 200
    assert "\\Seen" not in store.mails(people.shared, "INBOX")[0].flags
    assert conversation(signed_in(people.bob), people.shared, 1).status_code == 200
    assert "\\Seen" in store.mails(people.shared, "INBOX")[0].flags


def test_strangers_and_missing_mails_are_not_found(alice, people, talk):
    box = people.alice.mailbox
    for member in (people.bob, people.charlie, people.dana):
        assert conversations(signed_in(member), box).status_code == 404
        assert conversation(signed_in(member), box, 1).status_code == 404
    assert conversation(alice, box, 77).status_code == 404
    assert conversations(alice, box, folder="Không có").status_code == 404


def test_an_empty_folder_says_what_comes(alice, people, store):
    assert "Chưa có hội thoại nào" in conversations(alice, people.alice.mailbox).content.decode()
