"""Orders and selections of a list on real Dovecot, and what is told about changes."""

import pytest

from mailsvc.base.errors import Invalid, NotFound
from mailsvc.directory.models import Mailbox
from mailsvc.mailstore.pages import expand
from mailsvc.mailstore.session import Session, open_session
from mailsvc.mailstore.values import Arrangement, Only, Order
from tests.protocol.mailstore.mails import make_mail

HOA = "hoa@stttt.dienbien.example"


@pytest.fixture
def uids(session: Session) -> list[int]:
    """Three mails: Bình's with a file, An's (long, starred, read, to another), Chi's."""
    return [
        session.append("INBOX", make_mail("Ba", sender="Bình <b@x.vn>", file=b"%PDF-1.4")),
        session.append(
            "INBOX",
            make_mail("Ái", sender="An <z@x.vn>", to="c@x.vn", text="dài " * 9000),
            {"\\Seen", "\\Flagged"},
        ),
        session.append("INBOX", make_mail("Cờ", sender="Chi <a@x.vn>")),
    ]


def shown(session: Session, uids: list[int], **arranged: object) -> list[int]:
    """Places, from 1, of the mails of the page."""
    page = session.list_page("INBOX", 1, 50, Arrangement(**arranged))
    return [uids.index(row.uid) + 1 for row in page.rows]


@pytest.mark.parametrize(
    ("arranged", "expected"),
    [
        ({}, [3, 2, 1]),
        ({"is_reversed": True}, [1, 2, 3]),
        ({"order": Order.SENDER}, [2, 1, 3]),
        ({"order": Order.SENDER, "is_reversed": True}, [3, 1, 2]),
        ({"order": Order.SUBJECT}, [2, 1, 3]),
        ({"order": Order.SIZE}, [2, 1, 3]),
        ({"order": Order.SIZE, "is_reversed": True}, [3, 1, 2]),
        ({"only": Only.UNREAD}, [3, 1]),
        ({"only": Only.UNREAD, "is_reversed": True}, [1, 3]),
        ({"only": Only.STARRED}, [2]),
        ({"only": Only.FILES}, [1]),
        ({"only": Only.MINE, "mine": HOA}, [3, 1]),
        ({"only": Only.MINE, "mine": "ai@noi-khac.vn"}, []),
        ({"label": 4}, []),
    ],
    ids=str,
)
def test_orders_and_selections(
    session: Session, uids: list[int], arranged: dict[str, object], expected: list[int]
) -> None:
    assert shown(session, uids, **arranged) == expected


def test_narrowed_to_uids_or_to_all_but_them_as_they_came(
    session: Session, uids: list[int]
) -> None:
    two = frozenset({uids[0], uids[2], 4_000_000_000})
    given = Arrangement(only=Only.GIVEN, uids=two, order=Order.SIZE)
    free = Arrangement(only=Only.FREE, uids=two)
    nothing = Arrangement(only=Only.GIVEN)
    pages = [session.list_page("INBOX", 1, 50, one) for one in (given, free, nothing)]
    assert [[row.uid for row in page.rows] for page in pages] == [[uids[2], uids[0]], [uids[1]], []]
    last = session.list_page("INBOX", 9, 1, given)
    assert ([row.uid for row in last.rows], last.total, last.pages) == ([uids[0]], 2, 2)


def test_sorted_pages_stay_within_what_there_is(session: Session, uids: list[int]) -> None:
    by_size = Arrangement(order=Order.SIZE)
    pages = [session.list_page("INBOX", page, 2, by_size) for page in (1, 2, 99)]
    assert [[row.uid for row in page.rows] for page in pages] == [
        [uids[1], uids[0]],
        [uids[2]],
        [uids[2]],
    ]
    assert {(page.total, page.pages) for page in pages} == {(3, 2)}


