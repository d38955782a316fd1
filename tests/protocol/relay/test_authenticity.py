"""From the MX port to Dovecot: what DMARC asks for is done, and signatures arrive as they came."""

import pytest

from mailsvc import authn
from mailsvc.authn.services import check
from mailsvc.delivery.worker import run_once
from mailsvc.forwarding.services import set_forward
from mailsvc.mailstore.pool import pool
from mailsvc.mailstore.session import open_session
from mailsvc.queue.models import QueuedMessage
from tests.protocol.relay.support import Wire
from tests.support import mail_dkim
from tests.support.dns_zone import BROKEN, dns_zone
from tests.support.smtp_peer import smtp_peer
from tests.unit.authn.mails import KEY_TEXT, MAIL, PRIVATE, signed

KEY = ("s1._domainkey.stc.example", "TXT")
DMARC = ("_dmarc.stc.example", "TXT")
REFUSED = "550 5.7.1 rejected by the DMARC policy of the From domain"


@pytest.fixture
def box(hoa, running_dovecot):
    running_dovecot.add_mailboxes(hoa.mailbox.address)
    with open_session(hoa.mailbox) as session:
        for folder in ("INBOX", "Junk"):
            for row in session.list_page(folder).rows:
                session.discard(folder, [row.uid])
        yield session
    pool.close_all()


@pytest.fixture
def send(start, hoa):
    """Through the MX port and the delivery; gives the answer of the relay."""
    port = start(authenticate_mail=check).mx_port

    def _send(content):
        with Wire(port) as wire:
            wire.say("EHLO mx.stc.example")
            answer = wire.mail(content + b".\r\n", to=hoa.mailbox.address)
        run_once()
        return answer

    _send.port = port
    return _send


def _contents(session, folder):
    return [session.fetch(folder, row.uid).content for row in session.list_page(folder).rows]


@pytest.mark.parametrize(
    ("mode", "policy", "folder"),
    [
        ("off", "reject", "INBOX"),
        ("mark", "none", "INBOX"),
        ("mark", "quarantine", "Junk"),
        ("mark", "reject", "Junk"),
        ("enforce", "quarantine", "Junk"),
    ],
)
def test_forged_mail_is_filed(send, box, settings, mode, policy, folder):
    settings.DMARC_MODE = mode
    with dns_zone({DMARC: [f'"v=DMARC1; p={policy}"']}):
        assert send(MAIL).startswith("250")
    (content,) = _contents(box, folder)
    assert content.endswith(MAIL)
    # What was found stays readable beside the mail.
    assert b"dmarc=fail header.from=stc.example policy.dmarc=" + policy.encode() in content
    assert (b"X-CV-Junk: dmarc\r\n" in content) == (folder == "Junk")
    assert _contents(box, "Junk" if folder == "INBOX" else "INBOX") == []


def test_forged_mail_is_refused_where_both_want_it(send, box, settings):
    settings.DMARC_MODE = "enforce"
    with dns_zone({DMARC: ['"v=DMARC1; p=reject"'], KEY: KEY_TEXT}):
        assert send(MAIL) == REFUSED
        assert QueuedMessage.objects.count() == 0
        assert send(signed()).startswith("250")
    assert len(_contents(box, "INBOX")) == 1


def test_without_dns_nothing_is_refused_or_filed(send, box, settings):
    settings.DMARC_MODE = "enforce"
    with dns_zone({DMARC: BROKEN}):
        assert send(MAIL).startswith("250")
    (content,) = _contents(box, "INBOX")
    assert b"dmarc=temperror" in content


def test_nobody_else_fills_junk(send, box):
    with dns_zone({}):
        send(b"x-cv-JUNK : dmarc\r\n" + MAIL)
    (content,) = _contents(box, "INBOX")
    assert b"junk" not in content.lower()


def test_a_signature_of_another_library_arrives_whole(send, box, tmp_path):
    """Signed by Perl's Mail::DKIM, read back from Dovecot, checked by both libraries."""
    key_file = tmp_path / "key.pem"
    key_file.write_bytes(PRIVATE)
    field = mail_dkim.sign(MAIL, domain="stc.example", selector="s1", key_file=str(key_file))
    with dns_zone({KEY: KEY_TEXT}):
        assert send(field + MAIL).startswith("250")
        (content,) = _contents(box, "INBOX")
        assert content.endswith(b"\r\n" + field + MAIL)
        assert b"dkim=pass header.d=stc.example header.s=s1" in content
        assert authn.dkim(content) == "pass"
    record = "".join(KEY_TEXT[0].split('"')[1::2])
    found = mail_dkim.verify(content, {"s1._domainkey.stc.example": record})
    assert found["result"] == "pass"


def test_forwarded_mail_goes_out_whole_and_its_bounce_comes_back(send, box, hoa, settings):
    """MX port → Dovecot and another site; the site's bounce → MX port → the first sender."""
    settings.FORWARDING = "any"
    set_forward(hoa.actor, mailbox=hoa.mailbox, targets=["la@nha.example"], keeps_copy=True)
    content = signed()
    says = {"EHLO": "250-peer\r\n250-8BITMIME\r\n250 SMTPUTF8"}
    with smtp_peer(says) as outside, dns_zone({KEY: KEY_TEXT}):
        settings.SMART_HOST = outside.address
        assert send(content).startswith("250")
        assert len(_contents(box, "INBOX")) == 1
        run_once()
        (mail,) = outside.mails
        assert mail.endswith(content)
        assert authn.dkim(mail) == "pass"
        sender = next(line for line in outside.lines if line.startswith("MAIL FROM:<SRS0="))
        srs = sender[11:].partition(">")[0]
        with Wire(send.port) as wire:
            wire.say("EHLO mx.nha.example")
            wire.say("MAIL FROM:<ai@nha.example>")
            assert wire.say(f"RCPT TO:<{srs}>").startswith("550 5.1.1")
            wire.say("RSET")
            wire.say("MAIL FROM:<>")
            assert wire.say(f"RCPT TO:<{srs.replace('=ai@', '=la@')}>").startswith("550 5.1.1")
            assert wire.say(f"RCPT TO:<{srs}>").startswith("250 2.1.5")
            wire.say("DATA")
            wire.send(b"From: <>\r\nSubject: Undelivered\r\n\r\nkhong co\r\n.\r\n")
            assert wire.read().startswith("250")
        run_once()
    assert "RCPT TO:<ai@noi-khac.example>" in outside.lines
    assert outside.mails[1].endswith(b"khong co\r\n")
