from datetime import UTC, datetime

import pytest

from mailsvc.base.errors import Invalid, NotFound, TooLarge
from mailsvc.directory.models import Mailbox
from mailsvc.mailstore.session import Session, open_session
from mailsvc.mailstore.values import Mark
from tests.protocol.mailstore.mails import make_mail
from tests.support.dovecot import RunningDovecot

AT = datetime(2009, 11, 2, 1, 30, tzinfo=UTC)


def test_a_row_says_what_the_mail_says(session: Session) -> None:
    content = make_mail(file=b"%PDF-1.4")
    uid = session.append("INBOX", content, {"\\Flagged"}, AT)
    (row,) = session.list_page("INBOX").rows
    assert row.uid == uid
    assert row.subject == "Giấy mời họp giao ban"
    assert (row.from_name, row.from_address) == ("Lò Văn Nam", "nam@stc.dienbien.example")
    assert row.to_names == ("Quàng Thị Hoa",)
    assert row.sent_at == AT
    assert row.size_bytes == len(content)
    assert row.has_attachment
    assert (row.is_seen, row.is_flagged, row.is_answered) == (False, True, False)


def test_pages_run_from_the_newest(session: Session) -> None:
    uids = [session.append("INBOX", make_mail(f"Thư {n}")) for n in range(1, 8)]
    pages = [session.list_page("INBOX", page, 3) for page in (1, 2, 3)]
    assert [[row.uid for row in page.rows] for page in pages] == [
        uids[:3:-1],
        uids[3:0:-1],
        uids[:1],
    ]
    assert {(page.total, page.pages) for page in pages} == {(7, 3)}
    assert session.list_page("INBOX", 99, 3) == pages[2]
    assert session.list_page("INBOX", -1, 3) == pages[0]


def test_an_empty_folder_has_one_empty_page(session: Session) -> None:
    page = session.list_page("Sent")
    assert (page.rows, page.total, page.page, page.pages) == ((), 0, 1, 1)


@pytest.mark.parametrize(
    "content",
    [
        b"\r\n",
        b"no header at all",
        b"Subject: =?utf-8?B?####?=\r\nFrom: <<>>\r\nDate: never\r\n\r\n",
        b"From: \xc6\xd1\xff\r\nSubject: \xff\xfe\r\n\r\n\xff",
        b"Content-Type: multipart/mixed; boundary=x\r\n\r\n" + b"--x\r\n\r\n\r\n" * 300,
        b"".join(
            b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n)
            for n in range(300)
        ),
        b"Subject: nul\0nul\r\n\r\nnul\0",
        b"Subject: " + b"x" * 200_000 + b"\r\n\r\n",
    ],
    ids=["bare", "text", "bad", "bytes", "parts", "bomb", "nul", "long"],
)
def test_broken_mail_is_listed_and_read(session: Session, content: bytes) -> None:
    uid = session.append("INBOX", content, (), AT)
    page = session.list_page("INBOX")
    assert [row.uid for row in page.rows] == [uid]
    assert session.fetch("INBOX", uid).received_at == AT


def test_fetch_gives_the_bytes_and_marks_nothing(session: Session) -> None:
    content = make_mail(file=b"\x00\xff" * 1000)
    uid = session.append("INBOX", content, (), AT)
    stored = session.fetch("INBOX", uid)
    assert (stored.content, stored.received_at) == (content, AT)
    assert "\\Seen" not in stored.flags
    assert not session.list_page("INBOX").rows[0].is_seen


@pytest.mark.parametrize(("wish", "flag"), [("seen", "\\Seen"), ("flagged", "\\Flagged")])
def test_marks_are_set_and_taken_away(session: Session, wish: str, flag: str) -> None:
    uid = session.append("INBOX", make_mail())
    session.mark("INBOX", [uid], **{wish: True})
    assert flag in session.fetch("INBOX", uid).flags
    session.mark("INBOX", [uid], **{wish: False})
    assert flag not in session.fetch("INBOX", uid).flags


def test_delete_goes_through_trash(session: Session) -> None:
    first, second = (session.append("INBOX", make_mail(s)) for s in ("một", "hai"))
    session.delete("INBOX", [first])
    assert [row.uid for row in session.list_page("INBOX").rows] == [second]
    (row,) = session.list_page("Trash").rows
    assert row.subject == "một"
    session.delete("Trash", [row.uid])
    assert session.list_page("Trash").total == 0


def test_move_to_a_missing_folder_moves_nothing(session: Session) -> None:
    uid = session.append("INBOX", make_mail())
    with pytest.raises(NotFound):
        session.move("INBOX", [uid], "Không có")
    assert session.list_page("INBOX").total == 1


def test_missing_uids_are_not_found(session: Session) -> None:
    for act in (
        lambda: session.fetch("INBOX", 9),
        lambda: session.mark("INBOX", [9], seen=True),
        lambda: session.move("INBOX", [9], "Archive"),
        lambda: session.delete("Trash", [9]),
    ):
        with pytest.raises(NotFound):
            act()


@pytest.mark.parametrize("uids", [[], [0], [-1], [2**32]])
def test_impossible_uids_are_refused(session: Session, uids: list[int]) -> None:
    with pytest.raises(Invalid):
        session.mark("INBOX", uids, seen=True)


