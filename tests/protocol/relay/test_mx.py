"""The MX port: who may send what to whom, by raw wire."""

import re
from ipaddress import ip_network

import pytest
from django.db import OperationalError

from mailsvc.directory.models import Alias, Mailbox
from mailsvc.queue import selectors, spool
from mailsvc.queue.models import QueuedMessage, QueuedRecipient
from mailsvc.submission.resolution import Resolution
from tests.protocol.relay.support import Wire

MAIL = "From: ai@noi-khac.example\r\nSubject: Công văn\r\n\r\nKính gửi.\r\n..\r\n".encode()
END = b".\r\n"


def trace_of(answer):
    found = re.fullmatch(r"250 2\.0\.0 accepted as ([0-9A-Z]+)", answer)
    assert found, answer
    return found[1]


def test_mail_is_durable_when_the_250_comes(mx, hoa):
    trace_id = trace_of(mx.mail(MAIL + END, to=hoa.mailbox.address))
    message = selectors.find_message(trace_id)
    assert spool.read(trace_id) == MAIL.replace(b"..", b".")
    prefix = bytes(message.prefix).decode()
    assert prefix.startswith("Authentication-Results:")
    assert f"from noi-khac.example ([127.0.0.1])\r\n\tby mail.{'dienbien.example'}" in prefix
    assert f"with ESMTP id {trace_id};" in prefix
    assert (message.mail_from, message.source) == ("ai@noi-khac.example", "mx")


def test_forged_results_in_our_name_are_removed(mx, hoa, settings):
    forged = f"Authentication-Results: {settings.HOST_NAME}; spf=pass\r\n".encode()
    other = b"Authentication-Results: noi-khac.example; spf=pass\r\n"
    trace_id = trace_of(mx.mail(forged + other + MAIL + END, to=hoa.mailbox.address))
    assert spool.read(trace_id) == other + MAIL.replace(b"..", b".")


@pytest.mark.parametrize(("network", "is_checked"), [("127.0.0.0/8", False), ("10.0.0.0/8", True)])
def test_machines_of_ours_are_taken_unchecked(start, hoa, settings, network, is_checked):
    settings.UNCHECKED_NETWORKS = (ip_network(network),)
    forged = f"Authentication-Results: {settings.HOST_NAME}; spf=pass\r\n".encode()
    with Wire(start().mx_port) as wire:
        wire.say("EHLO may-quet.example")
        trace_id = trace_of(wire.mail(forged + MAIL + END, to=hoa.mailbox.address))
        assert wire.say("MAIL FROM:<may-quet@dienbien.example>").startswith("250")
        assert wire.say("RCPT TO:<la@noi-khac.example>").startswith("550 5.7.1")
    prefix = bytes(selectors.find_message(trace_id).prefix)
    assert (b"Authentication-Results:" in prefix) == is_checked
    assert b"Authentication-Results:" not in spool.read(trace_id)


def test_ehlo_offers_what_is_kept_and_no_login(relay):
    with Wire(relay.mx_port) as wire:
        lines = wire.say("EHLO x.example").split("\n")
    words = {line[4:].split()[0] for line in lines[1:]}
    assert words == {
        "SIZE", "PIPELINING", "8BITMIME", "SMTPUTF8", "DSN", "ENHANCEDSTATUSCODES", "STARTTLS",
    }  # fmt: skip


def test_foreign_recipient_is_refused_everywhere_on_mx(mx, hoa):
    mx.say("MAIL FROM:<ai@noi-khac.example>")
    for path in ("<la@noi-khac.example>", '<"hoa@stttt.dienbien.example"@noi-khac.example>'):
        assert mx.say(f"RCPT TO:{path}").startswith("550 5.7.1 relay not permitted")
    route = "<@stttt.dienbien.example:la@noi-khac.example>"
    assert mx.say(f"RCPT TO:{route}").startswith("550 5.7.1")
    assert mx.say("RCPT TO:<hoa%noi-khac.example@stttt.dienbien.example>").startswith("550 5.1.1")
    assert mx.say("DATA").startswith("554 5.5.1")
    assert QueuedMessage.objects.count() == 0


