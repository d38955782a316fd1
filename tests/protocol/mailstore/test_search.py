import pytest

from mailsvc.base.errors import Invalid, NotFound
from mailsvc.mailstore.query import LabelTerm, Query
from mailsvc.mailstore.session import Session
from tests.protocol.mailstore.mails import make_mail


@pytest.fixture
def filled(session: Session) -> Session:
    session.append("INBOX", make_mail("Giấy mời họp giao ban", text="Phòng họp số 1"))
    session.append("INBOX", make_mail("Báo cáo tháng 11", sender="hoa@stc.dienbien.example"))
    session.append("INBOX", make_mail('Về "lễ 20/11" {5} (NOT)', text="Nghỉ lễ"), {"\\Seen"})
    return session


@pytest.mark.parametrize(
    ("text", "subjects"),
    [
        ("giao ban", ["Giấy mời họp giao ban"]),
        ("GIẤY MỜI", ["Giấy mời họp giao ban"]),
        ("phòng họp", ["Giấy mời họp giao ban"]),
        ('"ban giao"', []),
        ("từ:hoa", ["Báo cáo tháng 11"]),
        ("from:hoa@stc tháng", ["Báo cáo tháng 11"]),
        ("td:phòng", []),
        ("nd:phòng", ["Giấy mời họp giao ban"]),
        ("is:unread", ["Báo cáo tháng 11", "Giấy mời họp giao ban"]),
        ("là:chưađọc td:báo", ["Báo cáo tháng 11"]),
        ("{5}", ['Về "lễ 20/11" {5} (NOT)']),
        ("(NOT)", ['Về "lễ 20/11" {5} (NOT)']),
        ('"lễ 20/11', ['Về "lễ 20/11" {5} (NOT)']),
        ("\\", []),
        ("{99999999999}", []),
        ("🙂", []),
        (":::", []),
    ],
)
def test_words_find(filled: Session, text: str, subjects: list[str]) -> None:
    assert [row.subject for row in filled.search("INBOX", text).rows] == subjects


def test_results_are_paged(session: Session) -> None:
    uids = [session.append("INBOX", make_mail(f"Thư {n}")) for n in range(5)]
    page = session.search("INBOX", "thư", 2, 2)
    assert ([row.uid for row in page.rows], page.total, page.pages) == ([uids[2], uids[1]], 5, 3)


@pytest.mark.parametrize("text", ["", "  ", "x" * 201, "a\rb", "a\nb", "a\0b", "\ud800"])
def test_impossible_texts_are_refused(session: Session, text: str) -> None:
    with pytest.raises(Invalid):
        session.search("INBOX", text)


def test_a_missing_folder_is_not_found(session: Session) -> None:
    with pytest.raises(NotFound):
        session.search("Không có", "thư")


def test_labels_are_asked_for_by_keyword(filled: Session) -> None:
    uids = filled.list_uids("INBOX")
    filled.label("INBOX", uids[:2], 6, is_on=True)
    filled.label("INBOX", uids[1:2], 1, is_on=True)
    both = Query(labels=(LabelTerm("a", number=6), LabelTerm("b", number=1)))
    one = Query(labels=(LabelTerm("a", number=6), LabelTerm("b", is_negated=True, number=1)))
    assert filled.scan("INBOX", both, 1, 2**32 - 1) == uids[1:2]
    assert filled.scan("INBOX", one, 1, 2**32 - 1) == uids[:1]
    unnamed = Query(labels=(LabelTerm("x"),))
    with pytest.raises(Invalid):
        filled.scan("INBOX", unnamed, 1, 2**32 - 1)
