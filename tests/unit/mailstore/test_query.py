"""What people type into the search box."""

from datetime import date

import pytest

from mailsvc.mailstore.query import (
    Field,
    LabelTerm,
    Query,
    Term,
    name_labels,
    parse_day,
    read_query,
)
from mailsvc.mailstore.search import criteria_of


@pytest.mark.parametrize(
    ("typed", "query"),
    [
        ("họp giao", Query((Term("họp"), Term("giao")))),
        ('"giao ban"', Query((Term("giao ban"),))),
        ("ngh*", Query((Term("ngh", is_beginning=True),))),
        ("-họp", Query((Term("họp", is_negated=True),))),
        ("từ:hoa", Query((Term("hoa", Field.SENDER),))),
        ("FROM:hoa", Query((Term("hoa", Field.SENDER),))),
        ('td:"nghỉ lễ"', Query((Term("nghỉ lễ", Field.SUBJECT),))),
        ("-nd:kinh", Query((Term("kinh", Field.BODY, is_negated=True),))),
        ("tệp:baocao.xls", Query((Term("baocao.xls", Field.FILE),))),
        ("có:tệp", Query(has_file=True)),
        ("-has:attachment", Query(has_file=False)),
        ("là:chưađọc", Query(is_seen=False)),
        ("-là:chưađọc", Query(is_seen=True)),
        ("is:starred", Query(is_flagged=True)),
        ("trước:21/12/2009", Query(before=date(2009, 12, 21))),
        ("sau:2009", Query(after=date(2009, 1, 1))),
        ("lớn:5MB", Query(larger_bytes=5 * 1024 * 1024)),
        ("nhỏ:300k", Query(smaller_bytes=300 * 1024)),
        ('trong:"Đã gửi"', Query(folder="Đã gửi")),
        ('nhãn:"Tiếp dân"', Query(labels=(LabelTerm("Tiếp dân"),))),
        ("-label:gap", Query(labels=(LabelTerm("gap", is_negated=True),))),
        ("nhãn:", Query((Term("nhãn:"),))),
        ("12:30", Query((Term("12:30"),))),
        ("trước:tết", Query((Term("trước:tết"),), doubts=("trước:tết",))),
        ("lớn:nhiều", Query((Term("lớn:nhiều"),), doubts=("lớn:nhiều",))),
        ("từ:", Query((Term("từ:"),))),
        ("", Query()),
    ],
)
def test_typed_text_is_understood(typed: str, query: Query) -> None:
    assert read_query(typed) == query


def test_only_so_many_conditions_are_read() -> None:
    assert len(read_query("họp " * 50).terms) == 10


@pytest.mark.parametrize("text", ["31/2/2009", "0/0/0000", "tháng", "2009-13-01", "99/9999"])
def test_what_is_no_day_is_none(text: str) -> None:
    assert parse_day(text) is None


def test_dates_sizes_and_states_become_search_keys() -> None:
    query = read_query("sau:2/11/2009 trước:3/11/2009 lớn:1m là:đãđọc -từ:hoa")
    assert criteria_of(query) == [
        *(b"NOT", b"FROM", b'"hoa"', b"SEEN", b"BEFORE", b"3-Nov-2009"),
        *(b"SINCE", b"2-Nov-2009", b"LARGER", b"1048576"),
    ]


def test_labels_are_looked_up_without_marks_and_become_keywords() -> None:
    query = name_labels(read_query('nhãn:"tiep DAN" -label:1'), {"tiep dan": 6, "1": 1})
    assert criteria_of(query) == [b"KEYWORD", b"cv-label-6", b"NOT", b"KEYWORD", b"$label1"]


def test_unknown_label_is_doubted_and_looked_for_as_typed() -> None:
    query = name_labels(read_query("nhãn:lạ"), {"quen": 6})
    assert query == Query((Term("nhãn:lạ"),), doubts=("nhãn:lạ",))
