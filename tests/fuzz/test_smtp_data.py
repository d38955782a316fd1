"""DATA in any chunks gives what a plain reading of the RFC gives."""

from hypothesis import given
from hypothesis import strategies as st

from mailsvc.delivery.transports.wire import wire_blocks
from mailsvc.relay.data import DataReader
from mailsvc.submission import newlines

PIECES = st.lists(
    st.sampled_from([b"\r\n", b"\r", b"\n", b".", b"..", b"a", b"\r\n.\r\n", b"\0"]), max_size=30
).map(b"".join)


def plain_reading(wire):
    """RFC 5321 §4.5.2, line by line; (content, rest) or None while no end came."""
    lines, rest = [], wire
    while True:
        line, found, rest = rest.partition(b"\r\n")
        if not found:
            return None
        if line == b".":
            return b"".join(lines), rest
        lines.append((line[1:] if line.startswith(b".") else line) + b"\r\n")


@given(PIECES, st.lists(st.integers(1, 9), min_size=1))
def test_any_chunks_give_the_same(wire, sizes):
    wanted = plain_reading(wire)
    reader = DataReader(max_bytes=10_000, line_max_bytes=10_000)
    rest, start, turn = None, 0, 0
    while rest is None and start < len(wire):
        size = sizes[turn % len(sizes)]
        rest = reader.feed(wire[start : start + size])
        start, turn = start + size, turn + 1
    if wanted is None:
        assert rest is None
    else:
        assert (reader.content(), rest + wire[start:]) == wanted


ENDS = (b"\n.\n", b"\r.\r", b"\n.\r\n", b"\r\n.\n", b"\r\n.\r", b"\r.\r\n")


@given(st.lists(PIECES, max_size=6))
def test_what_we_send_is_one_mail_to_the_strictest_and_the_most_lenient(blocks):
    sent = b"".join(wire_blocks(blocks))
    content = newlines.normalise(b"".join(blocks)) if any(blocks) else b""
    assert plain_reading(sent) == (content, b"")
    assert not newlines.has_bare_newline(sent)
    # Peers that take more than CRLF.CRLF for an end see none before the last.
    assert not any(end in sent[:-5] for end in ENDS)