def test_a_full_mailbox_refuses_mail(running_dovecot: RunningDovecot) -> None:
    (small,) = running_dovecot.add_mailboxes("day@stttt.dienbien.example", quota_mb=1)
    with open_session(small) as session, pytest.raises(TooLarge):
        session.append("INBOX", make_mail(file=b"x" * 2_000_000))


def test_mailboxes_do_not_see_each_other(mailbox: Mailbox, running_dovecot: RunningDovecot) -> None:
    other = running_dovecot.next_mailbox()
    with open_session(mailbox) as mine:
        mine.append("INBOX", make_mail())
    with open_session(other) as theirs:
        assert theirs.list_page("INBOX").total == 0


def test_nothing_is_not_stored(session: Session) -> None:
    with pytest.raises(Invalid):
        session.append("INBOX", b"")


def test_found_again_by_message_id(session: Session) -> None:
    first = session.append("Drafts", make_mail("Nháp", message_id="<A1@x.example>"))
    second = session.append("Drafts", make_mail("Nháp", message_id="<A1@x.example>"))
    session.append("Drafts", make_mail("Nháp khác", message_id="<B1@x.example>"))
    assert session.find_uids("Drafts", "<A1@x.example>") == [first, second]
    assert session.find_uids("Drafts", "<C1@x.example>") == []
    assert session.find_uids("Drafts", 'x" ALL "') == []
    with pytest.raises(Invalid):
        session.find_uids("Drafts", "<A1@x.example>\r\nA1 DELETE Drafts")


def test_marks_tell_without_reading(session: Session) -> None:
    one = make_mail("Thư", message_id="<A2@x.example>")
    unread = session.append("INBOX", one)
    read = session.append("INBOX", one, {"\\Seen"})
    recalled = session.append("INBOX", b"X-CV-Recalled: 2009-12-22\r\n" + one)
    assert session.find_marks("INBOX", "<A2@x.example>") == [
        Mark(unread, is_seen=False, is_recalled=False),
        Mark(read, is_seen=True, is_recalled=False),
        Mark(recalled, is_seen=False, is_recalled=True),
    ]
    assert not session.list_page("INBOX").rows[-1].is_seen


def test_a_mark_tells_the_rows_and_the_folders_as_they_are_then(session: Session) -> None:
    uids = [session.append("INBOX", make_mail(f"Thư {n}")) for n in range(3)]
    for _ in range(2):  # rows nobody has looked at yet, then known ones
        session.mark("INBOX", uids, seen=False, flagged=False)
        marked = session.mark_and_look("INBOX", uids[:2], seen=True)
        assert marked.changed == tuple(uids[:2])
        assert [(row.uid in uids[:2], row.is_seen, row.is_flagged) for row in marked.rows] == [
            (True, True, False)
        ] * 2
        inbox = next(folder for folder in marked.folders if folder.name == "INBOX")
        assert (inbox.total, inbox.unseen) == (3, 1)
        assert list(marked.folders) == session.list_folders()
        session.list_page("INBOX")
    again = session.mark_and_look("INBOX", uids[:1], seen=True)
    assert again.changed == () and again.rows[0].is_seen


def test_a_label_tells_them_too(session: Session) -> None:
    uid = session.append("INBOX", make_mail())
    assert session.label_and_look("INBOX", [uid], 7, is_on=True).rows[0].labels == (7,)
    assert session.label_and_look("INBOX", [uid], 7, is_on=False).rows[0].labels == ()


def test_what_leaves_tells_where_it_is_and_the_folders_as_they_are_then(session: Session) -> None:
    uids = [session.append("INBOX", make_mail(f"Thư {n}")) for n in range(3)]
    left = session.move_and_look("INBOX", [*uids[:2], uids[2] + 9], "Archive")
    assert left.moved.folder == "Archive" and len(left.moved.uids) == 2
    counts = {folder.name: folder.total for folder in left.folders}
    assert (counts["INBOX"], counts["Archive"]) == (1, 2)
    assert [row.uid for row in session.list_page("INBOX").rows] == uids[2:]
    assert list(left.folders) == session.list_folders()
    back = session.move_and_look("Archive", left.moved.uids, "INBOX")
    assert len(back.moved.uids) == 2
    for folder, wanted, target in (
        ("khong-co", uids, "Trash"),
        ("INBOX", [uids[0]], "Trash"),
        ("INBOX", [uids[2]], "khong-co"),
    ):
        with pytest.raises(NotFound):
            session.move_and_look(folder, wanted, target)
    assert {folder.name: folder.total for folder in session.list_folders()}["INBOX"] == 3


def test_marks_where_nothing_is_are_refused_and_the_line_goes_on(session: Session) -> None:
    """Several commands went out together: each of their answers is read before the refusal."""
    uid = session.append("INBOX", make_mail())
    for folder, wanted in (("khong-co", [uid]), ("INBOX", [uid + 9])):
        with pytest.raises(NotFound):
            session.mark(folder, wanted, seen=True)
        with pytest.raises(NotFound):
            session.mark_and_look(folder, wanted, seen=True)
        with pytest.raises(NotFound):
            session.fetch(folder, wanted[0])
        assert session.fetch("INBOX", uid).flags <= {"\\Recent", "$HasNoAttachment"}
        assert session.list_folders()
