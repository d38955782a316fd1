"""A site on the submission port: whose mail it may bring, where to, and never an open relay."""

from base64 import b64encode

import pytest

from mailsvc.directory.actor import SYSTEM
from mailsvc.queue import spool
from mailsvc.queue.models import QueuedMessage, QueuedRecipient
from mailsvc.sites import credentials, services
from mailsvc.sites.services import SiteChange
from mailsvc.submission import labels
from tests.protocol.relay.support import Wire

NHE = "nhe.dienbien.example"
FOREIGN = "ai@noi-khac.example"
SENDER = f"an@{NHE}"
MAIL = f"Received: from x by mail.{NHE} with ESMTPA id TRACE0001; now\r\nFrom: An <{SENDER}>\r\n"
DISTRICT = SiteChange(host="10.2.0.1", domains=[NHE], is_inside=True, may_relay=True)
HUB = SiteChange(
    host="10.1.0.1", domains=[".tinh.example"], is_hub=True, is_inside=True, is_default=True
)


@pytest.fixture
def log_in(relay, tls_client):
    """Logs in as a site added with the given change."""
    wires = []

    def _log_in(name, change):
        services.add_site(SYSTEM, name=name, change=change)
        secret = credentials.make_credential(SYSTEM, name=name)
        wire = Wire(relay.submission_port).__enter__()
        wires.append(wire)
        wire.say("EHLO mail.nhe")
        wire.start_tls(tls_client)
        wire.say("EHLO mail.nhe")
        blob = b64encode(f"\0{name}\0{secret}".encode()).decode()
        assert wire.say(f"AUTH PLAIN {blob}").startswith("235")
        return wire

    yield _log_in
    for wire in wires:
        wire.__exit__(None, None, None)


def _send(wire, sender, *to, extra=""):
    """The replies' first words to MAIL, each RCPT, and the end of DATA."""
    found = [wire.say(f"MAIL FROM:<{sender}>")[:9]]
    found += [wire.say(f"RCPT TO:<{one}>")[:9] for one in to]
    if not any(one.startswith("250 2.1.5") for one in found):
        wire.say("RSET")
        return found
    assert wire.say("DATA").startswith("354")
    found.append(wire.say(f"{MAIL}{extra}\r\nthu\r\n.")[:9])
    return found


TAKEN = ["250 2.1.0", "250 2.1.5", "250 2.0.0"]


def test_a_district_brings_its_mail_to_us_and_through_us(log_in, hoa):
    wire = log_in("nhe", DISTRICT)
    assert _send(wire, SENDER, hoa.mailbox.address) == TAKEN
    assert _send(wire, SENDER, FOREIGN) == TAKEN
    assert _send(wire, "", FOREIGN) == TAKEN  # a report
    message = QueuedMessage.objects.filter(mail_from=SENDER).first()
    assert (message.source, message.account_pk) == ("site", None)
    prefix = bytes(message.prefix)
    assert b"from mail.nhe ([127.0.0.1])" in prefix
    assert b"with ESMTPSA id" in prefix
    assert spool.read(message.pk).startswith(MAIL.encode())  # From and the link as they came


def test_a_district_brings_nobody_elses_mail(log_in, hoa):
    wire = log_in("nhe", DISTRICT)
    for sender in (FOREIGN, hoa.mailbox.address, f"an@sub.{NHE}"):
        assert _send(wire, sender, hoa.mailbox.address)[0] == "550 5.7.1"
    assert QueuedRecipient.objects.count() == 0


def test_the_hub_brings_the_worlds_mail_but_not_ours(log_in, hoa):
    wire = log_in("tinh", HUB)
    assert _send(wire, FOREIGN, hoa.mailbox.address) == TAKEN
    assert _send(wire, "", hoa.mailbox.address) == TAKEN
    assert _send(wire, hoa.mailbox.address, hoa.mailbox.address)[0] == "550 5.7.1"


