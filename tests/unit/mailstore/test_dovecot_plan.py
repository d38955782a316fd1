from pathlib import Path

import pytest
from pytest_django import Settings

from mailsvc.mailstore import config, dovecot
from mailsvc.mailstore.dovecot import DovecotProblem
from mailsvc.mailstore.identity import Identity

WHO = Identity("cv", "cv", 1001, 1001)
PAIR = (Path("/khong/cert.pem"), Path("/khong/key.pem"))


@pytest.mark.parametrize("folder", ["x" * 100, 'a"b', "a%b", "a#b", "a$b"])
def test_paths_dovecot_cannot_hold_are_refused(settings: Settings, folder: str) -> None:
    settings.DOVECOT_DIR = Path("/tmp") / folder  # noqa: S108  never made
    with pytest.raises(DovecotProblem) as caught:
        dovecot.plan(PAIR)
    assert "CV_VAR" in caught.value.public_text


def test_a_missing_program_is_named(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda *args, **kwargs: None)
    with pytest.raises(DovecotProblem) as caught:
        dovecot.plan(PAIR)
    assert "dovecot-imapd" in caught.value.public_text


def test_silence_is_said_in_a_sentence(settings: Settings) -> None:
    settings.IMAP_PORT = 1
    with pytest.raises(DovecotProblem) as caught:
        dovecot.wait_ready(timeout_s=0)
    assert "cổng 1" in caught.value.public_text


@pytest.mark.parametrize(
    ("bind", "listen"),
    [
        ("127.0.0.1", "listen = 127.0.0.1\n"),
        ("0.0.0.0", "listen = 0.0.0.0\n"),
        ("10.1.2.3", "listen = 10.1.2.3, 127.0.0.1\n"),
    ],
)
def test_the_web_client_is_always_heard(settings: Settings, bind: str, listen: str) -> None:
    settings.BIND = bind
    assert listen in config.render(WHO)


def test_lmtp_may_be_a_port_or_a_socket_elsewhere(settings: Settings) -> None:
    settings.LMTP_ADDRESS = "127.0.0.1:2424"
    assert "port = 2424" in config.render(WHO)
    settings.LMTP_ADDRESS = "/run/cv/lmtp"
    assert 'unix_listener "/run/cv/lmtp"' in config.render(WHO)


def test_the_configuration_names_one_unprivileged_user() -> None:
    text = config.render(WHO)
    assert "default_login_user = cv" in text
    assert "@{" not in text