def test_login_is_not_offered_on_mx(mx):
    assert mx.say("AUTH PLAIN AGEAYg==").startswith("502 5.5.1")


def test_unknown_and_suspended_recipients(mx, hoa):
    mx.say("MAIL FROM:<>")
    assert mx.say("RCPT TO:<khong-co@stttt.dienbien.example>").startswith("550 5.1.1")
    Mailbox.objects.filter(pk=hoa.mailbox.pk).update(is_suspended=True)
    assert mx.say(f"RCPT TO:<{hoa.mailbox.address}>").startswith("550 5.2.1")
    assert mx.say("RCPT TO:<>").startswith("553 5.1.3")


def test_bare_postmaster_receives_but_does_not_send(mx, hoa, settings):
    settings.MAIL_DOMAIN = hoa.mailbox.address.partition("@")[2]
    Alias.objects.create(address=f"postmaster@{settings.MAIL_DOMAIN}", mailbox=hoa.mailbox)
    assert mx.say("MAIL FROM:<postmaster>").startswith("553 5.1.7")
    trace_of(mx.mail(MAIL + END, to="Postmaster"))
    assert QueuedRecipient.objects.get().address == hoa.mailbox.address


def test_null_sender_is_taken(mx, hoa):
    trace_id = trace_of(mx.mail(MAIL + END, sender="", to=hoa.mailbox.address))
    assert selectors.find_message(trace_id).mail_from == ""


def test_dsn_parameters_are_kept_with_their_case(mx, hoa):
    assert mx.say("MAIL FROM:<ai@noi-khac.example> RET=HDRS ENVID=Ab+2Bc SIZE=100").startswith(
        "250"
    )
    rcpt = f"RCPT TO:<{hoa.mailbox.address}> NOTIFY=DELAY,FAILURE ORCPT=rfc822;Hoa+40cu@x.example"
    assert mx.say(rcpt).startswith("250")
    assert mx.say("DATA").startswith("354")
    mx.send(MAIL + END)
    trace_id = trace_of(mx.read())
    message, row = QueuedMessage.objects.get(), QueuedRecipient.objects.get()
    assert (message.pk, message.ret, message.envid) == (trace_id, "HDRS", "Ab+2Bc")
    assert (row.notify, row.orcpt) == ("DELAY,FAILURE", "rfc822;Hoa+40cu@x.example")


def test_bad_and_unknown_parameters(mx):
    assert mx.say("MAIL FROM:<a@x.example> HOLDFOR=5").startswith("555 5.5.4")
    assert mx.say("MAIL FROM:<a@x.example> RET=ALL").startswith("501 5.5.4")
    assert mx.say("MAIL FROM:<a@x.example>").startswith("250")
    assert mx.say("RCPT TO:<hoa@stttt.dienbien.example> NOTIFY=NEVER,DELAY").startswith("501")


def test_parameters_need_ehlo(relay):
    with Wire(relay.mx_port) as wire:
        wire.say("HELO x.example")
        assert wire.say("MAIL FROM:<a@x.example> SIZE=1").startswith("555")
        assert wire.say("MAIL FROM:<a@x.example>").startswith("250")


def test_utf8_address_needs_the_keyword(mx):
    assert mx.say("MAIL FROM:<thư@x.example>").startswith("553 5.6.7")
    assert mx.say("MAIL FROM:<thư@x.example> SMTPUTF8").startswith("250")
    assert mx.say("RCPT TO:<bình@stttt.dienbien.example>").startswith("550 5.1.1")
    mx.say("RSET")
    mx.say("MAIL FROM:<a@x.example>")
    assert mx.say("RCPT TO:<bình@stttt.dienbien.example>").startswith("553 5.6.7")
    assert mx.say(b"RCPT TO:<\xff@x.example>\r\n").startswith("501 5.5.4")


