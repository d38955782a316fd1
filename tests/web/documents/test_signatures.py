"""What a signature is worth, on the pages of a document."""

from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings

from tests.service.docflow.offices import Office
from tests.support.signed_pdf import AGENCY, make_authority, make_pdf, sign, trust
from tests.web.documents.test_register import FIELDS, URL


def test_document_page_names_who_signed_and_what_it_is_worth(
    office: Office, finance: Office, sign_in, tmp_path: Path
):
    authority = make_authority()
    leader, seal = authority.issue("Lò Văn Én"), authority.issue(AGENCY)
    signed = sign(sign(make_pdf(), leader, field="Ky"), seal, field="Dau")
    upload = SimpleUploadedFile("Công văn.pdf", signed, "application/pdf")
    with override_settings(TRUST_ROOTS_DIR=trust(tmp_path / "trust", authority)):
        response = sign_in(office.clerk).post(URL, FIELDS | {"uploads": [upload]}, follow=True)
    page = response.content.decode()
    assert "chữ ký số hợp lệ" in page
    assert "Đủ chữ ký của người có thẩm quyền và của cơ quan." in page
    assert "<b>Lò Văn Én</b>" in page
    assert f"<b>{AGENCY}</b>" in page


def test_unsigned_scan_is_for_information_and_an_annex_says_nothing(
    office: Office, finance: Office, sign_in
):
    files = [
        SimpleUploadedFile(name, make_pdf(name), "application/pdf") for name in ("a.pdf", "b.pdf")
    ]
    response = sign_in(office.clerk).post(URL, FIELDS | {"uploads": files}, follow=True)
    assert response.content.decode().count("chỉ để biết, tham khảo") == 1
