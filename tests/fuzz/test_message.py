"""`parse` is total: arbitrary bytes, mails put together from hostile pieces, mutated real ones."""

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailsvc.base.errors import Invalid
from mailsvc.message import parse
from mailsvc.message.addresses import parse_addresses
from mailsvc.message.compose import compose
from mailsvc.message.headers import decode_words
from mailsvc.message.parse import part_bytes
from mailsvc.message.view import Address
from tests.unit.message.test_compose import make_message

CORPUS = sorted((Path(__file__).parents[1] / "corpus").glob("*.eml"))
PIECES = st.sampled_from(
    [
        *(b"From: ", b"To: ", b"Subject: ", b"Date: ", b"Content-Type: ", b"Content-ID: <x>\n"),
        *(b"multipart/mixed; boundary=b", b'multipart/alternative; boundary="b', b"text/html"),
        *(b"text/plain; charset=", b"utf-7", b"utf-16", b"hz", b"iso-2022-jp", b"viscii", b"idna"),
        *(
            b"message/rfc822",
            b"\n--b\n",
            b"\n--b--\n",
            b"\n\n",
            b"\r\n",
            b"\n ",
            b"=?utf-8?B?",
            b"?=",
        ),
        *(b"=?utf-7?Q?", b"<", b">", b'"', b"(", b"\\", b":", b";", b",", b"*0*=", b"''", b"%FF"),
        *(
            b"Content-Transfer-Encoding: base64\n",
            b"Content-Disposition: attachment; filename",
            b"=",
        ),
        *(b"\0", b"\xff", b"\xed\xa0\x80", b"../", b"&#99999999999;", b"<p>", b"<!--", b"\x1b$B"),
    ]
)
MAILS = st.lists(st.one_of(PIECES, st.binary(max_size=8)), max_size=60).map(b"".join)


def check(content):
    view = parse(content)
    people = [view.from_, *view.to, *view.cc, *view.bcc, *view.reply_to]
    lines = [view.subject, view.message_id, view.in_reply_to, *view.references]
    lines += [text for person in people for text in (person.name, person.address)]
    lines += [text for header in view.headers for text in header]
    for file in view.attachments:
        lines += [file.filename, file.content_type, file.content_id]
        assert file.filename
        assert "/" not in file.filename and "\\" not in file.filename
        assert file.filename not in {".", ".."}
        assert len(part_bytes(content, file.index)) == file.size
    for text in [*lines, view.text, view.html]:
        text.encode()
        assert "\0" not in text
        assert unicodedata.is_normalized("NFC", text)
    assert not any("\r" in line or "\n" in line for line in lines)
    assert view.date is None or view.date.tzinfo is not None


@given(st.binary(max_size=2000))
def test_parse_of_arbitrary_bytes(content):
    check(content)


@given(MAILS)
def test_parse_of_hostile_pieces(content):
    check(content)


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
@given(data=st.data())
def test_parse_of_mutated_mails(path, data):
    content = bytearray(path.read_bytes()[:6000])
    for _ in range(data.draw(st.integers(0, 5))):
        start = data.draw(st.integers(0, len(content)))
        end = data.draw(st.integers(start, min(start + 40, len(content))))
        content[start:end] = data.draw(st.one_of(PIECES, st.binary(max_size=6)))
    check(bytes(content))


@given(st.one_of(st.text(), st.binary()))
def test_decode_words_and_addresses_are_total(raw):
    assert "\n" not in decode_words(raw)
    parse_addresses(raw)


@given(st.text(max_size=300), st.text(max_size=80), st.text(max_size=300))
def test_compose_refuses_or_writes_what_parse_reads(subject, name, text):
    message = make_message(subject=subject, from_=Address(name, "hoa@x.vn"), text=text)
    try:
        content = compose(message)
    except Invalid:
        return
    check(content)
    view = parse(content)
    assert view.subject == " ".join(unicodedata.normalize("NFC", subject).split())
    assert view.from_.address == "hoa@x.vn"
