"""An index follows its mailbox, whatever another program does to it."""

from itertools import pairwise

import pytest

from mailsvc.mailindex import rows, selectors, sync
from mailsvc.mailindex.engine import drop_index, open_engine
from mailsvc.mailstore.query import read_query
from tests.protocol.mailstore.mails import make_mail
from tests.service.mailindex.conftest import Desk

pytestmark = pytest.mark.db_bound


def test_new_read_moved_and_deleted_mails_are_right_on_the_next_look(desk: Desk) -> None:
    uid = desk.put(make_mail("Giấy mời họp"))
    other = desk.put(make_mail("Báo cáo"))
    desk.refresh()
    assert desk.find("là:chưađọc") == ["Báo cáo", "Giấy mời họp"]
    desk.session.mark("INBOX", [uid], seen=True)
    desk.put(make_mail("Thư mới"))
    desk.session.move("INBOX", [other], "Sent")
    desk.refresh()
    assert desk.find("là:chưađọc", ["INBOX"]) == ["Thư mới"]
    assert desk.find("báo cáo", ["INBOX"]) == []
    assert desk.find("báo cáo", ["Sent"]) == ["Báo cáo"]
    desk.session.discard("Sent", [1])
    desk.refresh()
    assert desk.find("báo cáo") == []


def test_newest_heads_come_first_and_the_gap_is_told(desk: Desk) -> None:
    for n in range(1, 11):
        desk.put(make_mail(f"Thư số {n}"))
    sync.refresh(desk.engine, desk.session, most=4)
    assert desk.find("thư", ["INBOX"]) == [f"Thư số {n}" for n in (10, 9, 8, 7)]
    gap = selectors.list_gaps(desk.engine, read_query("td:thư"), ["INBOX"])
    assert gap == [selectors.Gap("INBOX", 6)]
    sync.refresh(desk.engine, desk.session, most=6)
    assert len(desk.find("thư", ["INBOX"])) == 10
    assert selectors.list_gaps(desk.engine, read_query("td:thư"), ["INBOX"]) == []


def test_a_text_that_is_not_read_yet_is_a_gap_for_words_anywhere(desk: Desk) -> None:
    desk.put(make_mail("Giấy mời", text="Phòng họp"))
    sync.refresh(desk.engine, desk.session, most=10)
    assert selectors.list_gaps(desk.engine, read_query("phòng"), ["INBOX"])
    assert not selectors.list_gaps(desk.engine, read_query("td:mời"), ["INBOX"])
    desk.refresh()
    assert not selectors.list_gaps(desk.engine, read_query("phòng"), ["INBOX"])


def test_a_mailbox_made_anew_is_read_anew(desk: Desk) -> None:
    desk.put(make_mail("Thư cũ"))
    desk.refresh()
    desk.store.boxes.clear()
    desk.put(make_mail("Thư khác"))
    desk.refresh()
    assert (desk.find("cũ"), desk.find("khác")) == ([], ["Thư khác"])


def test_folders_come_and_go(desk: Desk) -> None:
    desk.session.create_folder("Dự án/2009")
    desk.put(make_mail("Kế hoạch"), "Dự án/2009")
    desk.refresh()
    assert desk.find("kế hoạch", ["Dự án/2009"]) == ["Kế hoạch"]
    del desk.session.folders["Dự án/2009"]
    desk.refresh()
    assert desk.find("kế hoạch", ["Dự án/2009"]) == []
    assert desk.engine.rows("SELECT count(*) FROM mailindex_message") == [(0,)]


def test_two_that_read_the_same_do_not_write_it_twice(desk: Desk) -> None:
    desk.put(make_mail("Thư"))
    (state,) = [s for s in desk.session.list_states() if s.name == "INBOX"]
    sync.refresh(desk.engine, desk.session, most=0)
    row = next(r for r in rows.list_folders(desk.engine) if r.name == "INBOX")
    desk.refresh()
    with pytest.raises(sync._Overtaken):
        sync._follow(desk.engine, desk.session, row, state, 100)
    assert desk.find("thư") == ["Thư"]


def test_pages_follow_each_other(desk: Desk) -> None:
    for n in range(25):
        desk.put(make_mail(f"Thư số {n}"))
    desk.refresh()
    query = read_query("thư")
    pages = [selectors.find(desk.engine, query, ["INBOX"], page, 10) for page in (1, 2, 3, 9)]
    assert [(p.page, p.pages, p.total, len(p.hits)) for p in pages] == [
        *((1, 3, 25, 10), (2, 3, 25, 10), (3, 3, 25, 5), (3, 3, 25, 5))
    ]
    uids = [hit.row.uid for page in pages[:3] for hit in page.hits]
    assert all(a > b for a, b in pairwise(uids))
    assert selectors.find_uids(desk.engine, query, "INBOX") == uids


def test_a_mail_of_every_odd_kind_is_taken(desk: Desk, var_dir) -> None:
    desk.put(b"")
    desk.put(b"Subject: =?utf-8?b?AB8A?=\r\nMessage-ID: <a@b>\r\nReferences: <a@b>\r\n\r\n\0\x1f")
    desk.put(b"Subject: " + b"x" * 90_000 + b"\r\n\r\n" + b"tu " * 100_000)
    desk.put(b"Date: Mon, 02 Nov 9999 23:59:59 -1200\r\n\r\nmai sau")
    desk.refresh()
    desk.session.discard("INBOX", [1, 2, 3, 4])
    desk.refresh()
    assert desk.find("tu") == []


def test_a_file_of_another_mailbox_is_not_opened(desk: Desk) -> None:
    desk.put(make_mail("Mật"))
    desk.refresh()
    pk = desk.member.mailbox.pk
    if desk.engine.__class__.__name__ != "SqliteEngine":
        pytest.skip("PostgreSQL keeps rows beside their mailbox")
    with open_engine(pk, "other@stttt.dienbien.example") as engine:
        assert engine.rows("SELECT count(*) FROM mailindex_message") == [(0,)]


def test_a_broken_file_is_made_anew(desk: Desk) -> None:
    if desk.engine.__class__.__name__ != "SqliteEngine":
        pytest.skip("a file is SQLite's")
    from mailsvc.mailindex.engine import IndexUnavailable
    from mailsvc.mailindex.engine_sqlite import index_path

    pk, address = desk.member.mailbox.pk, desk.member.mailbox.address
    drop_index(pk)
    index_path(pk).write_bytes(b"not a database at all, and longer than a header" * 50)
    with pytest.raises(IndexUnavailable), open_engine(pk, address):
        pass
    with open_engine(pk, address) as engine:
        sync.refresh(engine, desk.session, most=10)
    assert index_path(pk).stat().st_mode & 0o777 == 0o600
