"""The clerk's form: nine fields, files, twins, limits."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings

from docflow.documents.selectors import list_files
from docflow.models import Document
from docflow.printing.pdf import print_pdf
from tests.service.docflow.offices import Office, make_incoming
from tests.support.signed_pdf import make_pdf

URL = "/van-ban/vao-so/"
FIELDS = {
    "symbol": "1842/UBND-CNTT",
    "issued_on": "12/11/2009",
    "issuer": "so tai chinh",
    "doc_type": "cong_van",
    "subject": "báo cáo tình hình ứng dụng CNTT quý IV",
    "urgency": "khan",
    "signer_name": "Trần Văn Én",
}


def _pdf(name: str = "Công văn.pdf", content: bytes = b"%PDF-1.4 noi dung") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "application/pdf")


def test_clerk_registers_with_files(office: Office, finance: Office, sign_in):
    client = sign_in(office.clerk)
    assert "Số đến dự kiến: <b>1</b>" in client.get(URL).content.decode()
    data = FIELDS | {"uploads": [_pdf(), _pdf("Phụ lục.xlsx", b"PK phu luc")]}
    response = client.post(URL, data, follow=True)
    page = response.content.decode()
    assert "Đã vào sổ: số đến 1 ngày" in page
    document = Document.objects.get()
    assert (document.number, document.notation) == ("1842", "UBND-CNTT")
    assert document.issuer == "Sở Tài chính"
    assert [(f.role, f.name) for f in list_files(document)] == [
        ("main", "Công văn.pdf"),
        ("annex", "Phụ lục.xlsx"),
    ]
    assert "KHẨN" in page


@pytest.mark.parametrize("who", ["leader", "head", "officer", "sysadmin"])
def test_only_clerks_register(office: Office, sign_in, who: str):
    client = sign_in(office.everyone[who])
    assert client.get(URL).status_code == 403
    assert client.post(URL, FIELDS).status_code == 403
    assert not Document.objects.exists()


@pytest.mark.parametrize("typed", ["1/2/2009", "01-02-2009", "01022009", "01.02.2009"])
def test_days_are_typed_in_several_ways(office: Office, sign_in, typed: str):
    sign_in(office.clerk).post(URL, FIELDS | {"issued_on": typed})
    assert Document.objects.get().issued_on.isoformat() == "2009-02-01"


@pytest.mark.parametrize("typed", ["31/02/2009", "hôm qua", "2009-13-01", "1/2/55"])
def test_impossible_days_are_refused_beside_the_field(office: Office, sign_in, typed: str):
    response = sign_in(office.clerk).post(URL, FIELDS | {"issued_on": typed})
    page = response.content.decode()
    assert response.status_code == 422
    assert 'href="#id_issued_on"' in page
    assert f'value="{typed}"' in page


def test_mended_form_keeps_text_and_files(office: Office, sign_in):
    client = sign_in(office.clerk)
    response = client.post(URL, FIELDS | {"subject": "", "uploads": [_pdf()]})
    page = response.content.decode()
    assert response.status_code == 422
    assert "Ghi trích yếu nội dung." in page
    assert 'value="1842/UBND-CNTT"' in page
    assert "Đã nhận:" in page
    kept = response.context["kept_token"]
    client.post(URL, FIELDS | {"kept": kept})
    assert [f.name for f in list_files(Document.objects.get())] == ["Công văn.pdf"]


def test_kept_files_belong_to_one_account(office: Office, finance: Office, sign_in):
    response = sign_in(office.clerk).post(URL, FIELDS | {"subject": "", "uploads": [_pdf()]})
    kept = response.context["kept_token"]
    for token in (kept, kept + "x"):
        stolen = sign_in(finance.clerk).post(URL, FIELDS | {"kept": token})
        assert stolen.status_code == 422
    assert not Document.objects.exists()


@override_settings(ATTACHMENTS_MAX_BYTES=1024 * 1024)
def test_too_large_files_are_refused_in_words_and_text_stays(office: Office, sign_in):
    data = FIELDS | {"uploads": [_pdf(content=b"%PDF-" + b"x" * (2 * 1024 * 1024))]}
    response = sign_in(office.clerk).post(URL, data)
    page = response.content.decode()
    assert response.status_code == 422
    assert "quá mức 1 MB" in page
    assert 'value="1842/UBND-CNTT"' in page


def test_what_is_not_a_pdf_is_not_the_document(office: Office, sign_in):
    response = sign_in(office.clerk).post(URL, FIELDS | {"uploads": [_pdf(content=b"<html>")]})
    assert response.status_code == 422
    assert "không phải PDF" in response.content.decode()


def test_twin_is_shown_side_by_side_and_needs_a_reason(office: Office, sign_in):
    twin = make_incoming(office, issuer="Sở Tài chính")
    client = sign_in(office.clerk)
    data = FIELDS | {"issuer": "Sở Tài chính", "uploads": [_pdf()]}
    response = client.post(URL, data)
    page = response.content.decode()
    assert response.status_code == 409
    assert f'href="/van-ban/{twin.pk}/"' in page
    assert "Vẫn vào sổ" in page
    assert "trùng số, ký hiệu, cơ quan ban hành và năm" in page
    assert "Số đến dự kiến: <b>1</b>" in client.get(URL).content.decode()
    again = data | {"kept": response.context["kept_token"]}
    del again["uploads"]
    assert client.post(URL, again | {"duplicate_reason": "ngắn"}).status_code == 422
    assert Document.objects.count() == 1
    reason = "Bản đính chính gửi lại lần hai"
    assert client.post(URL, again | {"duplicate_reason": reason}).status_code == 302
    second = Document.objects.exclude(pk=twin.pk).get()
    assert second.duplicate_reason == reason
    assert [f.name for f in list_files(second)] == ["Công văn.pdf"]


def test_reading_the_file_fills_what_is_empty_and_registers_nothing(
    office: Office, finance: Office, sign_in
):
    text = "SỞ TÀI CHÍNH<br>Số: 15/STC-NS<br>V/v báo cáo thu chi<br>ngày 05 tháng 11 năm 2009"
    data = {"look": "1", "subject": "tôi đã gõ", "uploads": [_pdf(content=make_pdf(text))]}
    client = sign_in(office.clerk)
    response = client.post(URL, data)
    page = response.content.decode()
    form = response.context["form"]
    assert response.status_code == 200
    assert (form["symbol"].value(), form["issuer"].value()) == ("15/STC-NS", "Sở Tài chính")
    assert form["subject"].value() == "tôi đã gõ"
    assert 'value="05/11/2009"' in page
    assert "chỉ để biết, tham khảo" in page
    assert not Document.objects.exists()
    picture = client.get(response.context["kept_lines"][0].page_urls[0])
    assert picture["Content-Type"] == "image/png"
    assert len(picture.content) < 60_000
    kept = {"giu": response.context["kept_token"], "tep": "0"}
    assert sign_in(finance.clerk).get(f"{URL}trang/", kept).status_code == 422
    assert client.get(f"{URL}trang/", kept | {"tep": "7"}).status_code == 404


def test_next_paper_begins_like_the_last(office: Office, finance: Office, sign_in):
    client = sign_in(office.clerk)
    response = client.post(URL, FIELDS | {"next": "1"})
    assert response["Location"] == f"{URL}?mau=1"
    page = client.get(response["Location"])
    form = page.context["form"]
    assert "Đã vào sổ: số đến 1" in page.content.decode()
    assert (form["issuer"].value(), form["signer_name"].value()) == ("Sở Tài chính", "Trần Văn Én")
    assert not form["symbol"].value()
    assert "issuer" not in sign_in(finance.clerk).get(f"{URL}?mau=1").context["form"].initial


def test_issuer_is_known_by_its_code(office: Office, finance: Office, sign_in):
    sign_in(office.clerk).post(URL, FIELDS | {"issuer": finance.agency.label})
    assert Document.objects.get().issuer == "Sở Tài chính"


@pytest.mark.parametrize(
    "changes",
    [
        {"subject": "[Mật] kế hoạch bảo vệ"},
        {"uploads": "<p>TUYỆT MẬT</p><p>Kế hoạch</p>"},
        {"uploads": "<p>TUYỆT MẬT</p><p>Kế hoạch</p>", "look": "1"},
    ],
    ids=["subject", "file", "read"],
)
def test_a_state_secret_is_refused_on_the_form_with_where_its_number_stands(
    office: Office, sign_in, changes: dict[str, str], files_dir
):
    sent: dict[str, object] = {**FIELDS, **changes}
    if "uploads" in changes:
        sent["uploads"] = [_pdf(content=print_pdf(changes["uploads"]))]
    answer = sign_in(office.clerk).post(URL, sent)
    page = answer.content.decode()
    assert (answer.status_code, answer.context["next_number"]) == (422, 1)
    assert "Văn bản có độ mật không được đưa lên hệ thống này." in page
    assert 'href="/van-ban/giu-so/van-ban-mat/"' in page
    assert 'value="1842/UBND-CNTT"' in page
    assert not Document.objects.exists()
    assert not files_dir.exists()
