"""The notice that a colleague is writing an answer, and that one has gone."""

from datetime import timedelta

import pytest

from mailsvc.base import clock
from mailsvc.base.errors import NotFound
from mailsvc.directory import sharing
from mailsvc.directory.actor import SYSTEM
from mailsvc.directory.models import MailboxGrant
from mailsvc.teamwork.models import Writing
from mailsvc.teamwork.rules import WRITING_MINUTES
from mailsvc.teamwork.services import note_answer
from mailsvc.teamwork.writing import (
    begin_writing,
    find_answer_since,
    find_own_writing,
    list_writers,
    stop_writing,
)
from tests.service.teamwork.conftest import ids_of

pytestmark = [pytest.mark.django_db, pytest.mark.db_bound]


def begin(office, member, mail) -> None:
    begin_writing(member.actor, mailbox_pk=office.box.pk, key=mail.key)


def writers(office, member, mail) -> list[str]:
    return [row.account.address for row in list_writers(member.actor, office.box, mail.key)]


def test_colleagues_see_who_writes_and_when_he_stopped(
    office, mail, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks() as told:
        begin(office, office.binh, mail)
        begin(office, office.binh, mail)
    assert len(told) == 1  # the second time says nothing new
    assert writers(office, office.mai, mail) == [office.binh.account.address]
    assert writers(office, office.binh, mail) == []  # not oneself
    assert writers(office, office.mai, ids_of("x@vp.example")) == []
    with django_capture_on_commit_callbacks() as told:
        stop_writing(office.binh.actor, mailbox_pk=office.box.pk, key=mail.key)
        stop_writing(office.binh.actor, mailbox_pk=office.box.pk, key=mail.key)
    assert len(told) == 1
    assert writers(office, office.mai, mail) == []


def test_a_page_not_heard_of_counts_as_closed(office, mail, django_capture_on_commit_callbacks):
    begin(office, office.binh, mail)
    Writing.objects.update(seen_at=clock.now() - timedelta(minutes=WRITING_MINUTES, seconds=1))
    assert writers(office, office.mai, mail) == []
    with django_capture_on_commit_callbacks() as told:
        begin(office, office.binh, mail)
    assert len(told) == 1  # he is there again
    assert writers(office, office.mai, mail) == [office.binh.account.address]
    Writing.objects.update(seen_at=clock.now() - timedelta(days=3))
    begin(office, office.mai, mail)
    assert Writing.objects.get().account == office.mai.account


def test_opening_the_page_anew_forgets_what_was_seen_before(office, mail):
    begin(office, office.binh, mail)
    first = find_own_writing(office.binh.actor, mail.key).begun_at
    begin(office, office.binh, mail)
    assert find_own_writing(office.binh.actor, mail.key).begun_at == first
    begin_writing(office.binh.actor, mailbox_pk=office.box.pk, key=mail.key, is_opening=True)
    assert find_own_writing(office.binh.actor, mail.key).begun_at > first
    assert find_own_writing(office.mai.actor, mail.key) is None


def test_strangers_and_those_who_lost_the_mailbox_do_not_count(office, mail):
    with pytest.raises(NotFound):
        begin(office, office.dana, mail)
    with pytest.raises(NotFound):
        stop_writing(office.dana.actor, mailbox_pk=office.box.pk, key=mail.key)
    begin(office, office.binh, mail)
    grant = MailboxGrant.objects.get(account=office.binh.account)
    sharing.end_share(SYSTEM, mailbox_pk=office.box.pk, pk=grant.pk)
    assert writers(office, office.mai, mail) == []


def test_an_answer_given_meanwhile_is_found(office, mail):
    before = clock.now()
    ours = ids_of("ours@stttt.example", References="<m1@vp.example>")
    note_answer(office.mai.actor, mailbox_pk=office.box.pk, ids=mail, answer=ours)
    found = find_answer_since(office.binh.actor, office.box, mail, before)
    assert found and found.account == office.mai.account
    assert find_answer_since(office.mai.actor, office.box, mail, before) is None  # one's own
    assert find_answer_since(office.binh.actor, office.box, mail, clock.now()) is None
    assert find_answer_since(office.binh.actor, office.box, ids_of("x@y.example"), before) is None
