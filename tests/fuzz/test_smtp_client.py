"""The content as the wire client sends it: wherever the blocks end, the same bytes go out."""

import re

from hypothesis import given
from hypothesis import strategies as st

from mailsvc.delivery.transports.wire import wire_blocks

PIECES = st.sampled_from([b"\r", b"\n", b"\r\n", b".", b"a", b"\r\n.\r\n", b"\n.\r\n", b"\xc3"])


def _unstuffed(wire: bytes) -> bytes:
    assert wire.endswith(b".\r\n")
    lines = wire.removesuffix(b".\r\n").split(b"\r\n")
    return b"\r\n".join(line[1:] if line.startswith(b".") else line for line in lines)


@given(st.lists(st.lists(PIECES).map(b"".join)))
def test_blocks_make_no_difference_and_nothing_ends_early(blocks: list[bytes]) -> None:
    content = b"".join(blocks)
    wire = b"".join(wire_blocks(blocks))
    assert wire == b"".join(wire_blocks([content]))
    # No line end but CRLF, and the only lone dot is the last line (RFC 5321 §2.3.8, §4.5.2).
    assert re.sub(rb"\r\n", b"", wire).count(b"\r") == re.sub(rb"\r\n", b"", wire).count(b"\n") == 0
    assert [n for n, line in enumerate(wire.split(b"\r\n")) if line == b"."] == [
        wire.count(b"\r\n") - 1
    ]
    wanted = re.sub(rb"\r\n|\r|\n", b"\r\n", content)
    wanted += b"" if wanted.endswith(b"\r\n") or not wanted else b"\r\n"
    assert _unstuffed(wire) == wanted
