"""No stranger's mail leaves for another domain, however the address is written."""

import pytest

from mailsvc.queue.models import QueuedRecipient
from mailsvc.relay.limits import Limits
from tests.protocol.relay.support import Wire
from tests.protocol.relay.test_submission import plain

US = "stttt.dienbien.example"
HOST = "mail.dienbien.example"
THEM = "noi-khac.example"
TO = f"nan-nhan@{THEM}"
PATHS = {
    "plain": f"<{TO}>",
    "no-brackets": TO,
    "half-bracket": f"<{TO}",
    "double-brackets": f"<<{TO}>>",
    "comment": f"<{TO}(hoa@{US})>",
    "display-name": f"Hoa <{TO}>",
    "spaces-inside": f"< {TO} >",
    "space-before-at": f"<nan-nhan @{THEM}>",
    "upper-case": f"<{TO.upper()}>",
    "percent-hack": f"<nan-nhan%{THEM}@{US}>",
    "percent-hack-host": f"<nan-nhan%{THEM}@{HOST}>",
    "percent-hack-them": f"<nan-nhan%{US}@{THEM}>",
    "percent-only": f"<nan-nhan%{THEM}>",
    "percent-literal": f"<nan-nhan%{THEM}@[127.0.0.1]>",
    "bang-path": f"<{THEM}!nan-nhan>",
    "bang-path-at-us": f"<{THEM}!nan-nhan@{US}>",
    "bang-through-us": f"<{US}!{THEM}!nan-nhan>",
    "bang-at-them": f"<{US}!hoa@{THEM}>",
    "double-at": f"<{TO}@{US}>",
    "double-at-them": f"<hoa@{US}@{THEM}>",
    "route": f"<@{US}:{TO}>",
    "route-of-two": f"<@{US},@{US}:{TO}>",
    "route-host": f"<@{HOST}:{TO}>",
    "route-literal": f"<@[127.0.0.1]:{TO}>",
    "route-of-us-at-them": f"<@{THEM}:nan-nhan%{THEM}@{US}>",
    "colon-route": f"<{US}:{TO}>",
    "quoted-local": f'<"{TO}"@{US}>',
    "quoted-whole": f'<"{TO}">',
    "quoted-at": f'<"nan-nhan"@{THEM}>',
    "quoted-pair": f'<"nan-nhan\\@{THEM}"@{US}>',
    "quoted-bracket": f'<"nan-nhan@{THEM}>"@{US}>',
    "quoted-percent": f'<"nan-nhan%{THEM}"@{US}>',
    "escaped-at": f"<nan-nhan\\@{THEM}@{US}>",
    "ip-literal": "<nan-nhan@[127.0.0.1]>",
    "ip-literal-foreign": "<nan-nhan@[192.0.2.7]>",
    "ipv6-literal": "<nan-nhan@[IPv6:::1]>",
    "ip-bare": "<nan-nhan@127.0.0.1>",
    "ip-number": "<nan-nhan@2130706433>",
    "localhost": "<nan-nhan@localhost>",
    "host-name": f"<nan-nhan@{HOST}>",
    "trailing-dot": f"<{TO}.>",
    "trailing-dot-us": f"<nan-nhan%{THEM}@{US}.>",
    "leading-dot": f"<nan-nhan@.{THEM}>",
    "empty-domain": f"<{TO}@>",
    "null-byte-domain": f"<nan-nhan@{THEM}\0.{US}>",
    "suffix-of-us": f"<nan-nhan@la{US}>",
    "below-us": f"<nan-nhan@la.{US}>",
    "above-us": "<nan-nhan@example>",
    "our-name-as-prefix": f"<nan-nhan@{US}.{THEM}>",
    "look-alike-cyrillic": f"<nan-nhan@{US.replace('e', 'е')}>",
    "look-alike-kelvin": "<nan-nhan@stttt.dienbien.example\u212a>",
    "look-alike-long-s": f"<nan-nhan@{US.replace('s', 'ſ')}>",
    "look-alike-full-width": f"<nan-nhan@{US.replace('.', '．')}>",
    "ideographic-stop": f"<nan-nhan%{THEM}@{US.replace('.', '。')}>",
    "a-label": "<nan-nhan@xn--stttt-dienbien.example>",
    "zero-width": f"<nan-nhan@{US[:3]}\u200b{US[3:]}>",
    "soft-hyphen": f"<nan-nhan@{US[:3]}\u00ad{US[3:]}>",
    "comma-list": f"<hoa@{US},{TO}>",
    "two-paths": f"<hoa@{US}><{TO}>",
    "two-paths-space": f"<hoa@{US}> <{TO}>",
    "colon-list": f"<hoa:{TO}>",
    "semicolon": f"<hoa@{US};{TO}>",
    "pipe": '<"|/bin/sh -c id"@stttt.dienbien.example>',
    "file": "</etc/passwd>",
    "include": '<":include:/etc/passwd"@stttt.dienbien.example>',
    "orcpt-only": f"<> ORCPT=rfc822;{TO}",
    "bare-domain": f"<{THEM}>",
    "bare-local": "<nan-nhan>",
}
SENDERS = {
    "stranger": f"ai@{THEM}",
    "null": "",
    "us": f"hoa@{US}",
    "us-unknown": f"khong-co@{US}",
    "postmaster": f"postmaster@{US}",
    "host": f"root@{HOST}",
    "literal": "root@[127.0.0.1]",
}


