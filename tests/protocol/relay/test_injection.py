"""Line ends, NUL and other controls where a value is expected; headers that pretend to be ours.

Verdict by facts: what stands in the queue afterwards, and whether the dialogue is still in step.
"""

import pytest

from mailsvc.queue import spool
from mailsvc.queue.models import QueuedMessage, QueuedRecipient
from tests.protocol.relay.support import Wire, count_accepted, talk

HOA = "hoa@stttt.dienbien.example"
VICTIM = "nan-nhan@noi-khac.example"
BREAKS = {
    "lf": b"\n",
    "cr": b"\r",
    "nul": b"\0",
    "crlf": b"\r\n",
    "cr-lf-cr": b"\r\n\r",
    "vt": b"\x0b",
    "ff": b"\x0c",
    "nel": "\u0085".encode(),
    "line-separator": "\u2028".encode(),
    "delete": b"\x7f",
    "escape": b"\x1b",
    "utf16-crlf": b"\x0d\x0a\x00",
    "overlong-lf": b"\xc0\x8a",
    "surrogate": b"\xed\xa0\x80",
    "ideographic-space": "\u3000".encode(),
}
PLACES = {
    "ehlo": b"EHLO x%s.example",
    "sender": b"MAIL FROM:<a%sb@x.example> SMTPUTF8",
    "sender-domain": b"MAIL FROM:<a@x%s.example> SMTPUTF8",
    "envid": b"MAIL FROM:<a@x.example> ENVID=a%sb",
    "ret": b"MAIL FROM:<a@x.example> RET=HD%sRS",
    "auth": b"MAIL FROM:<a@x.example> AUTH=<a%sb>",
    "keyword": b"MAIL FROM:<a@x.example> SI%sZE=1",
    "recipient": b"RCPT TO:<hoa%s@stttt.dienbien.example>",
    "quoted-recipient": b'RCPT TO:<"hoa%s"@stttt.dienbien.example>',
    "route": b"RCPT TO:<@a%s:hoa@stttt.dienbien.example>",
    "orcpt": b"RCPT TO:<hoa@stttt.dienbien.example> ORCPT=rfc822;a%sb",
    "orcpt-utf8": b"RCPT TO:<hoa@stttt.dienbien.example> ORCPT=utf-8;a%sb",
    "notify": b"RCPT TO:<hoa@stttt.dienbien.example> NOTIFY=NE%sVER",
    "verb": b"NO%sOP",
    "rset": b"RSET %s",
}
SMUGGLED = b"RCPT TO:<nan-nhan@noi-khac.example>"
BODY = b"From: a@x.example\r\nSubject: mot\r\n\r\nmot\r\n.\r\n"


def is_clean(text):
    return text.isprintable() and not set(text) & set("\r\n\0\x0b\x0c\x85\u2028\u2029")


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
def test_control_character_in_a_value_changes_nothing_else(relay, hoa, place):
    accepted = 0
    for name, found in BREAKS.items():
        said = [
            b"EHLO x.example",
            b"MAIL FROM:<a@x.example> SMTPUTF8",
            b"RCPT TO:<%s>" % HOA.encode(),
        ]
        verb = place[:4]
        at = {b"EHLO": 0, b"MAIL": 1, b"RCPT": 2}.get(verb, 3)
        said.insert(at, place.replace(b"%s", found + SMUGGLED + found))
        answers = talk(relay.mx_port, b"\r\n".join([*said, b"DATA"]) + b"\r\n" + BODY + b"QUIT\r\n")
        assert answers[-1].startswith("221 "), (name, answers)
        assert not any(answer.startswith("451") for answer in answers), (name, answers)
        accepted += count_accepted(answers)
    assert QueuedMessage.objects.count() == accepted
    assert len(list(spool.list_files())) == accepted
    assert set(QueuedRecipient.objects.values_list("address", flat=True)) <= {HOA}
    for row in QueuedMessage.objects.all():
        assert is_clean(row.mail_from) and is_clean(row.envid), row.pk
        assert SMUGGLED not in bytes(row.prefix).replace(b"?", b" ")
    assert all(map(is_clean, QueuedRecipient.objects.values_list("orcpt", flat=True)))


