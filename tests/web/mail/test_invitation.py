"""Invitations on the page of a mail: shown, answered, changed, called off, forged."""

import pytest
from django.urls import reverse
from icalendar import Calendar

from mailsvc.audit.models import AuditEvent
from mailsvc.invitations.models import Event
from mailsvc.message import parse
from mailsvc.message.parse import part_bytes
from mailsvc.queue import spool
from mailsvc.queue.models import QueuedMessage
from tests.unit.invitations.test_reading import EVENT
from tests.web.mail.conftest import plain, signed_in

BINH = "binh@vp.example"


def invite(*changes: tuple[str, str], sender: str = BINH) -> bytes:
    text = EVENT
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    head = plain(
        subject="Giấy mời",
        text="@",
        From=f"Bình <{sender}>",
        **{"MIME-Version": "1.0", "Content-Type": "multipart/alternative; boundary=b"},
    )
    parts = (
        "--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nMời họp.\r\n"
        "--b\r\nContent-Type: text/calendar; charset=utf-8; method=REQUEST\r\n\r\n"
        + text.replace("\n", "\r\n")
        + "--b--"
    )
    return head.partition(b"\r\n\r\n")[0] + f"\r\n\r\n{parts}\r\n".encode()


def open_mail(client, mailbox, uid, folder=""):
    path = reverse("mail:message", args=[mailbox.pk, uid])
    return client.get(f"{path}?folder={folder}" if folder else path).content.decode()


def answer(client, mailbox, uid, says="ACCEPTED", note=""):
    path = reverse("mail:invitation", args=[mailbox.pk, uid])
    return client.post(path, {"answer": says, "note": note}, follow=True)


def reply():
    content = spool.read(QueuedMessage.objects.latest("created_at").pk)
    view = parse(content)
    (file,) = [one for one in view.attachments if one.content_type == "text/calendar"]
    return view, Calendar.from_ical(part_bytes(content, file.index)), content


def test_shown_and_answered(alice, people, store) -> None:
    box = people.alice.mailbox
    uid = store.put(box, invite())
    page = open_mail(alice, box, uid)
    for words in (
        "Họp giao ban, quý IV", "Thứ Ba 22/12/2009, 08:00 – 09:30", "Phòng họp số 2",
        "Nguyễn Văn Bình", "Nhận lời", "Có thể", "Từ chối", "pao@stttt.dienbien.example (nhận lời)",
    ):  # fmt: skip
        assert words in page, words
    assert not QueuedMessage.objects.exists()
    page = answer(alice, box, uid, note="Tôi tới sớm.\r\nBcc: x@y.vn").content.decode()
    assert "Đã trả lời: <b>nhận lời</b>" in page
    view, calendar, content = reply()
    assert b"method=REPLY" in content.replace(b'"', b"").replace(b"\r\n ", b" ")
    assert ([a.address for a in view.to], view.from_.address) == ([BINH], box.address)
    assert view.subject == "Nhận lời: Họp giao ban, quý IV"
    (event,) = calendar.walk("VEVENT")
    assert calendar["METHOD"] == "REPLY"
    assert event["UID"] == "040000008200E00074C5B7101A82E008@vp.example"
    assert event["SEQUENCE"] == 2 and event["ORGANIZER"] == f"mailto:{BINH}"
    assert event["ATTENDEE"] == f"mailto:{box.address}"
    assert event["ATTENDEE"].params["PARTSTAT"] == "ACCEPTED"
    assert event["COMMENT"] == "Tôi tới sớm. Bcc: x@y.vn"
    assert AuditEvent.objects.get(chain="invitations").actor == people.alice.account.address


def test_a_mind_may_be_changed(alice, people, store) -> None:
    box = people.alice.mailbox
    uid = store.put(box, invite())
    for says, words in (("ACCEPTED", "nhận lời"), ("DECLINED", "từ chối")):
        assert f"<b>{words}</b>" in answer(alice, box, uid, says).content.decode()
        assert reply()[1].walk("VEVENT")[0]["ATTENDEE"].params["PARTSTAT"] == says
    assert Event.objects.get().answer == "DECLINED"


def test_a_changed_event_asks_again_and_the_old_mail_says_so(alice, people, store) -> None:
    box = people.alice.mailbox
    old = store.put(box, invite())
    answer(alice, box, old)
    new = store.put(box, invite(("SEQUENCE:2", "SEQUENCE:3"), ("T080000", "T140000")))
    page = open_mail(alice, box, new)
    assert "đồng chí trả lời lại" in page and "Đã trả lời" not in page
    page = open_mail(alice, box, old)
    assert "xem thư mới hơn" in page and "Từ chối" not in page
    assert "mở thư mới hơn" in answer(alice, box, old).content.decode()
    assert "Đã trả lời: <b>có thể dự</b>" in answer(alice, box, new, "TENTATIVE").content.decode()


def test_a_cancelled_event_is_answered_no_more(alice, people, store) -> None:
    box = people.alice.mailbox
    uid = store.put(box, invite())
    open_mail(alice, box, uid)
    gone = store.put(box, invite(("METHOD:REQUEST", "METHOD:CANCEL")))
    for one in (gone, uid):
        page = open_mail(alice, box, one)
        assert "đã bị hủy" in page and "Từ chối" not in page
        assert "Đã trả lời người" not in answer(alice, box, one).content.decode()
    assert not QueuedMessage.objects.exists()


OTHER = ("UID:04", "UID:05")


