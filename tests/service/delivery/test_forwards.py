"""Forwarding from the queue to the other server: what it is handed, and what never happens."""

import pytest

from mailsvc import authn
from mailsvc.base.errors import Invalid, NotFound
from mailsvc.delivery.worker import run_once
from mailsvc.directory.actor import SYSTEM
from mailsvc.forwarding import services as forwarding
from mailsvc.queue.models import QueuedMessage, QueuedRecipient
from mailsvc.smtp.envelope import Envelope, Recipient
from mailsvc.submission.services import Source, accept, check_recipient
from tests.service.signing.conftest import DOMAIN, keys, texts, zone
from tests.support import mail_dkim
from tests.support.dns_zone import dns_zone
from tests.support.smtp_peer import smtp_peer
from tests.unit.authn.mails import KEY_TEXT, sealed, signed

pytestmark = [pytest.mark.django_db, pytest.mark.db_bound]
__all__ = ["keys"]

OUTSIDE = "la@nha.example"
SENDER = "nam@stc.example"
SIGNED = signed()
SENDER_KEY = {("s1._domainkey.stc.example", "TXT"): KEY_TEXT}
SENDER_TEXT = {"s1._domainkey.stc.example": "".join(KEY_TEXT[0].split('"')[1::2])}
RESULTS = (
    b"Authentication-Results: mail.dienbien.example;\r\n\tspf=pass smtp.mailfrom=nam@stc.example;"
    b"\r\n\tdkim=pass header.d=stc.example header.s=s1;\r\n\tdmarc=pass header.from=stc.example"
    b" policy.dmarc=reject;\r\n\tarc=%s\r\n"
)


@pytest.fixture
def site(settings):
    """The other servers and the mail store, as one tests looks into."""
    says = {"EHLO": "250-peer\r\n250-8BITMIME\r\n250 SMTPUTF8"}
    with smtp_peer(says) as outside, smtp_peer(is_lmtp=True) as store:
        settings.SMART_HOST, settings.LMTP_ADDRESS = outside.address, store.address
        settings.FORWARDING = "any"
        yield outside, store


def _forward(member, *targets, keeps_copy=False):
    forwarding.set_forward(
        member.actor, mailbox=member.mailbox, targets=targets, keeps_copy=keeps_copy
    )


def _arrive(member, content, *, arc=b"none", mail_from=SENDER, source=Source.MX):
    prefix = RESULTS % arc if source is Source.MX and arc else b""
    accepted = accept(
        actor=SYSTEM,
        envelope=Envelope(mail_from, (Recipient(member.mailbox.address),)),
        content=content,
        source=source,
        prefix=prefix,
    )
    while run_once():
        pass
    return accepted.trace_id


def _arrive_at(address, *, mail_from):
    envelope = Envelope(mail_from, (Recipient(address),))
    return accept(actor=SYSTEM, envelope=envelope, content=SIGNED, source=Source.MX)


def _senders(peer):
    return [line[11:-1].partition(">")[0] for line in peer.lines if line.startswith("MAIL FROM:<")]


def test_the_senders_bytes_and_signature_stay_whole(hoa, keys, site):
    _forward(hoa, OUTSIDE)
    _arrive(hoa, SIGNED)
    outside, store = site
    (mail,) = outside.mails
    assert mail.endswith(SIGNED)
    assert store.mails == []
    assert f"RCPT TO:<{OUTSIDE}>" in outside.lines
    with dns_zone(zone(keys) | SENDER_KEY):
        assert authn.dkim(mail) == "pass"
        assert authn.arc(mail) == "pass"
    found = mail_dkim.verify(mail, texts(keys) | SENDER_TEXT, kind="arc")
    assert found["result"] == "pass"
    # What we found when it came is what we vouch for.
    assert b"ARC-Authentication-Results: i=1; mail.dienbien.example;" in mail
    assert b"dmarc=pass header.from=stc.example" in mail.partition(b"ARC-Authentication")[2]
    assert b"cv=none" in mail


def test_a_chain_goes_on(hoa, keys, site):
    _forward(hoa, OUTSIDE)
    before = sealed(b"Authentication-Results: mx.stc.example; spf=pass\r\n" + SIGNED)
    _arrive(hoa, before, arc=b"pass")
    (mail,) = site[0].mails
    assert b"ARC-Seal: i=2; cv=pass" in mail
    with dns_zone(zone(keys) | SENDER_KEY):
        assert authn.arc(mail) == "pass"
        assert authn.arc(mail.replace(b"Giay moi", b"Giay khac")) == "fail"
    found = mail_dkim.verify(mail, texts(keys) | SENDER_TEXT, kind="arc")
    assert found["result"] == "pass"


