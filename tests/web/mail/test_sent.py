"""After "send": undo, mails written ahead, how far a mail came, sending again, recalling."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from mailsvc.audit.models import AuditEvent
from mailsvc.base import clock
from mailsvc.message import parse
from mailsvc.preferences.services import save
from mailsvc.preferences.wishes import Wishes
from mailsvc.queue import spool
from mailsvc.queue.models import QueuedMessage, QueuedRecipient
from mailsvc.queue.orders import Result, ResultKind
from mailsvc.queue.services import claim_due, record_results
from tests.web.mail.conftest import signed_in
from tests.web.mail.test_compose import TO, begin, confirmed, form_of, paper, url

OUTSIDE = "ai@noi-khac.example"


def send(client: Client, mailbox, **fields):
    form = begin(client, mailbox) | {"to": TO, "subject": "Báo cáo", "text": "Kính gửi."} | fields
    assert confirmed(client, mailbox, form).status_code == 302
    return QueuedMessage.objects.latest("created_at").pk


def undo(client: Client, trace_id: str):
    return client.post(reverse("mail:undo", args=[trace_id]))


def deliver(store, people, outcomes: dict[str, tuple[ResultKind, int, str]]) -> None:
    """What delivery does, with the mails laid into the mailboxes in memory."""
    later = clock.now() + timedelta(days=100)
    results = []
    for claim in claim_due(worker="main:1:1", limit=50, now=later):
        kind, code, enhanced = outcomes.get(claim.address, (ResultKind.DELIVERED, 250, "2.0.0"))
        results.append(
            Result(claim.recipient_pk, claim.token, kind, code, enhanced, "x", started_at=later)
        )
        content = spool.read(claim.trace_id)
        if claim.kind == QueuedRecipient.Kind.SENT_COPY:
            store.put(claim.address, content, "Sent")
        elif kind is ResultKind.DELIVERED and claim.domain.endswith("dienbien.example"):
            store.put(claim.address, content)
    record_results(results)


def sent_page(client: Client, store, mailbox, name="sent"):
    (copy,) = store.mails(mailbox, "Sent")
    address = reverse(f"mail:{name}", args=[mailbox.pk, copy.uid]) + "?folder=Sent"
    return client.post(address) if name == "recall" else client.get(address)


def test_undo_gives_the_mail_back_exactly(alice, people, store):
    box = people.alice.mailbox
    fields = {"cc": OUTSIDE, "bcc": people.dana.account.address, "attachments": [paper()]}
    trace_id = send(alice, box, text="Sai số liệu.", **fields)
    page = alice.get(reverse("mail:list", args=[box.pk])).content.decode()
    assert "Hoàn tác" in page and reverse("mail:undo", args=[trace_id]) in page
    form = form_of(alice.get(undo(alice, trace_id).headers["Location"]))
    assert (form["to"], form["cc"], form["bcc"]) == (TO, OUTSIDE, people.dana.account.address)
    assert (form["subject"], form["text"].strip()) == ("Báo cáo", "Sai số liệu.")
    assert form["keep"] == ["0"]
    assert set(QueuedRecipient.objects.values_list("state", flat=True)) == {"failed"}
    # Mended, it is sent as a mail of its own, and the draft is gone.
    assert alice.post(url(box), form | {"text": "Đúng.", "action": "send"}).status_code == 302
    assert store.mails(box, "Drafts") == []
    assert QueuedMessage.objects.count() == 2


def test_undo_too_late_says_so_and_leaves_no_draft(alice, people, store):
    trace_id = send(alice, people.alice.mailbox)
    deliver(store, people, {})
    response = undo(alice, trace_id)
    assert response.headers["Location"] == reverse("mail:home")
    assert (
        "không lấy lại được"
        in alice.get(response.headers["Location"], follow=True).content.decode()
    )
    assert store.mails(people.alice.mailbox, "Drafts") == []


def test_nobody_else_takes_a_mail_back(alice, bob, charlie, people, store):
    trace_id = send(alice, people.alice.mailbox)
    for client in (bob, charlie):
        assert undo(client, trace_id).status_code == 404
        assert client.post(reverse("mail:go_now", args=[trace_id])).status_code == 404
    assert undo(alice, "KHONGCOTHUNAO0000").status_code == 404
    assert not QueuedRecipient.objects.exclude(state="due").exists()
    assert undo(alice, trace_id).status_code == 302


def test_undo_keeps_the_mail_in_the_queue_while_the_store_is_down(alice, people, store):
    trace_id = send(alice, people.alice.mailbox)
    store.is_down = True
    assert undo(alice, trace_id).status_code == 503
    assert not QueuedRecipient.objects.exclude(state="due").exists()


def test_who_wants_no_undo_sends_at_once(alice, people, store):
    save(people.alice.actor, wishes=Wishes(undo_send_s=0))
    send(alice, people.alice.mailbox)
    assert QueuedMessage.objects.get().not_before is None
    page = alice.get(reverse("mail:list", args=[people.alice.mailbox.pk])).content.decode()
    assert "Đã gửi thư." in page and "Hoàn tác" not in page


def test_mail_written_ahead_waits_and_is_taken_back_or_sent_now(alice, people, store):
    box = people.alice.mailbox
    trace_id = send(alice, box, subject="Chúc mừng năm mới", later="tomorrow")
    assert (
        QueuedMessage.objects.get().not_before.astimezone(clock.VIETNAM).strftime("%H:%M")
        == "07:30"
    )
    page = alice.get(reverse("mail:waiting", args=[box.pk])).content.decode()
    assert "Chúc mừng năm mới" in page and TO in page
    assert alice.post(reverse("mail:go_now", args=[trace_id])).status_code == 302
    assert QueuedRecipient.objects.first().next_attempt_at <= clock.now()
    assert (
        "Không có thư nào chờ gửi"
        in alice.get(reverse("mail:waiting", args=[box.pk])).content.decode()
    )
    second = send(alice, box, later="hour")
    assert "?draft=" in undo(alice, second).headers["Location"]


def test_moment_that_is_none_brings_the_form_back(alice, people, store):
    box = people.alice.mailbox
    form = begin(alice, box) | {"to": TO, "text": "Giữ nội dung", "later": "at", "action": "send"}
    response = alice.post(url(box), form | {"later_at": "31/02/2010"})
    assert response.status_code == 422
    assert (
        "Giữ nội dung" in response.content.decode()
        and "25/12/2009 07:30" in response.content.decode()
    )
    assert not QueuedMessage.objects.exists()


def test_waiting_mails_of_others_are_not_shown(alice, bob, charlie, people, store):
    send(bob, people.shared, subject="Việc của Bình", later="hour")
    address = reverse("mail:waiting", args=[people.shared.pk])
    assert "Việc của Bình" in bob.get(address).content.decode()
    assert "Việc của Bình" not in alice.get(address).content.decode()  # may read the mailbox
    assert charlie.get(address).status_code == 404


def test_each_recipient_and_how_far(alice, people, store):
    box = people.alice.mailbox
    to = f"{TO}, {people.bob.account.address}, {OUTSIDE}, het-cho@noi-khac.example"
    send(alice, box, to=to)
    outcomes = {
        OUTSIDE: (ResultKind.FAILED, 550, "5.1.1"),
        "het-cho@noi-khac.example": (ResultKind.DEFERRED, 452, "4.2.2"),
    }
    deliver(store, people, outcomes)
    reader = store.session(people.bob.account.address)
    reader.mark("INBOX", [mail.uid for mail in reader.folders["INBOX"].values()], seen=True)
    page = sent_page(alice, store, box).content.decode()
    for said in (
        "đã vào hộp thư",
        "đã đọc",
        "không có hộp thư này",
        "hộp thư của người nhận đã đầy",
    ):
        assert said in page
    assert "Gửi lại cho 1 người" in page
    # Reading where it is filed is reading as well.
    reader.create_folder("Việc 2009")
    reader.move("INBOX", list(reader.folders["INBOX"]), "Việc 2009")
    assert "đã đọc" in sent_page(alice, store, box).content.decode()


def test_send_again_goes_to_those_it_did_not_reach(alice, people, store):
    box = people.alice.mailbox
    send(alice, box, to=f"{TO}, {OUTSIDE}", text="Số liệu quý IV.", attachments=[paper()])
    deliver(store, people, {OUTSIDE: (ResultKind.FAILED, 550, "5.1.1")})
    (copy,) = store.mails(box, "Sent")
    form = begin(alice, box, f"?again={copy.uid}&folder=Sent")
    assert (form["to"], form["subject"], form["keep"]) == (OUTSIDE, "Báo cáo", ["0"])
    assert form["text"].strip() == "Số liệu quý IV."
    assert alice.post(url(box), form | {"action": "send"}).status_code == 302
    again = QueuedMessage.objects.latest("created_at")
    assert [r.address for r in again.recipients.filter(kind="deliver")] == [OUTSIDE]


def test_forged_sent_copy_shows_nothing_of_other_peoples_mail(alice, charlie, people, store):
    send(alice, people.alice.mailbox, bcc=people.dana.account.address)
    deliver(store, people, {})
    (copy,) = store.mails(people.alice.mailbox, "Sent")
    store.put(people.charlie.mailbox, copy.content, "Sent")
    page = sent_page(charlie, store, people.charlie.mailbox).content.decode()
    assert people.dana.account.address not in page and "Không còn dấu vết" in page
    sent_page(charlie, store, people.charlie.mailbox, "recall")
    assert len(store.mails(people.dana.mailbox, "INBOX")) == 1
    assert not AuditEvent.objects.filter(action="recall_mail").exists()


def test_recall_takes_back_what_nobody_has_read(alice, people, store):
    box = people.alice.mailbox
    send(alice, box, to=f"{TO}, {people.bob.account.address}, {OUTSIDE}", text="Nhầm người.")
    deliver(store, people, {OUTSIDE: (ResultKind.DELIVERED, 250, "2.0.0")})
    reader = store.session(people.bob.account.address)
    reader.mark("INBOX", list(reader.folders["INBOX"]), seen=True)
    response = sent_page(alice, store, box, "recall")
    page = alice.get(response.headers["Location"]).content.decode()
    assert f"{TO}: đã thu hồi" in page
    assert f"{people.bob.account.address}: đã đọc, không thu hồi được" in page
    assert f"{OUTSIDE}: ở ngoài hệ thống" in page
    (notice,) = store.mails(people.charlie.mailbox, "INBOX")
    view = parse(notice.content)
    assert "Nhầm người" not in view.text
    assert "Quàng Thị Hoa đã thu hồi thư này" in view.text
    assert "Nhầm người" in parse(store.mails(people.bob.mailbox, "INBOX")[0].content).text
    assert "Nhầm người" in parse(store.mails(box, "Sent")[0].content).text
    (event,) = AuditEvent.objects.filter(action="recall_mail")
    assert event.facts["answers"][TO] == "recalled"
    # Once more changes nothing, and the table knows.
    sent_page(alice, store, box, "recall")
    assert len(store.mails(people.charlie.mailbox, "INBOX")) == 1


def test_recall_stops_what_has_not_left(alice, people, store):
    box = people.alice.mailbox
    send(alice, box, to=f"{TO}, {OUTSIDE}")
    deliver(store, people, {OUTSIDE: (ResultKind.DEFERRED, 451, "4.4.1")})
    sent_page(alice, store, box, "recall")
    row = QueuedRecipient.objects.get(address=OUTSIDE)
    assert (row.state, row.last_text) == ("failed", "recalled by its sender")
    page = sent_page(alice, store, box).content.decode()
    assert "đã dừng gửi" in page and "Gửi lại cho" not in page


def test_viewer_of_a_shared_mailbox_recalls_nothing(alice, bob, people, store):
    send(bob, people.shared)
    deliver(store, people, {})
    assert "đã vào hộp thư" in sent_page(alice, store, people.shared).content.decode()
    sent_page(alice, store, people.shared, "recall")
    assert "Kính gửi" in parse(store.mails(people.charlie.mailbox, "INBOX")[0].content).text
    sent_page(bob, store, people.shared, "recall")
    assert "Kính gửi" not in parse(store.mails(people.charlie.mailbox, "INBOX")[0].content).text


def test_another_mail_with_the_same_id_is_not_recalled(alice, people, store):
    """A mail program may write any Message-ID: it recalls nothing."""
    box = people.alice.mailbox
    trace_id = send(alice, box)
    deliver(store, people, {})
    QueuedMessage.objects.filter(pk=trace_id).update(message_id="<cua-nguoi-khac@x.example>")
    (copy,) = store.mails(box, "Sent")
    forged = copy.content.replace(
        parse(copy.content).message_id.encode(), b"<cua-nguoi-khac@x.example>"
    )
    store.session(box.address).discard("Sent", [copy.uid])
    store.put(box, forged, "Sent")
    store.put(people.charlie.mailbox, forged)
    sent_page(alice, store, box, "recall")
    assert len(store.mails(people.charlie.mailbox, "INBOX")) == 2


@pytest.mark.parametrize("name", ["sent", "recall"])
def test_strangers_see_and_recall_nothing(alice, charlie, people, store, name):
    send(alice, people.alice.mailbox)
    deliver(store, people, {})
    assert sent_page(charlie, store, people.alice.mailbox, name).status_code == 404
    assert sent_page(signed_in(people.alice), store, people.alice.mailbox, name).status_code < 400
