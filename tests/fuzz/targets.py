"""What guided fuzzing feeds: each target takes any bytes and asserts what must hold for all.

Needs Django set up. A target raises only for a finding.
"""

import unicodedata
from collections.abc import Callable

from mailsvc.authn import services as authn
from mailsvc.authn.words import Verdict
from mailsvc.base.errors import Invalid
from mailsvc.delivery.transports.wire import wire_blocks
from mailsvc.dsn.report import compose_report
from mailsvc.message import parse
from mailsvc.message.addresses import parse_addresses
from mailsvc.message.headers import decode_words
from mailsvc.message.parse import part_bytes
from mailsvc.relay import login
from mailsvc.relay.data import DataReader
from mailsvc.smtp import address, params, xtext
from mailsvc.smtp.address import lookup_key, validate_address
from mailsvc.submission import newlines
from mailsvc.submission.headers import read_addresses, read_headers
from tests.fuzz.wire import answers_to
from tests.unit.dsn.test_report import ORDER

Target = Callable[[bytes], None]
_WORDS = {verdict.value for verdict in Verdict}


def wire(data: bytes) -> None:
    """A dialogue: replies are well-formed, nothing of ours fails, one 250 a mail."""
    answers_to(data)


def data(raw: bytes) -> None:
    """DATA in two pieces is DATA in one."""
    cut = raw[0] if raw else 0
    found = []
    for pieces in ([raw], [raw[:cut], raw[cut:]]):
        reader, rest = DataReader(max_bytes=5000, line_max_bytes=1000), None
        while pieces and rest is None:
            rest = reader.feed(pieces.pop(0))
        after = None if rest is None else rest + b"".join(pieces)
        found.append((after, reader.content() if after is not None else b"", reader.refusal))
    assert found[0] == found[1], found


def sent(raw: bytes) -> None:
    """What leaves us has CRLF alone and one end."""
    cut = raw[0] if raw else 0
    out = b"".join(wire_blocks([raw[:cut], raw[cut : cut * 3], raw[cut * 3 :]]))
    assert not newlines.has_bare_newline(out)
    reader = DataReader(max_bytes=10**6, line_max_bytes=10**6)
    assert reader.feed(out) == b""
    assert reader.content() == (newlines.normalise(raw) if raw else b"")


def addresses(raw: bytes) -> None:
    """Paths, parameters, xtext: refused or safe."""
    text = raw.decode("utf-8", "replace")
    try:
        found, rest = address.parse_path(text)
    except Invalid:
        return
    assert found in {"", "postmaster"} or validate_address(found) == found
    assert not set(found) & set("\r\n\0")
    for read in (params.read_mail_params, params.read_rcpt_params):
        try:
            read(rest)
        except params.BadParameter as refusal:
            assert refusal.reply.is_permanent
    assert xtext.decode(xtext.encode(text)) == text


def credentials(raw: bytes) -> None:
    """A log-in is read or refused."""
    try:
        login.read_plain(login.decode(raw.decode("ascii", "replace")))
    except login.LoginRefused as refusal:
        assert refusal.reply.is_permanent


def headers(raw: bytes) -> None:
    """The facts of policy: total, and no address out of nothing."""
    facts = read_headers(raw)
    for found in facts.from_addresses:
        assert lookup_key(validate_address(found)) == found
    value = raw.decode("utf-8", "replace")
    for found in read_addresses(value):
        assert found.partition("@")[2] in unicodedata.normalize("NFC", value).lower()
    normal = newlines.normalise(raw)
    assert newlines.normalise(normal) == normal


def message(raw: bytes) -> None:
    """`parse` is total; every attachment can be opened."""
    view = parse(raw)
    for file in view.attachments:
        assert len(part_bytes(raw, file.index)) == file.size
    for text in (view.subject, view.text, view.html):
        text.encode()
        assert "\0" not in text
    decode_words(raw)
    parse_addresses(raw)


def report(raw: bytes) -> None:
    """A report about any mail is a mail."""
    content = compose_report(ORDER, original=raw)
    assert not newlines.has_bare_newline(content)
    assert parse(content).subject


def results(raw: bytes) -> None:
    """The checks of a sender: words, never an error; no forged result stays."""
    assert authn.dkim(raw) in _WORDS
    assert authn.arc(raw) in _WORDS
    line = authn.check(raw, "192.0.2.1", "x.example", "a@b.example").field
    assert line.replace(b"\r\n\t", b"").count(b"\n") == 1
    clean = authn.without_own_results(raw)
    assert authn.without_own_results(clean) == clean


TARGETS: dict[str, Target] = {
    one.__name__: one
    for one in (
        wire,
        data,
        sent,
        addresses,
        credentials,
        headers,
        message,
        report,
        results,
    )
}
