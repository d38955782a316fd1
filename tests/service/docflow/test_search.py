"""Finding documents: any field, any file, no accents, nobody else's."""

import unicodedata
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from docflow import consistency
from docflow.documents.files import store_file
from docflow.documents.services import add_files
from docflow.routing import services
from docflow.rules.states import FileRole
from docflow.search.engine import ask_words, estimate
from docflow.search.query import Query
from docflow.search.selectors import (
    find_by_number,
    find_documents,
    find_keys,
    list_saved,
    select_documents,
)
from docflow.search.services import forget_search, index_document, save_search
from docflow.search.ways import Lead, Way, choose_way, weigh
from docflow.texts.services import run_fill
from mailsvc.base.errors import Conflict, Invalid, NotFound
from tests.service.docflow.offices import (
    Office,
    bring_incoming_to,
    bring_outgoing_to,
    make_incoming,
)
from tests.support.pdfs import make_letter

pytestmark = pytest.mark.db_bound

WORDS = "docflow_searchtext"
TYPED = "Quyết định bổ nhiệm ông Đỗ Văn Ơn"


def _found(office: Office, text: str = "", **conditions: Any) -> list[int]:
    query = Query(text=text, **conditions)
    return [row.pk for row in find_documents(office.clerk, query).rows]


@pytest.mark.parametrize(
    "text",
    [
        "quyet dinh bo nhiem",
        "QUYẾT ĐỊNH bổ nhiệm",
        "do van on",
        "bổ nhi",
        unicodedata.normalize("NFD", "bổ nhiệm"),
        "van phong ubnd bo nhiem",
    ],
)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_words_are_found_without_accents_in_any_order(office: Office, text: str, form: str) -> None:
    wanted = make_incoming(office, "1", subject=unicodedata.normalize(form, TYPED))
    make_incoming(office, "2")
    assert _found(office, text) == [wanted.pk]


@pytest.mark.parametrize("text", ["'", '"*', "a & b | !c", "NOT OR AND NEAR(", "x:*", "%", "\x00"])
def test_signs_of_a_query_language_are_words_or_nothing(office: Office, text: str) -> None:
    make_incoming(office, "1")
    assert _found(office, f"{text} khongcochunao") == []


def test_words_of_a_file_are_found_once_it_is_read(office: Office) -> None:
    pdf = make_letter("12/UBND", "danh sách hộ nghèo xã Mường Phăng")
    file = store_file(pdf, name="Phụ lục hộ.pdf", mime="application/pdf", role=FileRole.MAIN)
    wanted = make_incoming(office, "1", files=(file,))
    assert _found(office, "phu luc ho") == [wanted.pk]
    assert _found(office, "muong phang") == []
    run_fill()
    assert _found(office, "muong phang") == [wanted.pk]
    # The next document with the same file has the words at once.
    again = make_incoming(office, "2", files=(file,), duplicate_reason="gửi lại lần thứ hai")
    assert _found(office, "ho ngheo muong phang") == [again.pk, wanted.pk]


def test_what_goes_out_is_found_by_its_recipients(office: Office) -> None:
    document = bring_outgoing_to(office, "numbered")
    query = Query(text="muong nhe", direction="out")
    assert [row.pk for row in find_documents(office.clerk, query).rows] == [document.pk]
    assert find_documents(office.clerk, Query(text="muong nhe", direction="in")).total == 0


def test_a_hit_is_never_shown_to_one_who_may_not_see_it(office: Office, finance: Office) -> None:
    document = make_incoming(office, "1", subject=TYPED)
    for name, actor in office.everyone.items():
        sees = name in {"clerk", "leader"}
        assert find_documents(actor, Query(text="bo nhiem")).total == int(sees), name
        assert len(find_by_number(actor, document.entries.get().number)) == int(sees), name
    for actor in finance.everyone.values():
        assert not select_documents(actor, Query(text="bo nhiem")).exists()


@pytest.mark.parametrize("most", [1, 250])
@pytest.mark.parametrize("newest", [0, 1, 2, 3])
@pytest.mark.parametrize("lead", Lead)
def test_the_way_to_the_rows_changes_none(
    office: Office, finance: Office, lead: Lead, newest: int, most: int
) -> None:
    """Also where those beyond a key are asked first, be they enough or not."""
    mine = [
        bring_incoming_to(office, "directed", make_incoming(office, number, subject=TYPED)).pk
        for number in ("1", "2")
    ]
    waiting = make_incoming(office, "3", subject=TYPED)
    last = make_incoming(office, "4")
    query = Query(text="bo nhiem", direction="in")
    way = Way(lead, last.pk - newest)
    for actor in (office.clerk, office.leader, office.officer, office.head, finance.clerk):
        whole = [row.pk for row in select_documents(actor, query)]
        assert find_keys(actor, query, way, 0, most) == whole[:most]
        assert find_keys(actor, query, way, 1, most + 1) == whole[1 : most + 1]
    assert [row.pk for row in select_documents(office.officer, query)] == mine[::-1]
    assert [row.pk for row in select_documents(office.clerk, query)] == [waiting.pk, *mine[::-1]]


