"""`manage.py site`, as the administrator types it."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from mailsvc.queue import destinations
from mailsvc.queue.models import Destination
from mailsvc.relay import tls
from mailsvc.sites import credentials, secrets
from mailsvc.sites.selectors import get_site
from tests.support.ports import free_ports
from tests.support.smtp_peer import smtp_peer

pytestmark = [pytest.mark.django_db, pytest.mark.db_bound]


def _site(*arguments: str) -> str:
    said = StringIO()
    call_command("site", *arguments, stdout=said)
    return said.getvalue()


@pytest.fixture
def secret_file(tmp_path: Path) -> str:
    (tmp_path / "secret").write_text("bí mật\n", encoding="utf-8")
    return str(tmp_path / "secret")


def test_add_change_list_remove(secret_file: str) -> None:
    options = (
        "--host",
        "10.1.0.1",
        "--port",
        "587",
        "--login",
        "nhe",
        "--secret-file",
        secret_file,
    )
    _site("add", "tinh", *options, "--default", "--hub", "--domain", ".tinh.example")
    assert secrets.read("tinh") == "bí mật"
    _site("change", "tinh", "--no-default", "--connections-max", "2")
    row = get_site("tinh")
    assert (row.port, row.is_default, row.is_hub, row.connections_max) == (587, False, True, 2)
    listed = _site("list")
    assert "10.1.0.1:587" in listed
    assert ".tinh.example" in listed
    assert "bí mật" not in listed
    _site("remove", "tinh")
    assert _site("list") == ""
    with pytest.raises(CommandError, match="Không có điểm nối"):
        _site("remove", "tinh")


def test_a_credential_is_shown_once() -> None:
    _site("add", "nhe", "--host", "10.2.0.1")
    plain = _site("credential", "nhe").strip()
    assert credentials.authenticate_site("nhe", plain).name == "nhe"
    assert plain not in _site("list")
    _site("revoke", "nhe")
    assert "credential=no" in _site("list")


def test_test_says_what_it_found(tmp_path: Path) -> None:
    tls.make_certificate(tmp_path, "xa.example")
    with smtp_peer(certificate=(tmp_path / "cert.pem", tmp_path / "key.pem")) as peer:
        _site("add", "nhe", "--host", "127.0.0.1", "--port", str(peer.port))
        assert "8BITMIME" in _site("test", "nhe")
        assert peer.used_tls
        assert peer.mails == []
    _site("change", "nhe", "--port", str(free_ports(1)[0]))
    with pytest.raises(CommandError, match=r"4\.4\.1"):
        _site("test", "nhe")
    _site("change", "nhe", "--host", "")
    with pytest.raises(CommandError, match="MX"):
        _site("test", "nhe")


def test_a_change_lets_what_waits_go(secret_file: str) -> None:
    _site("add", "nhe", "--host", "10.2.0.1")
    destinations.note_down("nhe", "timed out", probe_max_s=60)
    _site("change", "nhe", "--host", "10.2.0.2")
    assert not Destination.objects.exists()


def test_what_is_wrong_is_said_in_a_sentence(secret_file: str) -> None:
    with pytest.raises(CommandError, match="Tên điểm nối"):
        _site("add", "Mường Nhé", "--host", "10.2.0.1")
    with pytest.raises(CommandError, match="Không đọc được"):
        _site("add", "nhe", "--host", "10.2.0.1", "--secret-file", "/khong/co")
