"""Beside a mail of a shared mailbox: whose it is, comments inside, who is writing."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from mailsvc.base import clock
from mailsvc.directory.actor import SYSTEM
from mailsvc.directory.models import MailboxGrant
from mailsvc.directory.services import grant_mailbox
from mailsvc.message import parse
from mailsvc.queue.models import QueuedMessage
from mailsvc.teamwork.models import Comment, Matter, Writing
from mailsvc.teamwork.rules import mail_ids
from tests.factories import SINCE
from tests.web.mail.conftest import plain, signed_in

EVIL = "<script>alert(1)</script> & tiếng Việt có dấu"


@pytest.fixture
def uid(people, store) -> int:
    """A mail in the shared mailbox, of which bob is a sender and alice a viewer."""
    return store.put(people.shared, plain())


def url(name, people, *rest):
    return reverse(f"mail:{name}", args=[people.shared.pk, *rest])


def page(client, people, uid) -> str:
    answer = client.get(url("message", people, uid))
    assert answer.status_code == 200
    return answer.content.decode()


def test_taken_given_done_and_seen_in_the_list(bob, alice, people, uid):
    assert "Chưa giao cho ai" in page(bob, people, uid)
    answer = bob.post(url("together", people, uid), {"action": "take"})
    assert answer.headers["Location"] == url("message", people, uid) + "#together"
    assert "(đồng chí)" in page(bob, people, uid)
    assert 'class="tag">Lò Văn Bình</span>' in alice.get(url("list", people)).content.decode()
    assert "Giấy mời họp" in bob.get(reverse("mail:mine")).content.decode()
    pk = people.alice.account.pk
    bob.post(url("together", people, uid), {"action": "assign", "account": pk})
    assert "Giấy mời họp" in alice.get(reverse("mail:mine")).content.decode()
    assert "Giấy mời họp" not in bob.get(reverse("mail:mine")).content.decode()
    bob.post(url("together", people, uid), {"action": "done"})
    assert "Giấy mời họp" not in alice.get(reverse("mail:mine")).content.decode()
    assert 'class="tag done">xong' in bob.get(url("list", people)).content.decode()
    bob.post(url("together", people, uid), {"action": "reopen"})
    bob.post(url("together", people, uid), {"action": "release"})
    assert Matter.objects.get().assignee is None


def test_viewers_comment_and_give_nothing(alice, people, uid):
    assert 'name="action" value="assign"' not in page(alice, people, uid)
    assert alice.post(url("together", people, uid), {"action": "take"}).status_code == 404
    assert alice.post(url("comment", people, uid), {"text": EVIL}).status_code == 302
    shown = page(alice, people, uid)
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; tiếng Việt có dấu" in shown
    assert "<script>alert" not in shown
    assert not Matter.objects.get().assignee


@pytest.mark.parametrize("data", [{"action": "burn"}, {}, {"action": "assign", "account": "x"}])
def test_odd_requests_are_refused(bob, people, uid, data):
    assert bob.post(url("together", people, uid), data).status_code == 422
    assert not Matter.objects.exists()


def test_nobody_chosen_is_told_and_a_stranger_is_refused(bob, people, uid):
    answer = bob.post(
        url("together", people, uid), {"action": "assign", "account": ""}, follow=True
    )
    assert "Đồng chí chọn người được giao" in answer.content.decode()
    pk = people.dana.account.pk
    answer = bob.post(url("together", people, uid), {"action": "assign", "account": pk})
    assert answer.status_code == 422
    assert not Matter.objects.exists()


def test_a_comment_is_mended_and_taken_back_by_its_author(bob, alice, people, uid):
    bob.post(url("comment", people, uid), {"text": "Đã gọi huyện."})
    said = Comment.objects.get()
    change = url("edit_comment", people, said.pk)
    assert change in page(bob, people, uid)
    assert change not in page(alice, people, uid)
    assert "Đã gọi huyện." in bob.get(change).content.decode()
    answer = bob.post(change, {"text": "Đã gửi fax."}, follow=True)
    assert "Đã gửi fax." in answer.content.decode()
    assert alice.post(change, {"text": "Khác."}).status_code == 403
    assert bob.post(change, {"text": " "}).status_code == 422
    bob.post(change, {"action": "withdraw"})
    assert "đã bỏ ý kiến" in page(alice, people, uid)
    assert "Đã gửi fax." not in page(alice, people, uid)


def test_after_the_hour_the_form_says_so(bob, people, uid):
    bob.post(url("comment", people, uid), {"text": "Đã gọi huyện."})
    Comment.objects.update(written_at=clock.now() - timedelta(hours=2))
    change = url("edit_comment", people, Comment.objects.get().pk)
    answer = bob.post(change, {"text": "Khác."})
    assert answer.status_code == 422
    assert "quá một giờ" in answer.content.decode()


def test_empty_words_come_back(bob, people, uid):
    assert bob.post(url("comment", people, uid), {"text": "  "}).status_code == 422
    assert bob.post(url("comment", people, uid), {"text": "x" * 5001}).status_code == 422
    assert not Comment.objects.exists()


def test_named_colleagues_find_it_among_their_work(bob, alice, people, uid):
    bob.post(url("comment", people, uid), {"text": "@hoa xem giúp."})
    assert "@hoa xem giúp." in alice.get(reverse("mail:mine")).content.decode()
    page(alice, people, uid)
    assert "@hoa xem giúp." not in alice.get(reverse("mail:mine")).content.decode()


def test_the_way_back_to_a_mail_that_was_moved(bob, people, store, uid):
    bob.post(url("together", people, uid), {"action": "take"})
    matter = Matter.objects.get()
    there = url("matter", people, matter.pk)
    assert bob.get(there).headers["Location"] == url("message", people, uid) + "#together"
    store.session(people.shared.address).move("INBOX", [uid], "Archive")
    (moved,) = store.mails(people.shared, "Archive")
    assert f"/{moved.uid}/?folder=Archive" in bob.get(there).headers["Location"]
    store.session(people.shared.address).discard("Archive", [moved.uid])
    assert bob.get(there).status_code == 404


def test_who_is_writing_shows_at_the_next_page_and_in_the_part_that_renews(
    bob, alice, people, store, uid
):
    key = mail_ids(parse(plain())).key
    assert alice.post(url("writing", people), {"key": key}).status_code == 204
    for shown in (page(bob, people, uid), bob.get(url("together", people, uid)).content.decode()):
        assert "Quàng Thị Hoa" in shown
        assert "đang soạn trả lời thư này" in shown
    assert "đang soạn trả lời" not in page(alice, people, uid)
    assert alice.post(url("writing", people), {"key": key, "is_closed": "1"}).status_code == 204
    assert "đang soạn trả lời" not in page(bob, people, uid)
    assert alice.post(url("writing", people), {"key": "../../x"}).status_code == 422
    assert not Writing.objects.exists()


def test_a_mailbox_of_ones_own_has_no_such_part(alice, people, store):
    uid = store.put(people.alice.mailbox, plain())
    shown = alice.get(reverse("mail:message", args=[people.alice.mailbox.pk, uid]))
    assert 'id="together"' not in shown.content.decode()


def test_strangers_find_nothing(charlie, bob, people, uid):
    bob.post(url("comment", people, uid), {"text": "Chuyện nội bộ."})
    comment, matter = Comment.objects.get(), Matter.objects.get()
    for browser in (charlie, signed_in(people.dana)):
        for there in (url("together", people, uid), url("matter", people, matter.pk)):
            assert browser.get(there).status_code == 404
        for there, data in (
            (url("together", people, uid), {"action": "take"}),
            (url("comment", people, uid), {"text": "x"}),
            (url("edit_comment", people, comment.pk), {"text": "x"}),
            (url("writing", people), {"key": "0" * 32}),
        ):
            assert browser.post(there, data).status_code == 404
        assert "Chuyện nội bộ" not in browser.get(reverse("mail:mine")).content.decode()
    assert (Comment.objects.count(), Matter.objects.get().assignee) == (1, None)


def test_who_lost_the_mailbox_finds_nothing_any_more(bob, people, uid):
    bob.post(url("together", people, uid), {"action": "take"})
    MailboxGrant.objects.filter(account=people.bob.account).update(valid_to=clock.today())
    assert "Giấy mời họp" not in bob.get(reverse("mail:mine")).content.decode()
    assert bob.get(url("matter", people, Matter.objects.get().pk)).status_code == 404


def answer_page(client, people, uid) -> str:
    return client.get(f"{url('compose', people)}?reply={uid}&folder=INBOX").content.decode()


def send_answer(client, mailbox, page: str, uid: int, **more):
    fields = {
        "to": "binh@vp.example",
        "subject": "Trả lời: Giấy mời họp",
        "text": "Chúng tôi sẽ dự.",
        "token": re.search(r'name="token" value="([^"]+)"', page)[1],
        "page": re.search(r'name="page" value="([^"]+)"', page)[1],
        "kind": "reply",
        "folder": "INBOX",
        "uid": uid,
        "action": "send",
    }
    return client.post(reverse("mail:compose", args=[mailbox.pk]), fields | more)


@pytest.fixture
def second(people):
    """Another sender of the shared mailbox; her browser."""
    grant_mailbox(
        SYSTEM,
        mailbox=people.shared,
        account=people.charlie.account,
        level=MailboxGrant.Level.SENDER,
        valid_from=SINCE,
    )
    return signed_in(people.charlie)


def test_opening_an_answer_tells_colleagues_and_sending_it_ends_that(bob, second, people, uid):
    shown = answer_page(bob, people, uid)
    assert "đang soạn trả lời thư này" in page(second, people, uid)
    assert "Lò Văn Bình" in answer_page(second, people, uid)
    assert "đang soạn trả lời cùng thư này" in answer_page(bob, people, uid)
    key = mail_ids(parse(plain())).key
    part = second.get(url("writing", people), {"key": key}).content.decode()
    assert "Lò Văn Bình" in part
    assert send_answer(bob, people.shared, shown, uid).status_code == 302
    after = page(second, people, uid)
    assert "đang soạn" not in after and "đã trả lời thư" in after


def test_a_second_answer_is_sent_only_when_wanted(bob, second, people, uid):
    mine, hers = answer_page(bob, people, uid), answer_page(second, people, uid)
    assert send_answer(bob, people.shared, mine, uid).status_code == 302
    refused = send_answer(second, people.shared, hers, uid)
    assert refused.status_code == 409
    said = refused.content.decode()
    assert "Lò Văn Bình đã trả lời thư này lúc" in said
    assert "Chúng tôi sẽ dự." in said
    assert QueuedMessage.objects.count() == 1
    assert send_answer(second, people.shared, hers, uid, answer_anyway="1").status_code == 302
    assert QueuedMessage.objects.count() == 2


def test_an_answer_taken_back_was_none(bob, second, people, uid):
    mine, hers = answer_page(bob, people, uid), answer_page(second, people, uid)
    send_answer(bob, people.shared, mine, uid)
    trace_id = QueuedMessage.objects.get().pk
    assert bob.post(reverse("mail:undo", args=[trace_id])).status_code == 302
    assert "đã trả lời thư" not in page(second, people, uid)
    assert send_answer(second, people.shared, hers, uid).status_code == 302


def test_who_opens_the_answer_later_has_seen_the_first(bob, second, people, uid):
    assert send_answer(bob, people.shared, answer_page(bob, people, uid), uid).status_code == 302
    later = answer_page(second, people, uid)
    assert "đã trả lời thư" in later
    assert send_answer(second, people.shared, later, uid).status_code == 302


def test_a_viewer_who_answers_from_his_own_mailbox_counts_too(alice, bob, people, store, uid):
    mine = answer_page(alice, people, uid)
    assert "đang soạn trả lời thư này" in page(bob, people, uid)
    theirs = answer_page(bob, people, uid)
    kept = send_answer(alice, people.shared, mine, uid, action="save")
    assert f"/{people.alice.mailbox.pk}/" in kept.headers["Location"]
    (draft,) = store.mails(people.alice.mailbox, "Drafts")
    again = alice.get(kept.headers["Location"]).content.decode()
    sent = send_answer(alice, people.alice.mailbox, again, draft.uid, kind="draft", folder="Drafts")
    assert sent.status_code == 302
    assert (
        "Quàng Thị Hoa đã trả lời" in send_answer(bob, people.shared, theirs, uid).content.decode()
    )


def test_an_answer_in_ones_own_mailbox_leaves_no_trace(alice, people, store):
    uid = store.put(people.alice.mailbox, plain())
    box = people.alice.mailbox
    path = reverse("mail:compose", args=[box.pk])
    shown = alice.get(f"{path}?reply={uid}").content.decode()
    assert 'id="beside"' not in shown
    assert send_answer(alice, box, shown, uid).status_code == 302
    assert not Writing.objects.exists() and not Matter.objects.exists()