def test_a_broken_chain_is_sealed_as_broken_and_then_left_alone(hoa, nam, keys, site):
    _forward(hoa, OUTSIDE)
    before = sealed(b"Authentication-Results: mx.stc.example; spf=pass\r\n" + SIGNED)
    _arrive(hoa, before.replace(b"Giay moi", b"Giay khac"), arc=b"fail")
    (mail,) = site[0].mails
    assert b"ARC-Seal: i=2; cv=fail" in mail
    with dns_zone(zone(keys) | SENDER_KEY):
        assert authn.arc(mail) == "fail"
    _forward(nam, OUTSIDE)
    _arrive(nam, mail, arc=b"fail")
    assert b"i=3" not in site[0].mails[1]


@pytest.mark.parametrize("arc", [b"temperror", b""], ids=["no DNS", "not checked"])
def test_a_chain_nobody_could_check_is_checked_before_it_is_sealed(hoa, keys, site, arc):
    _forward(hoa, OUTSIDE)
    before = sealed(b"Authentication-Results: mx.stc.example; spf=pass\r\n" + SIGNED)
    with dns_zone(zone(keys) | SENDER_KEY):
        _arrive(hoa, before, arc=arc)
        _arrive(hoa, before.replace(b"Giay moi", b"Giay khac"), arc=arc)
    with dns_zone({}):
        _arrive(hoa, SIGNED, arc=arc)
    good, bad, bare = site[0].mails
    assert b"ARC-Seal: i=2; cv=pass" in good
    assert b"ARC-Seal: i=2; cv=fail" in bad
    assert b"ARC-Seal: i=1; cv=none" in bare


def test_without_a_key_it_goes_unsealed(hoa, site):
    _forward(hoa, OUTSIDE)
    _arrive(hoa, SIGNED)
    assert b"ARC-Seal" not in site[0].mails[0]
    assert site[0].mails[0].endswith(SIGNED)


def test_bounces_come_back_through_us(hoa, keys, site):
    _forward(hoa, OUTSIDE)
    _arrive(hoa, SIGNED)
    (sender,) = _senders(site[0])
    assert sender.startswith("SRS0=")
    assert sender.endswith(f"@{DOMAIN}")
    found = check_recipient(sender, source=Source.MX)
    assert found.finals == (SENDER,)
    for forged in (sender.replace("=nam@", "=ai@"), f"SRS0=aaaaaaaaaa=aa=x.example=ai@{DOMAIN}"):
        with pytest.raises(Invalid):
            check_recipient(forged, source=Source.MX)
    with pytest.raises(NotFound):
        _arrive_at(sender, mail_from="ai@khac.example")
    bounce = b"From: mailer-daemon@nha.example\r\nSubject: Undelivered\r\n\r\nkhong co\r\n"
    accept(
        actor=SYSTEM,
        envelope=Envelope("", (Recipient(sender),)),
        content=bounce,
        source=Source.MX,
    )
    assert run_once() == 1
    assert f"RCPT TO:<{SENDER}>" in site[0].lines
    assert site[0].mails[1].endswith(bounce)
    assert _senders(site[0])[1] == ""


def test_a_target_that_is_dead_is_reported_to_the_first_sender(hoa, site):
    _forward(hoa, OUTSIDE)
    site[0].says[f"RCPT TO:<{OUTSIDE}>"] = "550 5.1.1 no such user"
    _arrive(hoa, SIGNED)
    assert site[0].lines.count(f"RCPT TO:<{SENDER}>") == 1
    assert b"multipart/report" in site[0].mails[-1]


@pytest.mark.parametrize(
    ("sender", "wanted"),
    [
        ("", ""),
        ("x" * 60 + "@stc.example", f"hoa@{DOMAIN}"),
        (f"nam@{DOMAIN}", f"nam@{DOMAIN}"),
    ],
    ids=["bounce", "too long", "ours"],
)
def test_senders_that_are_not_rewritten(hoa, site, sender, wanted):
    _forward(hoa, OUTSIDE)
    _arrive(hoa, SIGNED, mail_from=sender)
    assert _senders(site[0]) == [wanted]


def test_a_copy_is_kept_where_wanted(hoa, nam, site):
    _forward(hoa, OUTSIDE, nam.mailbox.address, keeps_copy=True)
    _arrive(hoa, SIGNED)
    outside, store = site
    assert len(outside.mails) == 1
    assert [line for line in store.lines if line.startswith("RCPT")] == [
        f"RCPT TO:<{hoa.mailbox.address}>",
        f"RCPT TO:<{nam.mailbox.address}>",
    ]
    # Inside, the sender stays: bounces need no detour.
    assert _senders(store) == [SENDER, SENDER]


