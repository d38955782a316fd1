"""The certificate of the first run."""

import ssl
import stat

from cryptography import x509

from mailsvc.relay.tls import server_context


def test_key_is_private_and_certificate_names_the_host(tmp_path):
    folder = tmp_path / "tls"
    server_context(folder, "mail.dienbien.example")
    assert stat.S_IMODE((folder / "key.pem").stat().st_mode) == 0o600
    certificate = x509.load_pem_x509_certificate((folder / "cert.pem").read_bytes())
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert "mail.dienbien.example" in names.get_values_for_type(x509.DNSName)
    assert sorted(path.name for path in folder.iterdir()) == ["cert.pem", "key.pem"]


def test_second_start_keeps_the_certificate(tmp_path):
    server_context(tmp_path, "mail.dienbien.example")
    before = (tmp_path / "cert.pem").read_bytes()
    context = server_context(tmp_path, "mail.dienbien.example")
    assert (tmp_path / "cert.pem").read_bytes() == before
    assert context.minimum_version >= ssl.TLSVersion.TLSv1_2