PATIENT = Limits(unknown_recipients_max=1000, errors_max=1000)


@pytest.fixture
def free_wire(start):
    """An MX connection that does not end after ten unknown recipients."""
    with Wire(start(limits=PATIENT).mx_port) as wire:
        wire.say("EHLO x.example")
        yield wire


@pytest.mark.parametrize("sender", SENDERS.values(), ids=SENDERS)
def test_no_form_of_a_foreign_recipient_is_taken_on_mx(free_wire, hoa, sender):
    assert free_wire.say(f"MAIL FROM:<{sender}> SMTPUTF8").startswith("250 2.1.0")
    taken = {}
    for name, path in PATHS.items():
        answer = free_wire.say(f"RCPT TO:{path}")
        if not answer.startswith(("550 5.7.1", "550 5.1.1", "553 5.1.3", "501 5.5.4")):
            taken[name] = answer
    assert taken == {}
    # Refused beside what is right: the same session takes mail for our own.
    assert free_wire.say("DATA").startswith("554 5.5.1")
    assert free_wire.say(f"RCPT TO:<hoa@{US}>").startswith("250 2.1.5")


@pytest.mark.parametrize("order", ["before-mail", "after-rset", "second-mail", "after-data"])
def test_no_order_of_commands_opens_the_relay(mx, hoa, order):
    if order == "after-rset":
        mx.say(f"MAIL FROM:<hoa@{US}>")
        mx.say(f"RCPT TO:<hoa@{US}>")
        mx.say("RSET")
    if order == "second-mail":
        mx.say(f"MAIL FROM:<a@{THEM}>")
        assert mx.say(f"MAIL FROM:<hoa@{US}>").startswith("503")
        assert mx.say(f"RCPT TO:<{TO}>").startswith("550 5.7.1")
        return
    if order == "after-data":
        mx.mail(b"x\r\n.\r\n", to=f"hoa@{US}")
    assert mx.say(f"RCPT TO:<{TO}>").startswith("503 5.5.1")
    assert not QueuedRecipient.objects.exclude(address=f"hoa@{US}").exists()


def stranger(wire, tls_client, hoa, app_password):
    """Not logged in at all."""


def bad_login(wire, tls_client, hoa, app_password):
    wire.start_tls(tls_client)
    wire.say("EHLO x")
    assert wire.say(f"AUTH PLAIN {plain(hoa.mailbox.address, 'sai')}").startswith("535")


def login_in_clear(wire, tls_client, hoa, app_password):
    assert wire.say(f"AUTH PLAIN {plain(hoa.mailbox.address, app_password)}").startswith("538")


def cancelled_login(wire, tls_client, hoa, app_password):
    wire.start_tls(tls_client)
    wire.say("EHLO x")
    assert wire.say("AUTH PLAIN").startswith("334")
    assert wire.say("*").startswith("501")


def trusted_by_parameter(wire, tls_client, hoa, app_password):
    wire.say(f"MAIL FROM:<{hoa.mailbox.address}> AUTH={hoa.mailbox.address}")


def login_without_hello(wire, tls_client, hoa, app_password):
    wire.start_tls(tls_client)
    assert wire.say(f"AUTH PLAIN {plain(hoa.mailbox.address, app_password)}").startswith("503")
    wire.say("EHLO x")


def login_after_helo(wire, tls_client, hoa, app_password):
    wire.start_tls(tls_client)
    wire.say("HELO x")
    assert wire.say(f"AUTH PLAIN {plain(hoa.mailbox.address, app_password)}").startswith("503")


WAYS = [
    stranger,
    bad_login,
    login_in_clear,
    cancelled_login,
    trusted_by_parameter,
    login_without_hello,
    login_after_helo,
]


@pytest.mark.parametrize("way", WAYS)
def test_submission_takes_nothing_without_a_login(start, tls_client, hoa, app_password, way):
    with Wire(start(limits=PATIENT).submission_port) as wire:
        wire.say("EHLO x")
        way(wire, tls_client, hoa, app_password)
        for sender in SENDERS.values():
            assert wire.say(f"MAIL FROM:<{sender}>").startswith("530 5.7.0")
        assert {wire.say(f"RCPT TO:{path}")[:9] for path in PATHS.values()} == {
            "503 5.5.1",
            "501 5.5.4",  # a NUL is refused before anything is looked at
        }
        assert wire.say("DATA").startswith("503 5.5.1")
    assert not QueuedRecipient.objects.exists()


def test_login_lasts_over_rset_and_ehlo_and_ends_with_the_connection(
    relay, tls_client, hoa, app_password
):
    with Wire(relay.submission_port) as wire:
        wire.start_tls(tls_client)
        wire.say("EHLO x")
        assert wire.say(f"AUTH PLAIN {plain(hoa.mailbox.address, app_password)}").startswith("235")
        for again in ("RSET", "EHLO y", "NOOP"):
            wire.say(again)
            assert wire.say(f"MAIL FROM:<{hoa.mailbox.address}>").startswith("250")
            assert wire.say(f"RCPT TO:<{TO}>").startswith("250")
            wire.say("RSET")
        assert wire.say("STARTTLS").startswith("503")
    with Wire(relay.submission_port) as wire:
        wire.start_tls(tls_client)
        wire.say("EHLO x")
        assert wire.say(f"MAIL FROM:<{hoa.mailbox.address}>").startswith("530 5.7.0")