@pytest.mark.parametrize(
    ("who", "held", "lead"),
    [
        ("clerk", 300, Lead.WORDS),
        ("clerk", 10_000, Lead.WORDS),
        ("clerk", 300_000, Lead.LIST),
        ("officer", 300, Lead.WORDS),
        ("officer", 10_000, Lead.LIST),
    ],
)
def test_the_way_goes_by_how_many_hold_the_words(
    office: Office, who: str, held: int, lead: Lead
) -> None:
    """An officer with few documents of his own goes along them, whatever the word."""
    assert weigh(getattr(office, who), held, 1_000_000).lead == lead


def test_how_many_hold_a_word_is_known_by_postgresql(office: Office) -> None:
    make_incoming(office, "1", subject=TYPED)
    asked = ask_words("bo nhiem")
    if connection.vendor == "postgresql":
        held, whole = estimate(asked)
        assert 0 < held <= whole
    else:
        assert choose_way(office.clerk, asked) == Way(Lead.WORDS)  # all are among the newest
        assert choose_way(office.officer, asked) == Way(Lead.LIST)


def test_conditions_narrow(office: Office) -> None:
    first = make_incoming(office, "1", issuer="Sở Nội vụ", urgency="khan")
    second = bring_incoming_to(office, "directed", make_incoming(office, "2"))
    assert _found(office, issuer="so noi") == [first.pk]
    assert _found(office, urgency="khan") == [first.pk]
    assert _found(office, state="directed") == [second.pk]
    assert _found(office, unit_pk=office.unit.pk) == [second.pk]
    assert _found(office, doc_type="quyet_dinh") == []
    assert _found(office, year=2009) == [second.pk, first.pk]
    assert _found(office, year=2008) == []
    assert _found(office, until=date(2009, 11, 15)) == []
    assert _found(office, since=date(2009, 11, 16), until=date(2009, 11, 16)) != []
    assert _found(office, due="none") == [first.pk] or second.due_on is None


def test_searches_are_kept_for_their_owner(office: Office) -> None:
    kept = save_search(office.clerk, name=" Quá hạn ", query="han=late")
    save_search(office.clerk, name="Quá hạn", query="han=late&q=bao+cao")
    assert [(row.name, row.query) for row in list_saved(office.clerk)] == [
        ("Quá hạn", "han=late&q=bao+cao")
    ]
    assert list_saved(office.leader) == []
    with pytest.raises(NotFound):
        forget_search(office.leader, pk=kept.pk)
    assert len(list_saved(office.clerk)) == 1
    with pytest.raises(Invalid):
        save_search(office.clerk, name="\r\n", query="")
    for number in range(29):
        save_search(office.clerk, name=f"tìm {number}", query="q=x")
    with pytest.raises(Conflict):
        save_search(office.clerk, name="một lần nữa", query="q=x")
    forget_search(office.clerk, pk=kept.pk)
    assert len(list_saved(office.clerk)) == 29


def test_a_document_without_words_is_named(office: Office) -> None:
    document = make_incoming(office, "1")
    document.words.delete()
    assert list(consistency.find_faults()) == [
        f"S1 document {document.pk}: has no words to be found by"
    ]
    document.refresh_from_db()
    index_document(document)


def test_a_step_writes_words_only_when_they_change(office: Office) -> None:
    document = make_incoming(office, "1", subject="báo cáo dân tộc")
    with CaptureQueriesContext(connection) as asked:
        services.note(office.leader, document_pk=document.pk, text="Lưu để biết.")
    assert not [q for q in asked if WORDS in q["sql"] and not q["sql"].startswith("SELECT")]
    document.refresh_from_db()
    document.subject = "báo cáo thủy lợi"
    document.save()
    index_document(document)
    assert _found(office, "thuy loi") == [document.pk]
    assert _found(office, "dan toc") == []


def test_a_file_that_takes_the_place_of_another_brings_its_words(office: Office) -> None:
    letters = [
        store_file(
            make_letter("7/SNV", "Về việc báo cáo", text),
            name="thư.pdf",
            mime="application/pdf",
            role=FileRole.MAIN,
        )
        for text in ("nội dung về khoáng sản", "nội dung về hải sản")
    ]
    document = make_incoming(office, "1", files=(letters[0],))
    run_fill()
    assert _found(office, "khoang san") == [document.pk]
    add_files(document, [letters[1]], now=document.created_at)
    run_fill()
    assert _found(office, "hai san") == [document.pk]
    assert _found(office, "khoang san") == []
