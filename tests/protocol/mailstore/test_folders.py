import pytest

from mailsvc.base.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from mailsvc.mailstore.session import Session
from tests.protocol.mailstore.mails import make_mail


def test_new_mailbox_has_the_folders_with_a_role(session: Session) -> None:
    assert [(f.name, f.role, f.total, f.unseen) for f in session.list_folders()] == [
        ("INBOX", "inbox", 0, 0),
        ("Drafts", "drafts", 0, 0),
        ("Sent", "sent", 0, 0),
        ("Junk", "junk", 0, 0),
        ("Trash", "trash", 0, 0),
        ("Archive", "archive", 0, 0),
    ]


def test_counts_come_with_the_list(session: Session) -> None:
    session.append("INBOX", make_mail())
    session.append("INBOX", make_mail(), {"\\Seen"})
    inbox = session.list_folders()[0]
    assert (inbox.total, inbox.unseen) == (2, 1)


@pytest.mark.parametrize(
    "name",
    [
        "Công văn đến",
        'Thư "mật"',
        "Kinh tế & Xã hội",
        "Sở TTTT/Phòng CNTT/2009",
        "2009",
        "a{5}",
        "Thư (cũ) [2008]",
        "&AOk-",
        "Điện Biên 📁",
        "NIL",
    ],
)
def test_odd_names_live_like_others(session: Session, name: str) -> None:
    session.create_folder(name)
    uid = session.append(name, make_mail())
    found = {f.name: f for f in session.list_folders()}[name]
    assert (found.role, found.label, found.total) == ("", name.rpartition("/")[2], 1)
    assert session.list_page(name).rows[0].uid == uid
    session.move(name, [uid], "INBOX")
    session.delete_folder(name)
    assert name not in [f.name for f in session.list_folders()]


@pytest.mark.parametrize(
    "name",
    [
        "",
        " ",
        "/a",
        "a//b",
        "a/",
        "../x",
        ".",
        "~root",
        "a%",
        "a*",
        "x" * 61,
        "a\\b",
        "a\nb",
        "a\0",
    ],
)
def test_impossible_names_are_refused(session: Session, name: str) -> None:
    with pytest.raises(Invalid):
        session.create_folder(name)


@pytest.mark.parametrize(
    "name", ["Không có", "a//b", "../x", "/etc", "~root", "%", "x" * 200, "\\"]
)
def test_reading_a_missing_folder_is_refused(session: Session, name: str) -> None:
    with pytest.raises(Refused):
        session.list_page(name)
    assert session.list_page("INBOX").total == 0


def test_creating_twice_is_a_conflict(session: Session) -> None:
    session.create_folder("Lưu")
    for name in ("Lưu", "Sent", "inbox"):
        with pytest.raises(Conflict):
            session.create_folder(name)


def test_system_folders_stay(session: Session) -> None:
    for name in ("INBOX", "Trash", "Sent"):
        with pytest.raises(Forbidden):
            session.delete_folder(name)


def test_a_folder_with_mail_is_not_deleted(session: Session) -> None:
    session.create_folder("Lưu")
    session.append("Lưu", make_mail())
    with pytest.raises(Conflict):
        session.delete_folder("Lưu")


def test_deleting_a_missing_folder_is_not_found(session: Session) -> None:
    with pytest.raises(NotFound):
        session.delete_folder("Không có")


def test_rename_takes_what_is_below_along(session: Session) -> None:
    for name in ("Báo cáo", "Báo cáo/2009", "Khác"):
        session.create_folder(name)
    session.rename_folder("Báo cáo", "Tổng hợp")
    names = {folder.name for folder in session.list_folders()}
    assert {"Tổng hợp", "Tổng hợp/2009"} <= names
    assert not {"Báo cáo", "Báo cáo/2009"} & names
    for before, after, error in (
        ("Sent", "Đã gửi", Forbidden),
        ("INBOX", "x", Forbidden),
        ("Khác", "tổng hợp", Conflict),
        ("Khác", "Khác/trong", Conflict),
        ("Khác", "a\r\nb", Invalid),
        ("không có", "x", NotFound),
    ):
        with pytest.raises(error):
            session.rename_folder(before, after)
    assert "Khác" in {folder.name for folder in session.list_folders()}


def test_how_full_it_is(session: Session) -> None:
    before = session.read_fill()
    session.append("INBOX", b"Subject: x\r\n\r\n" + b"y" * 3_000_000)
    after = session.read_fill()
    assert before is not None and after is not None
    assert after.limit_bytes == 100 * 1024 * 1024
    assert 2_900_000 < after.used_bytes - before.used_bytes < 3_200_000
    assert after.percent == 2
