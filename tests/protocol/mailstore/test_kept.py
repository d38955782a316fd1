"""Pages and mails kept in memory are right after every change by another program."""

from collections.abc import Callable

import pytest

from mailsvc.base.errors import NotFound
from mailsvc.directory.models import Mailbox
from mailsvc.mailstore.session import Session, open_session
from mailsvc.mailstore.values import Page
from tests.protocol.mailstore.mails import make_mail


def look(session: Session) -> Page:
    """As a page does: the folders first."""
    session.list_folders()
    return session.list_page("INBOX")


@pytest.fixture
def uids(session: Session) -> list[int]:
    return [session.append("INBOX", make_mail(f"Thư {n}")) for n in range(3)]


def test_a_page_nobody_changed_is_the_same_one(session: Session, uids: list[int]):
    page = look(session)
    assert look(session) is page
    assert [row.uid for row in page.rows] == uids[::-1]


@pytest.mark.parametrize(
    "change",
    [
        lambda other, uids: other.mark("INBOX", uids[:1], seen=True),
        lambda other, uids: other.mark("INBOX", uids[:1], flagged=True),
        lambda other, uids: other.label("INBOX", uids[:1], 4, is_on=True),
        lambda other, uids: other.append("INBOX", make_mail("Mới")),
        lambda other, uids: other.delete("INBOX", uids[:1]),
        lambda other, uids: other.move("INBOX", uids[1:2], "Archive"),
    ],
    ids=["read", "starred", "labelled", "come", "deleted", "moved"],
)
def test_a_change_by_another_program_shows_at_the_next_look(
    session: Session,
    mailbox: Mailbox,
    uids: list[int],
    change: Callable[[Session, list[int]], object],
):
    before = look(session)
    with open_session(mailbox) as other:
        change(other, uids)
    after = look(session)
    assert after != before
    with open_session(mailbox) as third:  # without having listed the folders: read anew
        assert third.list_page("INBOX").rows == after.rows


def test_a_change_of_our_own_is_seen_without_a_new_list(session: Session, uids: list[int]):
    look(session)
    session.mark("INBOX", uids[:1], seen=True)
    assert [row.is_seen for row in session.list_page("INBOX").rows] == [False, False, True]


def test_a_mail_is_read_once_and_its_marks_are_of_now(
    session: Session, mailbox: Mailbox, uids: list[int]
):
    session.list_folders()
    first = session.fetch("INBOX", uids[0])
    assert session.fetch("INBOX", uids[0]) is first
    with open_session(mailbox) as other:
        other.mark("INBOX", uids[:1], flagged=True)
    session.list_folders()
    second = session.fetch("INBOX", uids[0])
    assert "\\Flagged" in second.flags
    assert second.content is first.content


def test_a_mail_gone_meanwhile_is_not_shown_from_memory(
    session: Session, mailbox: Mailbox, uids: list[int]
):
    session.list_folders()
    session.fetch("INBOX", uids[0])
    with open_session(mailbox) as other:
        other.delete("INBOX", uids[:1])
    session.list_folders()
    with pytest.raises(NotFound):
        session.fetch("INBOX", uids[0])


def test_another_folder_of_the_same_name_is_another_folder(session: Session, mailbox: Mailbox):
    session.create_folder("Dự án")
    old = session.append("Dự án", make_mail("Cũ"))
    session.list_folders()
    assert "Cũ" in session.list_page("Dự án").rows[0].subject
    session.fetch("Dự án", old)
    session.move("Dự án", [old], "Archive")
    session.delete_folder("Dự án")
    session.create_folder("Dự án")
    new = session.append("Dự án", make_mail("Mới"))
    session.list_folders()
    assert [row.subject for row in session.list_page("Dự án").rows] == ["Mới"]
    assert b"=?" in session.fetch("Dự án", new).content
