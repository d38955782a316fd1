"""Lines and chunks out of what a peer sent, however it was cut."""

import pytest

from mailsvc.relay.inbox import OVERLONG, Inbox

WIRE = b"EHLO x\r\nNOOP\n" + b"x" * 30 + b"\r\nRSET\r\nQU"


def lines(wire, *, cut, line_max_bytes=20):
    inbox = Inbox(line_max_bytes=line_max_bytes)
    found = []
    for start in range(0, len(wire), cut):
        inbox.feed(wire[start : start + cut])
        while (line := inbox.take_line()) is not None:
            found.append(line)
    return found, inbox


@pytest.mark.parametrize("cut", [1, 2, 3, 7, 19, 20, 21, 1000])
def test_lines_do_not_depend_on_the_cuts(cut):
    found, inbox = lines(WIRE, cut=cut)
    assert found == [b"EHLO x\r\n", b"NOOP\n", OVERLONG, b"RSET\r\n"]
    assert inbox.take_all() == b"QU"


@pytest.mark.parametrize("cut", [1, 8, 1000])
def test_a_line_without_end_is_not_kept(cut):
    found, inbox = lines(b"x" * 5000, cut=cut)
    assert (found, len(inbox) <= 20) == ([], True)
    inbox.feed(b"\r\nNOOP\r\n")
    assert [inbox.take_line(), inbox.take_line(), inbox.take_line()] == [
        OVERLONG,
        b"NOOP\r\n",
        None,
    ]


@pytest.mark.parametrize(("length", "is_taken"), [(20, True), (21, False)])
def test_the_limit_counts_the_line_end(length, is_taken):
    found, _ = lines(b"x" * (length - 2) + b"\r\n", cut=4)
    assert (found[0] != OVERLONG) == is_taken


def test_what_was_taken_too_much_comes_first_again():
    inbox = Inbox(line_max_bytes=20)
    inbox.feed(b"T\r\n")
    inbox.put_back(b"QUI")
    assert (inbox.take_line(), inbox.take_line()) == (b"QUIT\r\n", None)
    inbox.feed(b"NO")
    inbox.clear()
    assert len(inbox) == 0