@pytest.mark.parametrize("bad", ['x"\r\nX1 DELETE "Sent', "x\0", "x\n"])
def test_an_address_that_is_a_command_is_refused(session: Session, bad: str) -> None:
    with pytest.raises(Invalid):
        session.list_page("INBOX", 1, 50, Arrangement(only=Only.MINE, mine=bad))
    assert "Sent" in [folder.name for folder in session.list_folders()]


def test_a_row_has_its_first_words_and_labels(session: Session) -> None:
    text = 'Kính gửi đồng chí, "UID 99" (số 5) ' + "dài " * 90
    uid = session.append("INBOX", make_mail(text=text))
    assert session.label("INBOX", [uid], 4, is_on=True) == (uid,)
    assert session.label("INBOX", [uid], 4, is_on=True) == ()
    (row,) = session.list_page("INBOX").rows
    assert row.uid == uid
    assert row.preview.startswith('Kính gửi đồng chí, "UID 99" (số 5) dài')
    assert row.labels == (4,)
    session.label("INBOX", [uid], 4, is_on=False)
    assert session.list_page("INBOX").rows[0].labels == ()


def test_labels_of_ones_own_are_keywords_beside_the_first_five(session: Session) -> None:
    uid = session.append("INBOX", make_mail())
    session.append("INBOX", make_mail())
    for number in (6, 30, 999):
        assert session.label("INBOX", [uid], number, is_on=True) == (uid,)
    assert session.list_page("INBOX").rows[-1].labels == (6, 30, 999)
    found = session.list_page("INBOX", 1, 50, Arrangement(label=30))
    assert [row.uid for row in found.rows] == [uid]
    for number in (0, -1, 1000):
        with pytest.raises(Invalid):
            session.label("INBOX", [uid], number, is_on=True)


def test_marks_tell_what_they_changed(session: Session, uids: list[int]) -> None:
    assert session.mark("INBOX", uids, seen=True) == (uids[0], uids[2])
    assert session.mark("INBOX", uids, flagged=False) == (uids[1],)


def test_moves_and_copies_tell_where_to(session: Session, uids: list[int]) -> None:
    copied = session.copy("INBOX", uids[:1], "Archive")
    moved = session.move("INBOX", uids[1:], "Archive")
    in_archive = {row.uid: row.subject for row in session.list_page("Archive").rows}
    assert [in_archive[uid] for uid in (*copied.uids, *moved.uids)] == ["Ba", "Ái", "Cờ"]
    session.move("Archive", moved.uids, "INBOX")
    session.discard("Archive", copied.uids)
    assert session.list_page("INBOX").total == 3
    assert session.list_page("Archive").total == 0
    with pytest.raises(NotFound):
        session.copy("INBOX", [999], "Archive")
    with pytest.raises(NotFound):
        session.copy("INBOX", [row.uid for row in session.list_page("INBOX").rows], "Không có")


def test_what_another_program_changes_is_right_at_the_next_look(
    mailbox: Mailbox, session: Session, uids: list[int]
) -> None:
    before = session.list_page("INBOX")
    assert session.list_page("INBOX").state == before.state
    with open_session(mailbox) as other:
        other.mark("INBOX", uids[:1], flagged=True)
        flagged = session.list_page("INBOX")
        other.discard("INBOX", uids[2:])
        gone = session.list_page("INBOX")
        other.append("INBOX", make_mail("Mới"))
    new = session.list_page("INBOX")
    assert len({page.state for page in (before, flagged, gone, new)}) == 4
    assert [row.is_flagged for row in flagged.rows] == [False, True, True]
    assert [row.uid for row in gone.rows] == [uids[1], uids[0]]
    assert new.rows[0].subject == "Mới"


@pytest.mark.parametrize(
    ("listed", "expected"),
    [(b"", []), (b"7", [7]), (b"7,3:5", [7, 3, 4, 5]), (b"5:3,1", [5, 4, 3, 1])],
)
def test_a_sequence_set_keeps_its_order(listed: bytes, expected: list[int]) -> None:
    assert expand(listed) == expected
