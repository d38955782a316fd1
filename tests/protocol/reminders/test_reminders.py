"""On the real store: put off and back again, reminded only when no answer came."""

from datetime import timedelta

import pytest

from mailsvc.base import clock
from mailsvc.base.errors import Invalid, NotFound
from mailsvc.mailstore import users
from mailsvc.mailstore.pool import pool
from mailsvc.mailstore.session import Session, open_session
from mailsvc.reminders import services
from mailsvc.reminders.due import bring_due
from mailsvc.reminders.models import Reminder
from mailsvc.reminders.selectors import list_reminders
from mailsvc.reminders.services import FOLDER, Place
from tests.factories import Member, make_agency, make_member
from tests.protocol.mailstore.mails import make_mail
from tests.support.dovecot import wait_known

pytestmark = pytest.mark.django_db


@pytest.fixture
def hoa(running_dovecot):
    member = make_member(make_agency(), local="hoa-de-sau")
    users.render_users()
    wait_known(member.mailbox.address)
    with open_session(member.mailbox) as session:
        for folder in [one.name for one in session.list_folders()]:
            uids = session.list_uids(folder)
            if uids:
                session.discard(folder, uids)
    yield member
    pool.close_all()


def later(hours: int = 1):
    return clock.now() + timedelta(hours=hours)


def put_off(member: Member, session: Session, folder: str, uid: int, **kwargs):
    act = services.remind if folder == "Sent" else services.put_off
    place = Place(session, folder, uid)
    given = {"due_at": later()} | kwargs
    return act(member.actor, mailbox_pk=member.mailbox.pk, place=place, **given)


def subjects(session: Session, folder: str) -> list[str]:
    return [row.subject for row in session.list_page(folder).rows]


def test_put_off_comes_back_unread_on_its_day(hoa: Member) -> None:
    with open_session(hoa.mailbox) as session:
        uid = session.append("INBOX", make_mail("Báo cáo"), {"\\Seen"})
        put_off(hoa, session, "INBOX", uid)
        assert (subjects(session, "INBOX"), subjects(session, FOLDER)) == ([], ["Báo cáo"])
    bring_due()
    assert Reminder.objects.exists()
    bring_due(now=later(2))
    with open_session(hoa.mailbox) as session:
        (row,) = session.list_page("INBOX").rows
        assert (row.subject, row.is_seen, subjects(session, FOLDER)) == ("Báo cáo", False, [])
    assert not Reminder.objects.exists()


def test_taken_back_at_once(hoa: Member) -> None:
    with open_session(hoa.mailbox) as session:
        uid = session.append("INBOX", make_mail("Báo cáo"), {"\\Seen"})
        row = put_off(hoa, session, "INBOX", uid)
        take = {"mailbox_pk": hoa.mailbox.pk, "pk": row.pk, "shelf": session}
        services.take_back(hoa.actor, **take)
        assert subjects(session, "INBOX") == ["Báo cáo"]
        with pytest.raises(NotFound):
            services.take_back(hoa.actor, **take)


def test_what_somebody_took_out_of_the_folder_stays_where_it_is(hoa: Member) -> None:
    with open_session(hoa.mailbox) as session:
        uid = session.append("INBOX", make_mail("Báo cáo"))
        put_off(hoa, session, "INBOX", uid)
        session.move(FOLDER, session.list_uids(FOLDER), "Archive")
    bring_due(now=later(2))
    with open_session(hoa.mailbox) as session:
        assert (subjects(session, "INBOX"), subjects(session, "Archive")) == ([], ["Báo cáo"])


def test_sent_mail_without_an_answer_comes_up_with_a_star(hoa: Member) -> None:
    with open_session(hoa.mailbox) as session:
        for number, name in enumerate(("Hỏi 1", "Hỏi 2", "Hỏi 3")):
            mail = make_mail(name, message_id=f"<hoi{number}@x>")
            put_off(hoa, session, "Sent", session.append("Sent", mail, {"\\Seen"}))
        answer = make_mail("Re: Hỏi 1", message_id="<dap@y>")
        session.append("Archive", b"In-Reply-To: <hoi0@x>\r\n" + answer)
        own = make_mail("Hỏi lại", message_id="<hoilai@x>")
        session.append("Sent", b"References: <hoi1@x>\r\n" + own)
        session.discard("Sent", session.find_uids("Sent", "<hoi2@x>"))
    bring_due(now=later(2))
    with open_session(hoa.mailbox) as session:
        (row,) = session.list_page("INBOX").rows
    assert (row.subject, row.is_flagged, row.is_seen) == ("Hỏi 2", True, False)
    assert not Reminder.objects.exists()


@pytest.mark.parametrize("hours", [-1, 24 * 400])
def test_times_that_make_no_sense_move_nothing(hoa: Member, hours: int) -> None:
    with open_session(hoa.mailbox) as session:
        uid = session.append("INBOX", make_mail("Báo cáo"))
        with pytest.raises(Invalid):
            put_off(hoa, session, "INBOX", uid, due_at=later(hours))
        with pytest.raises(Invalid):
            put_off(hoa, session, "Drafts", session.append("Drafts", make_mail("x")))
        with pytest.raises(Invalid):
            put_off(hoa, session, "INBOX", session.append("INBOX", b"Subject: x\r\n\r\n"))
        assert subjects(session, "INBOX")[-1:] == ["Báo cáo"]
    assert not Reminder.objects.exists()


def test_strangers_are_refused(hoa: Member) -> None:
    lan = make_member(hoa.mailbox.agency, name="Lò Thị Lan")
    with open_session(hoa.mailbox) as session:
        uid = session.append("INBOX", make_mail("Báo cáo"))
        row = put_off(hoa, session, "INBOX", uid)
        pk = hoa.mailbox.pk
        with pytest.raises(NotFound):
            services.put_off(
                lan.actor, mailbox_pk=pk, place=Place(session, FOLDER, 1), due_at=later()
            )
        with pytest.raises(NotFound):
            services.take_back(lan.actor, mailbox_pk=pk, pk=row.pk, shelf=session)
        with pytest.raises(NotFound):
            list_reminders(lan.actor, mailbox_pk=pk)
