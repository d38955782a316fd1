"""Comments inside: who may write, mend and take back; who is told."""

from datetime import timedelta

import pytest

from mailsvc.base import clock
from mailsvc.base.errors import Conflict, Forbidden, Invalid, NotFound
from mailsvc.teamwork.comments import (
    TEXT_CHARS,
    comment,
    edit_comment,
    mark_seen,
    withdraw_comment,
)
from mailsvc.teamwork.models import Comment, Mention
from mailsvc.teamwork.selectors import list_mentions, read_together

pytestmark = [pytest.mark.django_db, pytest.mark.db_bound]


def say(office, member, mail, text="Đã gọi điện cho huyện.") -> Comment:
    return comment(member.actor, mailbox_pk=office.box.pk, ids=mail, text=text)


def test_a_viewer_may_comment_and_all_see_it(office, mail):
    said = say(office, office.hoa, mail, "Chờ\r\nsố liệu\x00 của huyện.  ")
    (entry,) = read_together(office.box, mail).history
    assert entry.comment == said
    assert said.text == "Chờ\nsố liệu của huyện."


def test_mended_and_taken_back_within_the_hour(office, mail):
    said = say(office, office.binh, mail)
    edit_comment(office.binh.actor, mailbox_pk=office.box.pk, pk=said.pk, text="Đã gửi fax.")
    said.refresh_from_db()
    assert said.text == "Đã gửi fax." and said.edited_at
    withdraw_comment(office.binh.actor, mailbox_pk=office.box.pk, pk=said.pk)
    said.refresh_from_db()
    assert (said.text, said.is_withdrawn) == ("", True)
    with pytest.raises(NotFound):
        edit_comment(office.binh.actor, mailbox_pk=office.box.pk, pk=said.pk, text="Lại.")


def test_after_the_hour_words_stand(office, mail):
    said = say(office, office.binh, mail)
    Comment.objects.update(written_at=clock.now() - timedelta(hours=1, seconds=1))
    for change in (edit_comment, withdraw_comment):
        more = {"text": "Khác."} if change is edit_comment else {}
        with pytest.raises(Conflict):
            change(office.binh.actor, mailbox_pk=office.box.pk, pk=said.pk, **more)
    said.refresh_from_db()
    assert said.text == "Đã gọi điện cho huyện."


def test_nobody_changes_the_words_of_others(office, mail):
    said = say(office, office.binh, mail)
    with pytest.raises(Forbidden):
        edit_comment(office.mai.actor, mailbox_pk=office.box.pk, pk=said.pk, text="Khác.")
    with pytest.raises(NotFound):
        withdraw_comment(office.dana.actor, mailbox_pk=office.box.pk, pk=said.pk)
    with pytest.raises(NotFound):  # by the door of another mailbox
        withdraw_comment(office.binh.actor, mailbox_pk=office.binh.mailbox.pk, pk=said.pk)
    with pytest.raises(NotFound):
        say(office, office.dana, mail)


@pytest.mark.parametrize("text", ["", " \n\t ", "\x00", "x" * (TEXT_CHARS + 1)])
def test_empty_and_endless_words_are_refused(office, mail, text):
    with pytest.raises(Invalid):
        say(office, office.binh, mail, text)
    assert not Comment.objects.exists()


def test_colleagues_named_are_told_until_they_looked(office, mail):
    said = say(office, office.hoa, mail, "@Binh xem giúp, @mai. Không phải x@do hay @aido.")
    assert {one.account for one in Mention.objects.all()} == {
        office.binh.account,
        office.mai.account,
    }
    (named,) = list_mentions(office.binh.actor)
    assert named.comment == said
    mark_seen(office.binh.actor, said.matter)
    assert list_mentions(office.binh.actor) == []
    assert len(list_mentions(office.mai.actor)) == 1
    withdraw_comment(office.hoa.actor, mailbox_pk=office.box.pk, pk=said.pk)
    assert list_mentions(office.mai.actor) == []


def test_a_stranger_named_is_a_word(office, mail):
    say(office, office.hoa, mail, "Hỏi @do ở Sở Tài chính.")
    assert list_mentions(office.dana.actor) == []
