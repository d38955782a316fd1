"""The link to the trace of the server before us."""

import pytest

from mailsvc.submission.trace import read_hop

OURS = (
    b"DKIM-Signature: v=1; d=x;\r\n\tb=abc id 11111111;\r\n"
    b"Received: from client (logged in)\r\n\tby mail.x with ESMTPSA id 25XBQ4MTQRW5NH9JVTHR9;\r\n"
    b"\tMon, 2 Nov 2009 10:00:00 +0700\r\nReceived: from y by z id OLDER0001; then\r\n"
)


@pytest.mark.parametrize(
    ("content", "wanted"),
    [
        (OURS + b"\r\nbody", "25XBQ4MTQRW5NH9JVTHR9"),
        (b"Received: by z with LMTP; then\r\n" + OURS, ""),
        (b"Subject: x\r\n\r\nReceived: by z id INBODY001; then\r\n", ""),
        (b"", ""),
    ],
)
def test_the_received_field_on_top_counts(content: bytes, wanted: str) -> None:
    assert read_hop(content) == wanted
