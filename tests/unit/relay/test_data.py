"""Chunk-wise DATA: RFC 5321 §4.1.1.4, §4.5.2, §4.5.3.1.6."""

import pytest

from mailsvc.relay.data import DataReader
from mailsvc.smtp import reply


def read(wire, *, chunk=1 << 20, max_bytes=10_000, line_max_bytes=1000):
    """(reader, rest) after feeding the wire in chunks."""
    reader = DataReader(max_bytes=max_bytes, line_max_bytes=line_max_bytes)
    for start in range(0, len(wire), chunk):
        rest = reader.feed(wire[start : start + chunk])
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
def test_content_and_rest(wire, content, rest, chunk):
    reader, left = read(wire, chunk=chunk)
    assert (reader.content(), left) == (content, rest)
    assert reader.refusal is None


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
