"""The index at the front of a spool file."""

import pytest

from mailsvc.queue import index
from mailsvc.queue.index import Place

NAMES = [f"0KDJ{number:017}" for number in range(index.MAILS_MAX)]


def test_places_follow_one_another():
    head = index.head([("0KDJA", 3), ("0KDJB", 0), ("0KDJC", 7)])
    file = head + b"abc" + b"1234567"
    begin = len(head)
    assert index.find(file, "0KDJA") == Place(begin, 3, is_last=False)
    assert index.find(file, "0KDJB") == Place(begin + 3, 0, is_last=False)
    assert index.find(file, "0KDJC") == Place(begin + 3, 7, is_last=True)


def test_the_largest_index_fits_the_part_that_is_read():
    head = index.head([(name.ljust(32, "X"), 64 * 1024) for name in NAMES])
    assert len(head) <= index.HEAD_MAX_BYTES
    assert index.find(head, NAMES[-1].ljust(32, "X")).is_last


def test_a_mail_that_looks_like_an_index_is_not_read_as_one():
    """Its bytes come after the real index, whatever they say."""
    forged = index.head([("0KDJB", 5)]) + b"false"
    file = index.head([("0KDJA", len(forged)), ("0KDJB", 4)]) + forged + b"true"
    place = index.find(file, "0KDJB")
    assert file[place.offset : place.offset + place.length] == b"true"


def test_a_file_without_index_is_one_mail():
    assert index.find(b"Subject: x\r\n\r\n", "0KDJA") == Place(0, 0, is_last=True)
    assert index.find(b"", "0KDJA") == Place(0, 0, is_last=True)


@pytest.mark.parametrize("cut", range(12, 40, 3))
def test_an_index_that_is_cut_short_is_no_answer(cut):
    head = index.head([("0KDJA", 3), ("0KDJB", 10)])
    with pytest.raises(ValueError):
        index.find(head[: min(cut, len(head) - 1)], "0KDJB")


def test_a_name_that_is_not_there():
    with pytest.raises(ValueError, match="not in this file"):
        index.find(index.head([("0KDJA", 3)]) + b"abc", "0KDJB")
