"""Commands and their answers on the wire: whole at once, in pieces, refused, with literals."""

import io
import itertools
from imaplib import IMAP4
from typing import Any

import pytest

from mailsvc.mailstore.wire import exchange


class Imap:
    """What `exchange` needs of a connection; the other end sends these pieces."""

    def __init__(self, *pieces: bytes) -> None:
        raw: Any = _Pieces(list(pieces))
        self.file = io.BufferedReader(raw)
        self.tagged_commands: dict[bytes, None] = {}
        self.sent = b""
        self._tags = itertools.count(1)

    def _new_tag(self) -> bytes:
        tag = b"A%d" % next(self._tags)
        self.tagged_commands[tag] = None
        return tag

    def send(self, content: bytes) -> None:
        self.sent += content

    def readline(self) -> bytes:
        return self.file.readline()

    def read(self, size: int) -> bytes:
        return self.file.read(size)


class _Pieces(io.RawIOBase):
    def __init__(self, pieces: list[bytes]) -> None:
        self._pieces = pieces

    def readable(self) -> bool:
        return True

    def readinto(self, place: Any) -> int:
        piece = self._pieces.pop(0) if self._pieces else b""
        place[: len(piece)] = piece
        return len(piece)


TWO = b'* LIST (\\Sent) "/" Sent\r\n* STATUS Sent (MESSAGES 3)\r\nA1 OK Done\r\n'


@pytest.mark.parametrize(
    "pieces",
    [(TWO,), (TWO[:5], TWO[5:]), (TWO[:-4], TWO[-4:]), (TWO[:25], TWO[25:])],
    ids=["whole", "broken off early", "before the end", "at a line"],
)
def test_it_does_not_matter_how_an_answer_is_cut(pieces: tuple[bytes, ...]) -> None:
    imap = Imap(*pieces, b"* NEXT\r\n")
    assert exchange(imap, b"LIST") == [b'LIST (\\Sent) "/" Sent', b"STATUS Sent (MESSAGES 3)"]
    assert imap.sent == b"A1 LIST\r\n"
    assert imap.readline() == b"* NEXT\r\n"


def test_two_commands_may_be_finished_in_another_order() -> None:
    imap = Imap(b"* ONE\r\nA2 OK Done\r\n* TWO\r\nA1 OK Done\r\n")
    assert exchange(imap, b"X", b"Y") == [b"ONE", b"TWO"]


def test_one_of_two_that_is_not_finished_yet_is_waited_for() -> None:
    imap = Imap(b"* ONE\r\nA1 OK Done\r\n", b"* TWO\r\nA2 OK Done\r\n")
    assert exchange(imap, b"X", b"Y") == [b"ONE", b"TWO"]


@pytest.mark.parametrize("word", [b"NO", b"BAD"])
def test_a_refusal_is_an_error_once_all_are_answered(word: bytes) -> None:
    imap = Imap(b"* ONE\r\nA1 %b it is OK\r\nA2 OK Done\r\n* NEXT\r\n" % word)
    with pytest.raises(IMAP4.error, match="it is OK"):
        exchange(imap, b"X", b"Y")
    assert imap.readline() == b"* NEXT\r\n"


@pytest.mark.parametrize("farewell", [b"* BYE Going down\r\n", b"* ONE\r\n* BYE\r\nA1 OK Done\r\n"])
def test_a_farewell_ends_the_connection(farewell: bytes) -> None:
    with pytest.raises(IMAP4.abort):
        exchange(Imap(farewell), b"X")


def test_a_line_that_is_gone_is_told() -> None:
    with pytest.raises(IMAP4.abort):
        exchange(Imap(b"* ONE\r\n"), b"X")


def test_a_literal_is_taken_by_its_length_whatever_is_in_it() -> None:
    name = b"A1 OK\r\n* BYE"
    imap = Imap(b'* LIST () "/" {%d}\r\n%b\r\nA1 OK Done\r\n' % (len(name), name))
    assert exchange(imap, b"LIST") == [(b'LIST () "/" {12}', name), b""]