def test_oversize_by_parameter_and_by_data(settings, start, hoa):
    settings.MESSAGE_MAX_BYTES = 2000
    with Wire(start().mx_port) as wire:
        assert "250-SIZE 2000" in wire.say("EHLO x.example")
        assert wire.say("MAIL FROM:<a@x.example> SIZE=2001").startswith("552 5.3.4")
        large = MAIL + b"x" * 70 + b"\r\n" + (b"y" * 70 + b"\r\n") * 60
        assert wire.mail(large + END, to=hoa.mailbox.address).startswith("552 5.3.4")
        assert trace_of(wire.mail(MAIL + END, to=hoa.mailbox.address))


def test_too_many_recipients_are_told_to_wait(settings, start, hoa):
    settings.RECIPIENTS_MAX = 1
    with Wire(start().mx_port) as wire:
        wire.say("EHLO x.example")
        wire.say("MAIL FROM:<a@x.example>")
        assert wire.say(f"RCPT TO:<{hoa.mailbox.address}>").startswith("250")
        assert wire.say(f"RCPT TO:<{hoa.mailbox.address}>").startswith("452 4.5.3")


def test_long_lines_pass_endless_ones_do_not(mx, hoa):
    ok = MAIL + b"x" * 60_000 + b"\r\n"
    trace_id = trace_of(mx.mail(ok + END, to=hoa.mailbox.address))
    assert b"x" * 60_000 in spool.read(trace_id)
    assert mx.mail(MAIL + b"x" * 70_000 + b"\r\n.\r\n", to=hoa.mailbox.address).startswith(
        "500 5.5.2"
    )
    assert mx.say("NOOP").startswith("250 2.0.0")


def test_loop_is_refused(mx, hoa):
    looped = b"Received: x\r\n" * 51 + MAIL
    assert mx.mail(looped + END, to=hoa.mailbox.address).startswith("554 5.4.6")


def test_several_recipients_and_aliases_make_one_mail(mx, hoa):
    to = [hoa.mailbox.address, "HOA@stttt.dienbien.example", "hoa+x@stttt.dienbien.example"]
    trace_of(mx.mail(MAIL + END, to=to))
    assert QueuedRecipient.objects.count() == 1


def test_database_down_at_rcpt_is_451_and_the_session_lives(start, hoa):
    down = True

    def check_recipient(address, **_):
        if down:
            raise OperationalError("FATAL: password for user congvan")
        return Resolution((address,))

    with Wire(start(check_recipient=check_recipient).mx_port) as wire:
        wire.say("EHLO x.example")
        wire.say("MAIL FROM:<a@x.example>")
        assert wire.say("RCPT TO:<b@x.example>") == "451 4.3.0 local error, try again later"
        down = False
        assert wire.say("RCPT TO:<b@x.example>").startswith("250")


def test_database_down_at_commit_is_451_and_leaves_nothing(start, hoa):
    from mailsvc.queue import services

    fails = [True]

    def store(batch):
        if fails:
            fails.clear()
            raise OperationalError("FATAL: secret")
        services.insert(batch)

    with Wire(start(store=store).mx_port) as wire:
        wire.say("EHLO x.example")
        answer = wire.mail(MAIL + END, to=hoa.mailbox.address)
        assert answer == "451 4.3.0 local error, try again later"
        assert list(spool.list_files()) == []
        assert trace_of(wire.mail(MAIL + END, to=hoa.mailbox.address))


@pytest.mark.parametrize("error", [RuntimeError("bí mật"), OSError("bí mật"), KeyError("bí mật")])
def test_a_bug_is_451_without_its_text(start, hoa, error):
    def submit(new):
        raise error

    with Wire(start(submit=submit).mx_port) as wire:
        wire.say("EHLO x.example")
        answer = wire.mail(MAIL + END, to=hoa.mailbox.address)
        assert answer == "451 4.3.0 local error, try again later"
        assert wire.say("NOOP").startswith("250")


def test_no_mail_is_lost_because_of_authentication_results(start, hoa):
    def broken(content, ip, helo, mail_from):
        raise TimeoutError

    with Wire(start(authenticate_mail=broken).mx_port) as wire:
        wire.say("EHLO x.example")
        for _ in range(5):
            trace_id = trace_of(wire.mail(MAIL + END, to=hoa.mailbox.address))
    assert bytes(selectors.find_message(trace_id).prefix).startswith(b"Received:")
