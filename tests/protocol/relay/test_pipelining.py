"""Commands sent ahead: answered in order, never read as something else, never after the end."""

import pytest

from mailsvc.queue import spool
from mailsvc.queue.models import QueuedMessage
from mailsvc.relay.limits import Limits
from tests.protocol.relay.support import Wire, count_accepted, talk

HOA = "hoa@stttt.dienbien.example"
HELLO = b"EHLO x.example\r\n"
ENVELOPE = f"MAIL FROM:<a@x.example>\r\nRCPT TO:<{HOA}>\r\nDATA\r\n".encode()
BODY = b"Subject: mot\r\n\r\nmot\r\n.\r\n"


def codes(answers):
    return [answer[:3] for answer in answers]


@pytest.mark.parametrize("step", [0, 1, 7])
def test_ten_mails_in_one_breath_are_ten(relay, hoa, step):
    answers = talk(relay.mx_port, HELLO + (ENVELOPE + BODY) * 10 + b"QUIT\r\n", step=step)
    assert codes(answers) == ["250", *["250", "250", "354", "250"] * 10, "221"]
    assert count_accepted(answers) == QueuedMessage.objects.count() == 10
    assert {spool.read(name) for name, _at in spool.list_files()} == {BODY[:-3]}


def test_nothing_is_done_after_quit(relay, hoa):
    answers = talk(relay.mx_port, HELLO + b"QUIT\r\n" + ENVELOPE + BODY)
    assert codes(answers) == ["250", "221"]
    assert QueuedMessage.objects.count() == 0


def test_content_of_a_refused_mail_is_no_mail(relay, hoa):
    """The client did not wait for 354: its content is read as commands, none of them succeeds."""
    refused = b"MAIL FROM:<a@x.example>\r\nRCPT TO:<ai@noi-khac.example>\r\nDATA\r\n"
    answers = talk(relay.mx_port, HELLO + refused + BODY + b"NOOP\r\n")
    assert codes(answers) == ["250", "250", "550", "554", "500", "500", "500", "500", "250"]
    assert QueuedMessage.objects.count() == 0


def test_commands_between_data_and_the_end_are_text(relay, hoa):
    inner = b"RSET\r\nMAIL FROM:<la@x.example>\r\n..\r\nQUIT\r\n"
    answers = talk(relay.mx_port, HELLO + ENVELOPE + inner + b".\r\nNOOP\r\n")
    assert codes(answers) == ["250", "250", "250", "354", "250", "250"]
    (message,) = QueuedMessage.objects.all()
    assert spool.read(message.pk) == inner.replace(b"..", b".")


@pytest.mark.parametrize(
    "forgets", [b"RSET\r\n", HELLO, b"HELO x.example\r\n"], ids=["rset", "ehlo", "helo"]
)
def test_transaction_ends_where_it_should(relay, hoa, forgets):
    begin, data = ENVELOPE.rsplit(b"DATA", 1)[0], b"DATA\r\n"
    answers = talk(relay.mx_port, HELLO + begin + forgets + data + b"NOOP\r\n")
    assert codes(answers) == ["250", "250", "250", "250", "503", "250"]


ODD = {
    b"MAIL FROM:<b@x.example>\r\n": "503",
    b"STARTTLS now\r\n": "501",
    b"DATA now\r\n": "501",
    b"BDAT 10 LAST\r\n": "500",
    b"AUTH PLAIN AGEAYg==\r\n": "502",
    b"VRFY hoa\r\n": "252",
    b"EXPN hoa\r\n": "502",
    b"TURN\r\n": "500",
    b"ETRN x\r\n": "500",
    b"SEND FROM:<b@x.example>\r\n": "500",
    b"SAML FROM:<b@x.example>\r\n": "500",
    b"XCLIENT ADDR=127.0.0.1\r\n": "500",
    b"XFORWARD ADDR=127.0.0.1\r\n": "500",
    b"PROXY TCP4 10.0.0.1 10.0.0.2 1 25\r\n": "500",
    b"LHLO x.example\r\n": "500",
    b"BURL imap://x LAST\r\n": "500",
}


def test_odd_command_within_a_transaction_leaves_it_whole(start, hoa):
    relay = start(limits=Limits(sessions_per_address=1000))
    begin, data = ENVELOPE.rsplit(b"DATA", 1)[0], b"DATA\r\n"
    for between, answer in ODD.items():
        answers = talk(relay.mx_port, HELLO + begin + between + data + BODY)
        assert codes(answers) == ["250", "250", "250", answer, "354", "250"], between
    assert set(QueuedMessage.objects.values_list("mail_from", "recipients__address")) == {
        ("a@x.example", HOA)
    }
    assert QueuedMessage.objects.count() == len(ODD)


def test_starttls_within_a_pipeline_drops_all_after_it(relay, tls_client, hoa):
    with Wire(relay.mx_port) as wire:
        wire.send(HELLO + ENVELOPE[:-6] + b"STARTTLS\r\n" + ENVELOPE + BODY)
        assert [wire.read()[:3] for _ in range(4)] == ["250", "250", "250", "220"]
        wire.wrap(tls_client)
        assert wire.say("DATA").startswith("503 5.5.1")
        assert wire.say("EHLO x.example").startswith("250-")
        assert wire.say("DATA").startswith("503 5.5.1")
    assert QueuedMessage.objects.count() == 0


def test_line_too_long_for_a_challenge_ends_the_login(relay, tls_client):
    with Wire(relay.submission_port) as wire:
        wire.start_tls(tls_client)
        wire.say("EHLO x.example")
        assert wire.say("AUTH LOGIN").startswith("334 ")
        assert wire.say(b"x" * 70_000 + b"\r\n").startswith("500 5.5.2")
        # Read as the answer to the challenge, this one would be refused, or worse, be a password.
        assert wire.say("NOOP") == "250 2.0.0 ok"
