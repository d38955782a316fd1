"""What leaves for another domain is signed, over the bytes the other server got."""

import pytest

from mailsvc import authn
from mailsvc.delivery.outgoing import UNSIGNED
from mailsvc.delivery.worker import run_once
from mailsvc.directory.actor import SYSTEM
from mailsvc.queue.models import QueuedRecipient
from mailsvc.signing import keyfiles, services
from mailsvc.smtp.envelope import Envelope, Recipient
from mailsvc.submission.services import Source, accept
from tests.service.signing.conftest import DOMAIN, keys, texts, zone
from tests.support import mail_dkim, rfc_dkim
from tests.support.dns_zone import dns_zone
from tests.support.smtp_peer import smtp_peer

pytestmark = pytest.mark.django_db
__all__ = ["keys"]

TEXT = "Kính gửi Sở Tài chính,\r\n\r\n.một dòng bắt đầu bằng dấu chấm  \r\n\r\n\r\n"


MODERN = "250-peer\r\n250-8BITMIME\r\n250 SMTPUTF8"


def _mail(subject="Giay  moi\r\n\thop", body=TEXT, sender=f"hoa@{DOMAIN}"):
    return (
        f"From: Quàng Thị Hoa <{sender}>\r\nTo: Nam <nam@khac.example>\r\nSubject: {subject}\r\n"
        "Date: Mon, 02 Nov 2009 08:30:00 +0700\r\nMessage-ID: <1@x>\r\nMIME-Version: 1.0\r\n"
        f"Content-Type: text/plain; charset=utf-8\r\n\r\n{body}"
    ).encode()


def _sent(hoa, settings, content, *, source=Source.SUBMISSION, offers=MODERN):
    """The bytes another site's server is handed."""
    actor = hoa.actor if source.is_person else SYSTEM
    envelope = Envelope(hoa.mailbox.address, (Recipient("nam@khac.example"),))
    with smtp_peer({"EHLO": offers}) as peer:
        settings.SMART_HOST = peer.address
        accept(actor=actor, envelope=envelope, content=content, source=source)
        assert run_once() == 1
    (mail,) = peer.mails
    return mail.replace(b"\r\n..", b"\r\n.")  # RFC 5321 §4.5.2, the receiver's part


@pytest.mark.parametrize(
    "body",
    [TEXT, "", "\r\n" * 3, " \t\r\n", "x" * 900 + "\r\n" + "y\t \r\n" * 3000],
    ids=["letter", "empty", "empty lines", "blanks", "long"],
)
def test_two_signatures_that_others_verify(hoa, keys, settings, body):
    mail = _sent(hoa, settings, _mail(body=body))
    assert mail.count(b"DKIM-Signature:") == 2
    assert mail.endswith(_mail(body=body) or b"\r\n")
    assert rfc_dkim.verify(mail, texts(keys)) == {"rsa-sha256": True, "ed25519-sha256": True}
    # Debian's Mail::DKIM does not know Ed25519.
    found = mail_dkim.verify(mail, texts(keys))
    assert found["result"] == "pass"
    assert ["rsa-sha256", DOMAIN, "pass"] in found["all"]
    with dns_zone(zone(keys)):
        facts = authn.services.check(mail, "192.0.2.1", "x", "")
    assert facts.field.count(b"dkim=pass") == 2


def test_an_old_server_gets_signatures_over_what_was_re_coded_for_it(hoa, keys, settings):
    mail = _sent(hoa, settings, _mail(), offers="250 peer")
    assert mail.isascii()
    assert rfc_dkim.verify(mail, texts(keys)) == {"rsa-sha256": True, "ed25519-sha256": True}
    assert mail_dkim.verify(mail, texts(keys))["result"] == "pass"


def test_one_signature_is_enough_where_ed25519_is_not_known(hoa, keys, settings):
    mail = _sent(hoa, settings, _mail())
    for wanted in keys:
        with dns_zone(zone([wanted])):
            assert authn.dkim(mail) == "pass"


@pytest.mark.parametrize(
    "change",
    [
        (b"Subject: ", b"Subject: moi\r\nSubject: "),
        (b"MIME-Version", b"Cc: ai@khac.example\r\nMIME-Version"),
        (b"charset=utf-8", b"charset=x"),
        (b"To: Nam", b"To: Ai"),
        ("Sở".encode(), b"So"),
        (b"\r\n\r\nK", b"\r\n\r\nthem\r\nK"),
    ],
    ids=["second Subject", "Cc added", "charset", "To", "text", "text before"],
)
def test_nothing_can_be_added_or_changed(hoa, keys, settings, change):
    mail = _sent(hoa, settings, _mail())
    with dns_zone(zone(keys)):
        assert authn.dkim(mail) == "pass"
        assert authn.dkim(mail.replace(*change)) == "fail"
    assert set(rfc_dkim.verify(mail.replace(*change), texts(keys)).values()) == {False}
    assert mail_dkim.verify(mail.replace(*change), texts(keys))["result"] == "fail"
    assert b" l=" not in mail


def test_another_relay_on_the_way_changes_nothing(hoa, keys, settings):
    """What RFC 6376 §3.4 calls relaxed: other folds and blanks, one more Received."""
    mail = _sent(hoa, settings, _mail())
    on_the_way = b"Received: from a by b\r\n" + mail.replace(b"Giay  moi\r\n\thop", b"Giay moi hop")
    assert mail_dkim.verify(on_the_way, texts(keys))["result"] == "pass"


def test_mail_of_others_that_passes_through_is_not_signed(hoa, keys, settings):
    """A forged From of ours in mail from outside must not get our signature by a detour."""
    envelope = Envelope("ai@khac.example", (Recipient(hoa.mailbox.address),))
    new = accept(actor=SYSTEM, envelope=envelope, content=_mail(), source=Source.MX)
    QueuedRecipient.objects.filter(message_id=new.trace_id).update(
        address="nam@khac.example", domain="khac.example"
    )
    with smtp_peer() as peer:
        settings.SMART_HOST = peer.address
        run_once()
    assert b"DKIM-Signature" not in peer.mails[0]


def test_without_a_key_mail_goes_unsigned_and_is_counted(hoa, settings):
    before = UNSIGNED.labels("no_key")._value.get()
    mail = _sent(hoa, settings, _mail())
    assert b"DKIM-Signature" not in mail
    assert UNSIGNED.labels("no_key")._value.get() == before + 1


def test_a_lost_key_file_loses_no_mail(hoa, keys, settings):
    for key in keys:
        keyfiles.delete(key)
    before = UNSIGNED.labels("failed")._value.get()
    assert _sent(hoa, settings, _mail()).endswith(_mail())
    assert UNSIGNED.labels("failed")._value.get() == before + 1


def test_local_mail_is_not_signed(hoa, keys, settings):
    with smtp_peer(is_lmtp=True) as store:
        settings.LMTP_ADDRESS = store.address
        envelope = Envelope(hoa.mailbox.address, (Recipient(hoa.mailbox.address),))
        accept(actor=hoa.actor, envelope=envelope, content=_mail(), source=Source.WEB)
        run_once()
    assert b"DKIM-Signature" not in store.mails[0]


def test_the_new_pair_signs_from_its_activation_on(hoa, keys, settings):
    services.make_keys(SYSTEM, domain=DOMAIN, name="moi")
    assert b"s=thu-rsa" in _sent(hoa, settings, _mail())
    services.activate_keys(SYSTEM, domain=DOMAIN, name="moi")
    mail = _sent(hoa, settings, _mail())
    assert b"s=moi-rsa" in mail
    assert b"s=thu-rsa" not in mail