@pytest.mark.parametrize("hello", ["EHLO", "HELO"])
def test_hello_name_cannot_write_header_fields(relay, hoa, hello):
    for name in (
        'x"(c) by la.example with ESMTP id 1; ',
        "x\tby la.example",
        "é" * 120,
        "[<@>]",
        "-",
    ):
        said = f"{hello} {name}\r\nMAIL FROM:<a@x.example>\r\nRCPT TO:<{HOA}>\r\nDATA\r\n"
        answers = talk(relay.mx_port, said.encode() + BODY)
        assert count_accepted(answers) == 1, answers
    for row in QueuedMessage.objects.all():
        received = bytes(row.prefix).partition(b"Received:")[2].decode("ascii")
        assert received.count(" by ") + received.count("\tby ") == 1
        assert received.count("\n") == 3 and received.count("from ") == 1
        assert not set(received.split("([")[0]) & set('"()<>@')


FORGED = {
    "own": b"Authentication-Results: mail.dienbien.example; spf=pass\r\n",
    "case": b"AUTHENTICATION-results: MAIL.Dienbien.Example; spf=pass\r\n",
    "space-before-colon": b"Authentication-Results : mail.dienbien.example; spf=pass\r\n",
    "folded": b"Authentication-Results:\r\n mail.dienbien.example;\r\n\tspf=pass\r\n",
    "comment": b"Authentication-Results: (x) mail.dienbien.example 1; spf=pass\r\n",
    "nested-comment": b"Authentication-Results: (a (b) c) mail.dienbien.example; spf=pass\r\n",
    "quoted": b'Authentication-Results: "mail.dienbien.example"; spf=pass\r\n',
    "no-semicolon": b"Authentication-Results: mail.dienbien.example spf=pass\r\n",
    "quoted-pair": b'Authentication-Results: "mail\\.dienbien.example"; spf=pass\r\n',
    "comment-after": b"Authentication-Results: mail.dienbien.example(x); spf=pass\r\n",
    "endless-comment": b"Authentication-Results: ("
    + b"a" * 9000
    + b")mail.dienbien.example; x\r\n",
    "comment-with-bracket": b"Authentication-Results: (a\\)b) mail.dienbien.example; spf=pass\r\n",
    "trailing-dot": b"Authentication-Results: mail.dienbien.example.; spf=pass\r\n",
}


@pytest.mark.parametrize("place", ["first", "last"])
def test_results_in_our_name_are_taken_out(settings, mx, hoa, place):
    settings.HOST_NAME = "mail.dienbien.example"
    other = b"X-La: mail.dienbien.example; spf=pass\r\nSubject: x\r\n"
    for name, field in FORGED.items():
        head = field + other if place == "first" else other + field
        answer = mx.mail(head + b"\r\n" + field + b"\r\n.\r\n", to=HOA)
        # In the body it is text.
        assert spool.read(answer.split()[-1]) == other + b"\r\n" + field + b"\r\n", name


def test_forged_trace_fields_stay_below_ours(mx, hoa):
    forged = (
        b"Received: from thu-truong.example by mail.dienbien.example with HTTP id 01FORGED; x\r\n"
        b"Return-Path: <thu-truong@dienbien.example>\r\nBcc: nan-nhan@noi-khac.example\r\n"
    )
    answer = mx.mail(forged + b"Subject: x\r\n\r\nx\r\n.\r\n", to=HOA)
    row = QueuedMessage.objects.get()
    assert answer.split()[-1] == row.pk != "01FORGED"
    assert f"id {row.pk};".encode() in bytes(row.prefix)
    assert (row.mail_from, row.recipients.get().address) == ("ai@noi-khac.example", HOA)


@pytest.mark.parametrize(
    "request_line", ["GET / HTTP/1.1", "POST / HTTP/1.0", "CONNECT x:25 HTTP/1.1"]
)
def test_browser_cannot_be_made_to_send_mail(relay, hoa, request_line):
    script = (
        f"EHLO x\r\nMAIL FROM:<a@x.example>\r\nRCPT TO:<{HOA}>\r\nDATA\r\nx: y\r\n\r\nx\r\n.\r\n"
    )
    web = f"{request_line}\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: 300\r\n\r\n"
    answers = talk(relay.mx_port, (web + script).encode())
    assert count_accepted(answers) == 0
    assert QueuedMessage.objects.count() == 0
    with Wire(relay.mx_port) as wire:
        assert wire.say("EHLO x.example").startswith("250-")
