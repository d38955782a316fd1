"""Chunk-wise DATA: RFC 5321 §4.1.1.4, §4.5.2, §4.5.3.1.6."""

import pytest

from mailsvc.relay.data import DataReader
from mailsvc.smtp import reply


def read(wire, *, chunk=1 << 20, max_bytes=10_000, line_max_bytes=1000, aside=None):
    """(reader, rest) after feeding the wire in chunks, each put aside where `aside` is a folder."""
    reader = DataReader(max_bytes=max_bytes, line_max_bytes=line_max_bytes)
    for start in range(0, len(wire), chunk):
        rest = reader.feed(wire[start : start + chunk])
        if rest is None and aside:
            reader.put_aside(aside)
        if rest is not None:
            return reader, rest + wire[start + chunk :]
    return reader, None


@pytest.mark.parametrize("chunk", [1, 2, 3, 4, 5, 7, 1000])
@pytest.mark.parametrize(
    ("wire", "content", "rest"),
    [
        (b".\r\n", b"", b""),
        (b"a\r\n.\r\n", b"a\r\n", b""),
        (b"\r\n.\r\nQUIT\r\n", b"\r\n", b"QUIT\r\n"),
        (b"..\r\n..a\r\n.\r\n.\r\n", b".\r\n.a\r\n", b".\r\n"),
        (b"a\n.\r\nb\r\n.\r\n", b"a\n.\r\nb\r\n", b""),
        (b"a\r\n.\nb\r\n.\r\n", b"a\r\n\nb\r\n", b""),
        (b"a\r.\r\nb\r\n.\r\n", b"a\r.\r\nb\r\n", b""),
    ],
)
@pytest.mark.parametrize("is_aside", [False, True], ids=["memory", "disk"])
def test_content_and_rest(wire, content, rest, chunk, is_aside, tmp_path):
    reader, left = read(wire, chunk=chunk, aside=tmp_path if is_aside else None)
    assert (reader.content(), left) == (content, rest)
    assert reader.refusal is None
    assert list(tmp_path.iterdir()) == []  # the file has no name: nothing stays after a kill


@pytest.mark.parametrize("wire", [b"a\r\n.\r", b"\n.\n", b"a\n.\r\n", b"\r\n..\r\n"])
def test_no_end(wire):
    assert read(wire)[1] is None


@pytest.mark.parametrize("chunk", [1, 100, 100_000])
def test_too_large_is_read_to_its_end_and_not_kept(chunk):
    reader, rest = read(b"x" * 900 + b"\r\n.\r\nNOOP\r\n", chunk=chunk, max_bytes=800)
    assert (reader.content(), rest) == (b"", b"NOOP\r\n")
    assert reader.refusal == reply.TOO_LARGE
    assert reader.held_bytes < 10


def test_largest_that_fits():
    reader, _ = read(b"x" * 98 + b"\r\n.\r\n", max_bytes=100)
    assert len(reader.content()) == 100
    assert reader.refusal is None


@pytest.mark.parametrize(
    ("length", "is_ok"), [(998, True), (999, True), (1001, False), (5000, False)]
)
def test_line_limit(length, is_ok):
    wire = b"a\r\n" * 500 + b"x" * length + b"\r\n" + b"b\r\n" * 700 + b".\r\n"
    reader, _ = read(wire)
    reader.content()
    assert (reader.refusal is None) == is_ok


def test_what_is_put_aside_is_not_in_memory_and_counts_as_size(tmp_path):
    reader = DataReader(max_bytes=2500, line_max_bytes=1000)
    for _ in range(2):
        assert reader.feed(b"x" * 998 + b"\r\n") is None
        reader.put_aside(tmp_path / "spool")
        assert reader.held_bytes < 10
    assert reader.is_aside
    assert reader.feed(b"x" * 998 + b"\r\n") is None
    assert reader.refusal == reply.TOO_LARGE
    assert not reader.is_aside
    assert reader.feed(b".\r\nNOOP\r\n") == b"NOOP\r\n"


def test_line_limit_holds_for_what_was_put_aside(tmp_path):
    reader, _ = read(b"x" * 1500 + b"\r\n.\r\n", chunk=400, aside=tmp_path)
    assert reader.content() == b""
    assert reader.refusal == reply.LINE_TOO_LONG