def test_a_site_that_may_not_relay_reaches_our_own_alone(log_in, hoa):
    wire = log_in("tinh", HUB)
    assert _send(wire, FOREIGN, FOREIGN, "x@khac.example") == ["250 2.1.0", *["550 5.7.1"] * 2]
    unknown = hoa.mailbox.address.replace("hoa@", "khong.co@")
    assert _send(wire, FOREIGN, unknown) == ["250 2.1.0", "550 5.1.1"]
    assert QueuedRecipient.objects.count() == 0


def test_nothing_goes_back_to_where_it_came_from(log_in):
    wire = log_in("nhe", DISTRICT)
    assert _send(wire, SENDER, f"binh@{NHE}") == ["250 2.1.0", "550 5.4.6"]


def test_a_loop_ends(log_in):
    wire = log_in("nhe", DISTRICT)
    hops = "Received: by a; now\r\n" * 60
    assert _send(wire, SENDER, FOREIGN, extra=hops)[-1] == "554 5.4.6"


def test_internal_mail_goes_to_sites_and_no_further(log_in):
    wire = log_in("nhe", DISTRICT)
    services.add_site(
        SYSTEM,
        name="tuan",
        change=SiteChange(host="10.3.0.1", domains=["t.example"], is_inside=True),
    )
    label = labels.INTERNAL_FIELD.decode()
    assert _send(wire, SENDER, "an@t.example", extra=label) == TAKEN
    assert _send(wire, SENDER, FOREIGN, extra=label)[-1].startswith("550 5.7.1")


def test_urgency_is_believed_from_a_site(log_in, hoa):
    wire = log_in("nhe", DISTRICT)
    assert _send(wire, SENDER, hoa.mailbox.address, extra=labels.URGENT_FIELD.decode()) == TAKEN
    assert QueuedMessage.objects.get().is_urgent


def test_a_site_needs_tls_and_its_own_secret(relay, tls_client, hoa, app_password):
    services.add_site(SYSTEM, name="nhe", change=DISTRICT)
    secret = credentials.make_credential(SYSTEM, name="nhe")
    good = b64encode(f"\0nhe\0{secret}".encode()).decode()
    with Wire(relay.submission_port) as wire:
        wire.say("EHLO x")
        assert wire.say(f"AUTH PLAIN {good}").startswith("538 5.7.11")
        wire.start_tls(tls_client)
        wire.say("EHLO x")
        assert wire.say(f"MAIL FROM:<{SENDER}>").startswith("530 5.7.0")
        for wrong in (f"\0nhe\0{app_password}", "\0nhe\0", "\0khac\0x", f"\0nhe\0{secret}x"):
            blob = b64encode(wrong.encode()).decode()
            assert wire.say(f"AUTH PLAIN {blob}").startswith("535 5.7.8")
    with Wire(relay.mx_port) as wire:
        wire.say("EHLO x")
        wire.start_tls(tls_client)
        wire.say("EHLO x")
        assert wire.say(f"AUTH PLAIN {good}").startswith("502")


def test_a_mail_sent_again_after_a_broken_line_is_taken_once(log_in, hoa):
    """The site did not hear our 250; it sends the same again, perhaps to one more."""
    wire = log_in("nhe", DISTRICT)
    assert _send(wire, SENDER, hoa.mailbox.address) == TAKEN
    assert _send(wire, SENDER, hoa.mailbox.address) == TAKEN
    assert QueuedRecipient.objects.count() == 1
    assert _send(wire, SENDER, hoa.mailbox.address, FOREIGN)[-1] == "250 2.0.0"
    addresses = QueuedRecipient.objects.values_list("address", flat=True)
    assert sorted(addresses) == sorted([hoa.mailbox.address, FOREIGN])
    other = log_in("tuan", SiteChange(host="10.3.0.1", domains=["t.example"]))
    assert _send(other, "an@t.example", hoa.mailbox.address) == TAKEN  # its traces are its own
    assert QueuedRecipient.objects.count() == 3