@pytest.mark.parametrize(
    ("hours", "clashes"),
    [
        (("T080000", "T093000"), True),
        (("T092900", "T100000"), True),
        (("T093000", "T100000"), False),
        (("T070000", "T080000"), False),
    ],
    ids=["same", "its end", "after", "before"],
)
def test_what_was_accepted_at_the_same_time_is_said(alice, people, store, hours, clashes) -> None:
    box = people.alice.mailbox
    answer(alice, box, store.put(box, invite()))
    begins, ends = ("20091222T080000", f"20091222{hours[0]}"), ("T093000", hours[1])
    other = store.put(
        box, invite(OTHER, ("SUMMARY:Họp giao ban", "SUMMARY:Tiếp dân"), begins, ends)
    )
    page = open_mail(alice, box, other)
    said = "Họp giao ban, quý IV, Thứ Ba 22/12/2009, 08:00 – 09:30 (nhận lời)"
    assert (said in page and "Trùng giờ với" in page) is clashes
    assert "Trùng giờ" not in open_mail(alice, box, 1)  # with itself, or with what has no answer


@pytest.mark.parametrize(
    "changes",
    [
        (("METHOD:REQUEST", "METHOD:CANCEL"),),
        (("SEQUENCE:2", "SEQUENCE:3"), ("T080000", "T140000")),
    ],
    ids=["called off", "moved"],
)
def test_what_is_off_or_moved_clashes_no_more(alice, people, store, changes) -> None:
    box = people.alice.mailbox
    answer(alice, box, store.put(box, invite()))
    other = store.put(box, invite(OTHER))
    assert "Trùng giờ với" in open_mail(alice, box, other)
    open_mail(alice, box, store.put(box, invite(*changes)))
    assert "Trùng giờ" not in open_mail(alice, box, other)


def test_whole_days_and_declined_ones(alice, people, store) -> None:
    box = people.alice.mailbox
    day = ("DTSTART;TZID=SE Asia Standard Time:20091222T080000", "DTSTART;VALUE=DATE:20091222")
    end = ("DTEND;TZID=SE Asia Standard Time:20091222T093000", "DTEND;VALUE=DATE:20091223")
    whole = store.put(box, invite(day, end))
    other = store.put(box, invite(OTHER))
    for says, clashes in (("TENTATIVE", True), ("DECLINED", False)):
        answer(alice, box, whole, says)
        assert ("Trùng giờ với" in open_mail(alice, box, other)) is clashes, says


def test_another_mailbox_says_nothing_of_its_events(alice, people, store) -> None:
    bob = signed_in(people.bob)
    answer(bob, people.bob.mailbox, store.put(people.bob.mailbox, invite()))
    page = open_mail(alice, people.alice.mailbox, store.put(people.alice.mailbox, invite(OTHER)))
    assert "Trùng giờ" not in page


def test_only_the_organiser_speaks_for_an_event(alice, people, store) -> None:
    """Somebody else calls it off, moves it, or invites in another's name."""
    box = people.alice.mailbox
    uid = store.put(box, invite())
    open_mail(alice, box, uid)
    forged = [
        invite(("METHOD:REQUEST", "METHOD:CANCEL"), sender="la@ngoai.example"),
        invite(("SEQUENCE:2", "SEQUENCE:9"), sender="la@ngoai.example"),
        invite(
            ("SEQUENCE:2", "SEQUENCE:9"),
            ("MAILTO:Binh@vp.example", "mailto:la@ngoai.example"),
            sender="la@ngoai.example",
        ),
    ]
    for content in forged:
        page = open_mail(alice, box, store.put(box, content))
        assert "Từ chối" not in page
    assert "Từ chối" in open_mail(alice, box, uid)
    assert (Event.objects.get().sequence, Event.objects.get().is_cancelled) == (2, False)


@pytest.mark.parametrize("says", ["", "MAYBE", "accepted\r\nX: y"])
def test_an_answer_that_is_none_is_refused(alice, people, store, says) -> None:
    uid = store.put(people.alice.mailbox, invite())
    page = answer(alice, people.alice.mailbox, uid, says).content.decode()
    assert "không đọc được" in page and not QueuedMessage.objects.exists()


def test_what_cannot_be_read_says_so_calmly(alice, people, store) -> None:
    uid = store.put(people.alice.mailbox, invite(("DTSTART;", "X-NO;")))
    page = open_mail(alice, people.alice.mailbox, uid)
    assert "kèm lịch hẹn nhưng hệ thống không đọc được" in page and "Mời họp." in page


def test_a_reply_of_a_guest_is_said(alice, people, store) -> None:
    changes = (("METHOD:REQUEST", "METHOD:REPLY"), ("PARTSTAT=NEEDS-ACTION", "PARTSTAT=DECLINED"))
    uid = store.put(people.alice.mailbox, invite(*changes))
    page = open_mail(alice, people.alice.mailbox, uid)
    assert "Trả lời giấy mời: Hoa (từ chối)" in page and 'value="ACCEPTED"' not in page


def test_html_of_an_invitation_is_text(alice, people, store) -> None:
    uid = store.put(people.alice.mailbox, invite(("SUMMARY:Họp", "SUMMARY:<script>x</script>Họp")))
    page = open_mail(alice, people.alice.mailbox, uid)
    assert "&lt;script&gt;x" in page and "<script>x" not in page


def test_viewers_see_and_strangers_do_not(alice, charlie, people, store) -> None:
    uid = store.put(people.shared, invite())
    page = open_mail(alice, people.shared, uid)
    assert "Họp giao ban" in page and "Từ chối" not in page
    for client in (alice, charlie):
        assert answer(client, people.shared, uid).status_code == 404
    bob = signed_in(people.bob)
    assert "Đã trả lời" in answer(bob, people.shared, uid).content.decode()
    assert reply()[0].from_.address == people.shared.address
    event = AuditEvent.objects.get(chain="invitations")
    assert (event.actor, event.on_behalf_of) == (people.bob.account.address, people.shared.address)
