"""Giving a mail to a colleague, finishing it, and which mails are one matter."""

import pytest

from mailsvc.audit.models import AuditEvent
from mailsvc.base.errors import Invalid, NotFound
from mailsvc.directory import sharing
from mailsvc.directory.actor import SYSTEM
from mailsvc.directory.models import MailboxGrant
from mailsvc.teamwork.models import Matter, MatterMail
from mailsvc.teamwork.selectors import list_mine, read_states, read_together
from mailsvc.teamwork.services import assign, note_answer, set_done
from tests.service.teamwork.conftest import ids_of

pytestmark = [pytest.mark.django_db, pytest.mark.db_bound]


def give(office, giver, taker, mail) -> Matter:
    return assign(
        giver.actor,
        mailbox_pk=office.box.pk,
        ids=mail,
        account_pk=taker.account.pk if taker else None,
        folder="INBOX",
        uid=7,
    )


def test_given_finished_and_opened_again(office, mail, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as told:
        matter = give(office, office.mai, office.binh, mail)
    assert len(told) == 2  # the mailbox's group, and the one it was given to
    assert (matter.folder, matter.uid, matter.subject) == ("INBOX", 7, "Báo cáo tháng 12")
    assert list_mine(office.binh.actor) == [matter]
    assert list_mine(office.mai.actor) == []
    set_done(office.binh.actor, mailbox_pk=office.box.pk, ids=mail, is_done=True)
    assert list_mine(office.binh.actor) == []
    set_done(office.binh.actor, mailbox_pk=office.box.pk, ids=mail, is_done=False)
    assert list_mine(office.binh.actor) == [matter]
    give(office, office.mai, None, mail)
    assert list_mine(office.binh.actor) == []
    acts = [entry.act.kind for entry in read_together(office.box, mail).history]
    assert acts == ["assigned", "done", "reopened", "released"]
    noted = AuditEvent.objects.filter(chain_id="teamwork")
    assert set(noted.values_list("on_behalf_of", flat=True)) == {office.box.address}
    assert noted.get(action="assigned").facts == {"to": office.binh.account.address}


def test_the_same_again_is_no_act(office, mail):
    give(office, office.mai, office.binh, mail)
    give(office, office.binh, office.binh, mail)
    set_done(office.binh.actor, mailbox_pk=office.box.pk, ids=mail, is_done=False)
    assert len(read_together(office.box, mail).history) == 1


def test_an_answer_joins_the_matter_and_what_comes_back_too(office, mail, answer):
    matter = give(office, office.mai, office.binh, mail)
    ours = ids_of("ours@stttt.example", References="<m1@vp.example>")
    note_answer(office.binh.actor, mailbox_pk=office.box.pk, ids=mail, answer=ours)
    back = ids_of("m3@vp.example", In_Reply_To="<ours@stttt.example>")
    for one in (answer, ours, back):
        assert read_together(office.box, one).matter == matter
    assert read_together(office.box, ids_of("other@vp.example")).matter is None
    states = read_states(office.box.pk, [mail.key, back.key, ours.key])
    assert set(states) == {mail.key, ours.key}
    assert states[mail.key].assignee == office.binh.account


def test_one_mail_one_matter_whatever_a_stranger_refers_to(office, mail):
    other = ids_of("x@vp.example")
    first, second = (
        give(office, office.mai, office.binh, mail),
        give(office, office.mai, None, other),
    )
    joined = ids_of("evil@out.example", References="<m1@vp.example> <x@vp.example>")
    set_done(office.mai.actor, mailbox_pk=office.box.pk, ids=joined, is_done=True)
    keys = MatterMail.objects.filter(mailbox=office.box).values_list("key", flat=True)
    assert len(keys) == len(set(keys)) == 3
    assert read_together(office.box, mail).matter == first
    assert read_together(office.box, joined).matter == second  # the nearest ancestor's


@pytest.mark.parametrize("who", ["hoa", "dana"])
def test_viewers_and_strangers_give_nothing(office, mail, who):
    member = getattr(office, who)
    with pytest.raises(NotFound):
        give(office, member, member, mail)
    with pytest.raises(NotFound):
        set_done(member.actor, mailbox_pk=office.box.pk, ids=mail, is_done=True)
    assert not Matter.objects.exists()


def test_only_colleagues_can_be_given_work(office, mail):
    with pytest.raises(Invalid):
        give(office, office.mai, office.dana, mail)
    assert not Matter.objects.exists()
    give(office, office.mai, office.hoa, mail)  # a viewer may be asked to see to it
    assert len(list_mine(office.hoa.actor)) == 1


def test_who_loses_the_mailbox_loses_the_work(office, mail):
    matter = give(office, office.mai, office.binh, mail)
    grant = MailboxGrant.objects.get(account=office.binh.account)
    sharing.end_share(SYSTEM, mailbox_pk=office.box.pk, pk=grant.pk)
    assert list_mine(office.binh.actor) == []
    together = read_together(office.box, mail)
    assert (together.matter, together.assignee) == (matter, None)
    assert read_states(office.box.pk, [mail.key])[mail.key].assignee is None


def test_the_same_mail_in_two_mailboxes_is_two_matters(office, mail):
    give(office, office.mai, office.binh, mail)
    assert read_together(office.binh.mailbox, mail).matter is None


def test_mail_without_an_id_is_known_all_the_same(office):
    from mailsvc.message import parse
    from mailsvc.teamwork.rules import mail_ids

    bare = mail_ids(parse(b"From: a@b.example\r\nSubject: x\r\n\r\nhello\r\n"))
    other = mail_ids(parse(b"From: a@b.example\r\nSubject: y\r\n\r\nhello\r\n"))
    assert bare.key and bare.key != other.key
    give(office, office.mai, office.binh, bare)
    assert read_together(office.box, bare).matter
    assert read_together(office.box, other).matter is None