def test_our_own_peoples_mail_is_signed_not_sealed(hoa, nam, keys, site):
    _forward(hoa, OUTSIDE)
    own = f"From: nam@{DOMAIN}\r\nTo: hoa@{DOMAIN}\r\nSubject: x\r\n\r\nKính gửi\r\n".encode()
    _arrive(hoa, own, mail_from=f"nam@{DOMAIN}", source=Source.SYSTEM)
    (mail,) = site[0].mails
    assert mail.count(b"DKIM-Signature") == 2
    assert b"ARC-" not in mail
    with dns_zone(zone(keys)):
        assert authn.dkim(mail) == "pass"


def test_a_forged_mail_in_our_name_gets_no_signature_by_this_detour(hoa, keys, site):
    _forward(hoa, OUTSIDE)
    _arrive(hoa, f"From: nam@{DOMAIN}\r\nSubject: x\r\n\r\nx\r\n".encode())
    assert b"DKIM-Signature" not in site[0].mails[0]


def test_two_that_forward_to_each_other_are_no_loop(hoa, nam, site):
    _forward(hoa, nam.mailbox.address)
    _forward(nam, hoa.mailbox.address)
    _arrive(hoa, SIGNED)
    assert [line for line in site[1].lines if line.startswith("RCPT")] == [
        f"RCPT TO:<{hoa.mailbox.address}>"
    ]
    assert QueuedMessage.objects.count() == 3


def test_what_comes_back_from_outside_stays_here(hoa, site):
    _forward(hoa, OUTSIDE)
    _arrive(hoa, SIGNED)
    _arrive(hoa, b"Received: from nha.example\r\n" + site[0].mails[0])
    assert len(site[0].mails) == 1
    assert len(site[1].mails) == 1


def test_junk_stays_here(hoa, site):
    _forward(hoa, OUTSIDE)
    accept(
        actor=SYSTEM,
        envelope=Envelope(SENDER, (Recipient(hoa.mailbox.address),)),
        content=SIGNED,
        source=Source.MX,
        prefix=b"X-CV-Junk: dmarc\r\n",
    )
    run_once()
    assert (len(site[0].mails), len(site[1].mails)) == (0, 1)


def test_the_policy_of_today_decides(hoa, site, settings):
    _forward(hoa, OUTSIDE)
    for reach, outside, store in (("inside", 0, 1), ("off", 0, 2), ("any", 1, 2)):
        settings.FORWARDING = reach
        _arrive(hoa, SIGNED)
        assert (len(site[0].mails), len(site[1].mails)) == (outside, store)


def test_what_is_refused_on_its_way_out_lies_in_the_mailbox(hoa, nam, site):
    """The target was closed after the rule was set: nothing is lost, nobody is told a lie."""
    _forward(hoa, nam.mailbox.address)
    nam.mailbox.is_suspended = True
    nam.mailbox.save()
    _arrive(hoa, SIGNED)
    row = QueuedRecipient.objects.get()
    assert (row.state, row.last_text) == ("due", "not forwarded")
    QueuedRecipient.objects.update(next_attempt_at=row.message.created_at)
    run_once()
    assert QueuedRecipient.objects.get().state == "delivered"
    assert len(site[1].mails) == 1


def test_while_the_store_is_away_nothing_goes_on(hoa, site):
    """A kept copy comes first: a mail is not forwarded again at each attempt."""
    _forward(hoa, OUTSIDE, keeps_copy=True)
    site[1].says["MAIL"] = "451 4.3.0 later"
    _arrive(hoa, SIGNED)
    assert QueuedMessage.objects.count() == 1
    assert not any(site[1].mails)
    site[1].says.clear()
    QueuedRecipient.objects.update(next_attempt_at=QueuedMessage.objects.get().created_at)
    while run_once():
        pass
    assert (len(site[0].mails), len(list(filter(None, site[1].mails)))) == (1, 1)


def test_internal_mail_is_not_forwarded_outside(hoa, nam, site):
    """Lưu hành nội bộ: one colleague forwards to the other, neither to the world."""
    _forward(hoa, OUTSIDE)
    own = f"From: nam@{DOMAIN}\r\nTo: hoa@{DOMAIN}\r\nSubject: x\r\n\r\nKính gửi\r\n".encode()
    accept(
        actor=nam.actor,
        envelope=Envelope(nam.mailbox.address, (Recipient(hoa.mailbox.address),)),
        content=own,
        source=Source.WEB,
        is_internal=True,
    )
    run_once()
    QueuedRecipient.objects.update(next_attempt_at=QueuedMessage.objects.get().created_at)
    run_once()
    assert (len(site[0].mails), len(site[1].mails)) == (0, 1)
    _forward(hoa, nam.mailbox.address)
    accept(
        actor=nam.actor,
        envelope=Envelope(nam.mailbox.address, (Recipient(hoa.mailbox.address),)),
        content=own,
        source=Source.WEB,
        is_internal=True,
    )
    while run_once():
        pass
    assert f"RCPT TO:<{nam.mailbox.address}>" in site[1].lines
