"""Asking for a receipt when writing, and being asked when reading."""

import re

import pytest
from django.urls import reverse

from mailsvc.message import parse
from mailsvc.preferences.services import save
from mailsvc.preferences.wishes import Wishes
from mailsvc.queue import spool
from mailsvc.queue.models import QueuedMessage
from mailsvc.receipts.models import Answer
from tests.web.mail.conftest import plain, signed_in
from tests.web.mail.test_compose import TO, begin, confirmed, sent_content
from tests.web.mail.test_keep import keep, kept

BINH = "binh@stttt.dienbien.example"


def asking(sender: str = BINH, **headers: str) -> bytes:
    rows = {"From": f"Bình <{sender}>", "Disposition-Notification-To": sender} | headers
    return f"Return-Path: <{sender}>\r\n".encode() + plain(**rows)


def open_mail(client, mailbox, uid, folder=""):
    path = reverse("mail:message", args=[mailbox.pk, uid])
    return client.get(f"{path}?folder={folder}" if folder else path).content.decode()


def answer(client, mailbox, uid, says="yes"):
    path = reverse("mail:receipt", args=[mailbox.pk, uid])
    return client.post(path, {"answer": says}, follow=True)


def test_asked_for_when_writing_and_kept_in_the_draft(alice, people, store) -> None:
    box = people.alice.mailbox
    form = begin(alice, box) | {"to": TO, "text": "x", "wants_receipt": "on"}
    told = kept(keep(alice, box, form))
    page = alice.get(told["page"]).content.decode()
    assert re.search(r'name="wants_receipt"[^>]* checked', page)
    assert confirmed(alice, box, form).status_code == 302
    assert parse(sent_content()).header("Disposition-Notification-To") == f"<{box.address}>"


def test_not_asked_for_by_itself(alice, people, store) -> None:
    box = people.alice.mailbox
    confirmed(alice, box, begin(alice, box) | {"to": TO, "text": "x"})
    assert parse(sent_content()).header("Disposition-Notification-To") == ""


def test_the_reader_is_asked_and_answers_once(alice, people, store) -> None:
    box = people.alice.mailbox
    uid = store.put(box, asking())
    page = open_mail(alice, box, uid)
    assert "Người gửi muốn biết thư đã được đọc" in page and "khác địa chỉ gửi" not in page
    assert not QueuedMessage.objects.exists()
    assert "Đã báo cho người gửi" in answer(alice, box, uid).content.decode()
    content = spool.read(QueuedMessage.objects.get().pk)
    assert b"message/disposition-notification" in content
    assert "muốn biết" not in open_mail(alice, box, uid)
    assert "đã được trả lời" in answer(alice, box, uid).content.decode()
    assert QueuedMessage.objects.count() == 1
    assert "$MDNSent" in store.mails(box, "INBOX")[0].flags


def test_a_no_sends_nothing(alice, people, store) -> None:
    box = people.alice.mailbox
    uid = store.put(box, asking())
    assert "Không báo" in answer(alice, box, uid, "no").content.decode()
    assert "muốn biết" not in open_mail(alice, box, uid)
    assert not QueuedMessage.objects.exists()


def test_an_answer_that_would_go_elsewhere_says_so(alice, people, store) -> None:
    box = people.alice.mailbox
    uid = store.put(box, asking(**{"Disposition-Notification-To": "<rinh@ngoai.example>"}))
    assert "sẽ đi tới rinh@ngoai.example, khác địa chỉ" in open_mail(alice, box, uid)


@pytest.mark.parametrize("folder", ["Junk", "Sent", "Drafts"])
def test_not_asked_where_it_makes_no_sense(alice, people, store, folder) -> None:
    uid = store.put(people.alice.mailbox, asking(), folder)
    assert "muốn biết" not in open_mail(alice, people.alice.mailbox, uid, folder)


@pytest.mark.parametrize(
    ("wish", "sender", "sent", "asks"),
    [
        ("inside", BINH, 1, False),
        ("inside", "la@ngoai.example", 0, True),
        ("never", BINH, 0, False),
        ("ask", BINH, 0, True),
    ],
)
def test_standing_wishes(alice, people, store, wish, sender, sent, asks) -> None:
    save(people.alice.actor, wishes=Wishes(receipts=wish))
    uid = store.put(people.alice.mailbox, asking(sender))
    page = open_mail(alice, people.alice.mailbox, uid)
    assert ("muốn biết" in page) == asks
    assert ("Đã tự báo" in page) == bool(sent)
    assert QueuedMessage.objects.count() == Answer.objects.count() == sent
    open_mail(alice, people.alice.mailbox, uid)
    assert QueuedMessage.objects.count() == sent


def test_a_wish_is_no_yes_to_another_address(alice, people, store) -> None:
    save(people.alice.actor, wishes=Wishes(receipts="inside"))
    uid = store.put(
        people.alice.mailbox, asking(**{"Disposition-Notification-To": "do@stc.dienbien.example"})
    )
    assert "muốn biết" in open_mail(alice, people.alice.mailbox, uid)
    assert not QueuedMessage.objects.exists()


def test_viewers_and_strangers_answer_nothing(alice, charlie, people, store) -> None:
    """Alice may only read the shared mailbox."""
    uid = store.put(people.shared, asking())
    assert "muốn biết" not in open_mail(alice, people.shared, uid)
    for client in (alice, charlie):
        assert answer(client, people.shared, uid).status_code == 404
    assert "muốn biết" in open_mail(signed_in(people.bob), people.shared, uid)
    assert not Answer.objects.exists()


def test_the_wish_is_a_field_of_the_settings(alice) -> None:
    assert 'name="receipts"' in alice.get("/tai-khoan/tuy-chon/").content.decode()
