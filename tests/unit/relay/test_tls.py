"""The certificate of the first run, and a new one while the relay runs."""

import ssl
import stat

import pytest
from cryptography import x509

from mailsvc.metrics.declare import registry
from mailsvc.relay.certificates import Certificates
from mailsvc.relay.tls import make_certificate

HOST_NAME = "mail.dienbien.example"


def read(folder):
    return x509.load_pem_x509_certificate((folder / "cert.pem").read_bytes())


def broken():
    return registry.get_sample_value("congvan_certificate_broken")


def test_key_is_private_and_certificate_names_the_host(tmp_path):
    folder = tmp_path / "tls"
    Certificates(folder, HOST_NAME)
    assert stat.S_IMODE((folder / "key.pem").stat().st_mode) == 0o600
    names = read(folder).extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert HOST_NAME in names.get_values_for_type(x509.DNSName)
    assert sorted(path.name for path in folder.iterdir()) == ["cert.pem", "key.pem"]


def test_second_start_keeps_the_certificate(tmp_path):
    Certificates(tmp_path, HOST_NAME)
    before = (tmp_path / "cert.pem").read_bytes()
    kept = Certificates(tmp_path, HOST_NAME)
    assert (tmp_path / "cert.pem").read_bytes() == before
    assert kept.context.minimum_version >= ssl.TLSVersion.TLSv1_2


def test_new_pair_is_taken_once(tmp_path):
    certificates = Certificates(tmp_path, HOST_NAME)
    first = certificates.context
    assert not certificates.refresh()
    make_certificate(tmp_path, HOST_NAME)
    assert certificates.refresh()
    assert certificates.context is not first
    assert not certificates.refresh()
    expires = registry.get_sample_value("congvan_certificate_expires_timestamp_seconds")
    assert expires == read(tmp_path).not_valid_after_utc.timestamp()


@pytest.mark.parametrize("what", ["cert.pem", "key.pem"])
def test_half_a_pair_keeps_the_old_one_until_it_is_whole(tmp_path, what):
    certificates = Certificates(tmp_path / "a", HOST_NAME)
    make_certificate(tmp_path / "b", HOST_NAME)
    before = certificates.context
    (tmp_path / "b" / what).replace(tmp_path / "a" / what)
    for _ in range(2):
        assert not certificates.refresh()
        assert (certificates.context, broken()) == (before, 1)
    (other,) = {"cert.pem", "key.pem"} - {what}
    (tmp_path / "b" / other).replace(tmp_path / "a" / other)
    assert certificates.refresh()
    assert broken() == 0


@pytest.mark.parametrize("content", [b"", b"-----BEGIN CERTIFICATE-----\nxx", b"\xff\0"])
def test_rubbish_keeps_the_old_one(tmp_path, content):
    certificates = Certificates(tmp_path, HOST_NAME)
    before = certificates.context
    (tmp_path / "cert.pem").write_bytes(content)
    assert not certificates.refresh()
    assert (certificates.context, broken()) == (before, 1)


def test_missing_files_keep_the_old_one(tmp_path):
    certificates = Certificates(tmp_path, HOST_NAME)
    before = certificates.context
    (tmp_path / "key.pem").unlink()
    assert not certificates.refresh()
    assert (certificates.context, broken()) == (before, 1)
