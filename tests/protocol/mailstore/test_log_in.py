"""Who gets in, on the real Dovecot: app passwords, the web client's key, nobody else."""

import imaplib
import socket
import ssl
import threading

import pytest
from django.conf import settings
from django.test import override_settings

from mailsvc.base.errors import StoreUnavailable
from mailsvc.directory import passwords
from mailsvc.directory.models import Account, Mailbox
from mailsvc.mailstore import dovecot, master, users
from mailsvc.mailstore.link import Link
from mailsvc.mailstore.pool import pool
from mailsvc.mailstore.session import open_session
from tests.factories import Member, make_agency, make_member
from tests.support.dovecot import RunningDovecot, wait_known

pytestmark = pytest.mark.django_db


@pytest.fixture
def member(running_dovecot: RunningDovecot) -> Member:
    assert running_dovecot.entries
    return make_member(make_agency())


def _log_in(name: str, password: str) -> str:
    with imaplib.IMAP4("127.0.0.1", settings.IMAP_PORT, timeout=10) as client:
        return client.login(name, password)[0]


def test_app_passwords_open_the_own_mailbox_only(member: Member) -> None:
    first = passwords.create_app_password(member.actor, label="Thunderbird")
    second = passwords.create_app_password(member.actor, label="điện thoại")
    other = make_member(make_agency("STC", "Sở Tài chính", tier="district"))
    users.render_users()
    wait_known(other.mailbox.address)
    assert _log_in(member.mailbox.address, first) == "OK"
    assert _log_in(member.mailbox.address.upper(), second) == "OK"
    for name, password in [
        (other.mailbox.address, first),
        (other.mailbox.address, ""),
        (member.mailbox.address, "sai"),
        (f"{member.mailbox.address}#1", first),
        (f"{other.mailbox.address}*{member.mailbox.address}", first),
    ]:
        with pytest.raises(imaplib.IMAP4.error):
            _log_in(name, password)


def test_revoking_and_deactivating_close_the_door(member: Member) -> None:
    plain = passwords.create_app_password(member.actor, label="Thunderbird")
    users.render_users()
    wait_known(member.mailbox.address)
    assert _log_in(member.mailbox.address, plain) == "OK"
    Account.objects.filter(pk=member.account.pk).update(is_active=False)
    users.render_users()
    # A refusal takes a second, and Dovecot looks at its file once a second.
    for password in ("sai", plain):
        with pytest.raises(imaplib.IMAP4.error):
            _log_in(member.mailbox.address, password)


def test_the_page_password_is_no_mail_password(member: Member) -> None:
    users.render_users()
    with pytest.raises(imaplib.IMAP4.error):
        _log_in(member.mailbox.address, member.password)


def test_the_master_key_opens_no_mailbox_of_its_own(member: Member) -> None:
    with pytest.raises(imaplib.IMAP4.error):
        _log_in(master.NAME, master.master_secret())


def test_the_master_key_is_for_the_owner_of_the_file() -> None:
    master.master_secret()
    assert (settings.SECRETS_DIR / "imap-master").stat().st_mode & 0o777 == 0o600


def test_a_mailbox_made_a_moment_ago_opens(member: Member) -> None:
    with open_session(member.mailbox) as session:
        assert session.list_page("INBOX").total == 0


def test_a_mailbox_nobody_has_does_not_open(member: Member) -> None:
    with pytest.raises(StoreUnavailable), open_session(Mailbox(address="ai@khong.example")):
        pass


def test_starttls_is_offered_with_the_certificate(running_dovecot: RunningDovecot) -> None:
    context = ssl.create_default_context(cafile=str(running_dovecot.certificate[0]))
    context.check_hostname = False
    with imaplib.IMAP4("127.0.0.1", settings.IMAP_PORT, timeout=10) as client:
        assert client.starttls(context)[0] == "OK"


def test_files_hold_no_suspended_mailbox_and_are_private(member: Member) -> None:
    Mailbox.objects.filter(pk=member.mailbox.pk).update(is_suspended=True)
    users.render_users()
    path = settings.DOVECOT_DIR / "auth" / "users"
    assert member.mailbox.address not in path.read_text()
    assert path.stat().st_mode & 0o777 == 0o600


def test_demo_log_ins_are_no_imap_log_ins_off_loopback(member: Member) -> None:
    passwords.create_app_password(member.actor, label="demo", chosen="congvan-demo")
    Account.objects.filter(pk=member.account.pk).update(is_demo=True)
    path = settings.DOVECOT_DIR / "auth" / "programs"
    users.render_users()
    assert member.mailbox.address in path.read_text()
    with override_settings(IS_LOOPBACK=False):
        users.render_users()
    assert member.mailbox.address not in path.read_text()


def test_rendering_again_writes_nothing(member: Member) -> None:
    users.render_users()
    path = settings.DOVECOT_DIR / "auth" / "users"
    before = path.stat().st_ino
    users.render_users()
    assert path.stat().st_ino == before


def test_connections_are_used_again(running_dovecot: RunningDovecot) -> None:
    mailbox = running_dovecot.next_mailbox()
    links = []
    for _ in range(2):
        link = pool.take(mailbox.address)
        links.append(link)
        pool.give_back(link)
    assert links[0] is links[1]


def test_a_connection_cut_meanwhile_is_replaced(running_dovecot: RunningDovecot) -> None:
    mailbox = running_dovecot.next_mailbox()
    with open_session(mailbox) as session:
        session.list_folders()
    running_dovecot.restart()
    with open_session(mailbox) as session:
        assert len(session.list_folders()) == 6


def test_dovecot_down_is_said_at_once(running_dovecot: RunningDovecot) -> None:
    mailbox = running_dovecot.next_mailbox()
    running_dovecot.stop()
    try:
        with pytest.raises(StoreUnavailable), open_session(mailbox):
            pass
    finally:
        running_dovecot.start()


def test_prepare_writes_all_that_a_start_needs(member: Member) -> None:
    plan = dovecot.prepare()
    config = settings.DOVECOT_DIR / "dovecot.conf"
    assert plan.command[-3:] == ["-F", "-c", str(config)]
    assert member.mailbox.address in (settings.DOVECOT_DIR / "auth" / "users").read_text()
    for path in (config, settings.DOVECOT_DIR / "tls" / "key.pem"):
        assert path.stat().st_mode & 0o777 == 0o600


def test_a_store_that_hangs_up_during_the_log_in_is_away_not_the_persons_mistake() -> None:
    def greet_and_hang_up(listening: socket.socket) -> None:
        line, _ = listening.accept()
        with line:
            line.sendall(b"* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR] hello\r\n")
            line.recv(1000)

    with socket.create_server(("127.0.0.1", 0)) as listening:
        peer = threading.Thread(target=greet_and_hang_up, args=(listening,))
        peer.start()
        with (
            override_settings(IMAP_PORT=listening.getsockname()[1]),
            pytest.raises(StoreUnavailable),
        ):
            Link("hoa@stttt.dienbien.example")
        peer.join()
