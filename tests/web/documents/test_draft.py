"""Drafting: who may, what is kept, what comes back."""

from django.core.files.uploadedfile import SimpleUploadedFile
from weasyprint import HTML

from docflow.documents.selectors import list_files
from docflow.models import Document, TypedDraft
from tests.service.docflow.offices import Office, bring_incoming_to, bring_outgoing_to

URL = "/van-ban/soan/"
FIELDS = {
    "doc_type": "cong_van",
    "urgency": "thuong",
    "subject": "báo cáo số liệu thư điện tử",
    "body": "Sở báo cáo như sau.\r\n\r\nĐã cấp 1.110 hộp thư.",
    "addresses": "UBND huyện Mường Nhé <ubnd@muongnhe.vn>",
}


def test_officer_drafts_to_an_agency_and_by_mail(office: Office, finance: Office, sign_in):
    annex = SimpleUploadedFile("Biểu.pdf", b"%PDF-1.4 bieu", "application/pdf")
    data = FIELDS | {"agencies": [finance.agency.pk], "uploads": [annex]}
    response = sign_in(office.officer).post(URL, data, follow=True)
    assert response.status_code == 200
    made = Document.objects.get()
    assert made.body == "Sở báo cáo như sau.\n\nĐã cấp 1.110 hộp thư."
    assert [r.name for r in made.recipients.all()] == ["Sở Tài chính", "UBND huyện Mường Nhé"]
    assert [f.name for f in list_files(made)] == ["Biểu.pdf"]


def test_who_does_not_draft_gets_403(office: Office, sign_in):
    for who in ("clerk", "leader", "sysadmin"):
        client = sign_in(office.everyone[who])
        assert client.get(URL).status_code == 403
        assert client.post(URL, FIELDS).status_code == 403


def test_bad_address_is_named_and_text_stays(office: Office, sign_in):
    response = sign_in(office.officer).post(URL, FIELDS | {"addresses": "không phải thư"})
    page = response.content.decode()
    assert response.status_code == 422
    assert "“không phải thư” không phải địa chỉ thư" in page
    assert "Đã cấp 1.110 hộp thư." in page


def test_mended_draft_keeps_its_annex(office: Office, sign_in):
    client = sign_in(office.officer)
    annex = SimpleUploadedFile("Biểu.pdf", b"%PDF-1.4 bieu", "application/pdf")
    response = client.post(URL, FIELDS | {"subject": "", "uploads": [annex]})
    assert response.status_code == 422
    assert "Biểu.pdf" in response.content.decode()
    client.post(URL, FIELDS | {"kept": response.context["kept_token"]})
    assert [f.name for f in list_files(Document.objects.get())] == ["Biểu.pdf"]


def test_author_edits_and_may_drop_an_annex(office: Office, finance: Office, sign_in):
    client = sign_in(office.officer)
    annex = SimpleUploadedFile("Biểu.pdf", b"%PDF-1.4 bieu", "application/pdf")
    client.post(URL, FIELDS | {"uploads": [annex]})
    pk = Document.objects.get().pk
    page = client.get(f"/van-ban/{pk}/sua/").content.decode()
    assert "UBND huyện Mường Nhé &lt;ubnd@muongnhe.vn&gt;" in page
    assert client.post(f"/van-ban/{pk}/sua/", FIELDS | {"subject": "khác"}).status_code == 302
    document = Document.objects.get()
    assert document.subject == "khác"
    assert list_files(document) == []


def test_change_after_approval_goes_back_to_the_reviewer(office: Office, finance: Office, sign_in):
    document = bring_outgoing_to(office, "approved", finance.agency)
    client = sign_in(office.officer)
    client.post(f"/van-ban/{document.pk}/sua/", FIELDS)
    document.refresh_from_db()
    assert document.state == "content_review"


def test_others_do_not_edit(office: Office, finance: Office, sign_in):
    document = bring_outgoing_to(office, "signing", finance.agency)
    url = f"/van-ban/{document.pk}/sua/"
    for who, status in {"head": 403, "leader": 403, "stranger": 404}.items():
        client = sign_in(office.everyone[who])
        assert client.get(url).status_code == status, who
        assert client.post(url, FIELDS).status_code == status, who


def test_submit_without_recipients_says_what_is_missing(office: Office, sign_in):
    client = sign_in(office.officer)
    client.post(URL, FIELDS | {"addresses": ""})
    pk = Document.objects.get().pk
    response = client.post(f"/van-ban/{pk}/trinh-duyet/")
    assert response.status_code == 422
    assert "Hãy ghi ít nhất một nơi nhận." in response.content.decode()


def test_reply_begins_filled_in(office: Office, sign_in):
    document = bring_incoming_to(office, "in_progress")
    client = sign_in(office.officer)
    response = client.post(f"/van-ban/{document.pk}/soan-tra-loi/", follow=True)
    assert "Trả lời văn bản số 1842/UBND-CNTT" in response.content.decode()


def test_preview_is_a_pdf_for_those_who_see_the_draft(office: Office, finance: Office, sign_in):
    document = bring_outgoing_to(office, "draft", finance.agency)
    url = f"/van-ban/{document.pk}/xem-truoc/"
    response = sign_in(office.officer).get(url)
    assert response.content.startswith(b"%PDF-")
    assert response["Content-Type"] == "application/pdf"
    assert sign_in(office.clerk).get(url).status_code == 404


KEEP, DROP = "/van-ban/soan/giu/", "/van-ban/soan/bo/"


def test_what_is_typed_is_kept_found_again_and_made_once(office: Office, sign_in):
    client = sign_in(office.officer)
    token = client.get(URL).context["typing"].token
    typed = FIELDS | {"typed": token, "body": "Đang gõ d"}
    for _again in range(2):
        assert set(client.post(KEEP, typed).json()) == {"at"}
    assert not Document.objects.exists()  # no version, no history: it is no draft yet
    page = client.get(URL).content.decode()
    assert f'href="?tiep={token}"' in page
    assert "báo cáo số liệu thư điện tử" in page
    again = client.get(f"{URL}?tiep={token}")
    assert again.context["typing"].token == token
    assert again.context["form"]["body"].value() == "Đang gõ d"
    data = FIELDS | {"typed": token}
    first, second = client.post(URL, data), client.post(URL, data)
    assert first["Location"] == second["Location"]  # a double click makes one
    assert Document.objects.count() == 1
    late = client.post(KEEP, typed)
    assert (late.status_code, late.json()["code"]) == (409, "already_saved")
    assert f"tiep={token}" not in client.get(URL).content.decode()


def test_what_is_typed_into_a_saved_draft_waits_beside_it(office: Office, sign_in):
    client = sign_in(office.officer)
    pk = bring_outgoing_to(office, "signing").pk
    url = f"/van-ban/{pk}/sua/"
    one, other = (client.get(url).context["typing"].token for _window in range(2))
    typed = FIELDS | {"document": str(pk), "subject": "bản đang gõ"}
    assert client.post(KEEP, typed | {"typed": one}).status_code == 200
    # The other window is told, and may go on in its place: never two of one draft.
    told = client.post(KEEP, typed | {"typed": other})
    assert (told.status_code, told.json()["code"]) == (409, "other_window")
    assert client.post(KEEP, typed | {"typed": other, "over": "1"}).status_code == 200
    assert client.post(KEEP, typed | {"typed": one}).json()["code"] == "other_window"
    document = Document.objects.get(pk=pk)
    assert (document.state, document.versions.count()) == ("signing", 1)  # approvals stand
    page = client.get(url)
    assert page.context["form"]["subject"].value() == "bản đang gõ"
    assert "chưa lưu vào dự thảo" in page.content.decode()
    row = page.context["typing"].row
    assert client.post(DROP, {"typed": row.token, "document": str(pk)})["Location"] == url
    assert client.get(url).context["form"]["subject"].value() == document.subject
    client.post(KEEP, typed | {"typed": one})
    client.post(url, FIELDS | {"subject": "đã lưu"})
    assert client.get(url).context["typing"].row is None


def test_typed_text_is_nobody_elses_and_holds_no_secret(office: Office, finance: Office, sign_in):
    client = sign_in(office.officer)
    token = client.get(URL).context["typing"].token
    client.post(KEEP, FIELDS | {"typed": token})
    colleague = sign_in(office.colleague)
    assert colleague.post(KEEP, FIELDS | {"typed": token}).status_code == 422
    assert colleague.post(DROP, {"typed": token}).status_code == 404
    assert colleague.post(URL, FIELDS | {"typed": token}).status_code == 422
    assert token not in colleague.get(URL).content.decode()
    assert colleague.get(f"{URL}?tiep={token}").context["form"]["body"].value() is None
    foreign = bring_outgoing_to(finance, "draft").pk
    hostile = [
        {"typed": "x\x00"},
        {"typed": ""},
        {"typed": token, "document": str(foreign)},
        {"typed": token, "body": "MẬT\nkế hoạch phòng thủ"},
        {"typed": token, "body": "a" * 200_001},
    ]
    for data in hostile:
        answer = client.post(KEEP, FIELDS | data)
        assert answer.status_code == 422, data
        assert answer.json()["text"]
    kept = client.get(f"{URL}?tiep={token}").context["form"]["body"].value()
    assert kept == FIELDS["body"]
    for who in ("clerk", "leader", "sysadmin"):
        assert (
            sign_in(office.everyone[who]).post(KEEP, FIELDS | {"typed": token}).status_code == 403
        )


PAGE = {"HTTP_ACCEPT": "text/html,application/xhtml+xml"}


def _pdf(name: str = "Biểu.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, f"%PDF-1.4 {name}".encode(), "application/pdf")


def test_annexes_are_kept_with_what_is_typed_and_go_into_the_draft(office: Office, sign_in):
    client = sign_in(office.officer)
    token = client.get(URL).context["typing"].token
    client.post(KEEP, FIELDS | {"typed": token, "body": "Đang gõ d"})
    # The script sends the files by themselves, and words by themselves: neither loses the other.
    told = client.post(
        KEEP, {"typed": token, "kept": "", "uploads": [_pdf(), _pdf("2.pdf")]}
    ).json()
    assert [one["name"] for one in told["files"]] == ["Biểu.pdf", "2.pdf"]
    assert set(client.post(KEEP, FIELDS | {"typed": token, "body": "Gõ tiếp"}).json()) == {"at"}
    dropped = {"typed": token, "kept": told["kept"], "drop": told["files"][1]["id"]}
    told = client.post(KEEP, dropped).json()
    assert [one["name"] for one in told["files"]] == ["Biểu.pdf"]
    page = client.get(f"{URL}?tiep={token}")
    assert page.context["form"]["body"].value() == "Gõ tiếp"
    assert "Biểu.pdf" in page.content.decode()
    data = FIELDS | {"typed": token, "kept": page.context["kept_token"], "uploads": [_pdf("3.pdf")]}
    client.post(URL, data)
    made = Document.objects.get()
    assert [one.name for one in list_files(made)] == ["Biểu.pdf", "3.pdf"]
    assert TypedDraft.objects.get().files == []


def test_without_scripts_a_button_keeps_words_and_annexes(office: Office, sign_in):
    client = sign_in(office.officer)
    token = client.get(URL).context["typing"].token
    typed = FIELDS | {"typed": token, "subject": "", "kept": "", "uploads": [_pdf()]}
    answer = client.post(KEEP, typed, **PAGE)
    assert answer["Location"] == f"{URL}?tiep={token}"
    page = client.get(answer["Location"]).content.decode()
    assert "Đã giữ bản đang gõ, cả tệp." in page
    assert "Biểu.pdf" in page
    assert not Document.objects.exists()
    assert "(chưa có trích yếu)" in client.get(URL).content.decode()
    pk = bring_outgoing_to(office, "draft").pk
    url = f"/van-ban/{pk}/sua/"
    token = client.get(url).context["typing"].token
    data = FIELDS | {"typed": token, "document": str(pk), "kept": "", "uploads": [_pdf("4.pdf")]}
    assert client.post(KEEP, data, **PAGE)["Location"] == url
    page = client.get(url)
    assert "4.pdf" in page.content.decode()
    assert list_files(Document.objects.get(pk=pk)) == []
    kept = {"kept": page.context["kept_token"], "typed": page.context["typing"].token}
    client.post(url, FIELDS | kept)
    assert [one.name for one in list_files(Document.objects.get(pk=pk))] == ["4.pdf"]
    assert client.get(url).context["kept"] == ()


def test_kept_annexes_are_nobody_elses_and_no_secret(office: Office, sign_in, settings):
    client = sign_in(office.officer)
    token = client.get(URL).context["typing"].token
    told = client.post(KEEP, {"typed": token, "kept": "", "uploads": [_pdf()]}).json()
    colleague = sign_in(office.colleague)
    own = colleague.get(URL).context["typing"].token
    stolen = colleague.post(KEEP, {"typed": own, "kept": told["kept"]})
    assert (stolen.status_code, stolen.json()["code"]) == (422, "kept_files")
    assert colleague.post(KEEP, {"typed": token, "kept": ""}).status_code == 422
    secret = SimpleUploadedFile(
        "mật.pdf", HTML(string="<p>TUYỆT MẬT</p><p>Kế hoạch</p>").write_pdf(), "application/pdf"
    )
    empty = SimpleUploadedFile("trống.pdf", b"", "application/pdf")
    for bad in (secret, empty):
        answer = client.post(KEEP, {"typed": token, "kept": told["kept"], "uploads": [bad]})
        assert answer.status_code == 422
        assert answer.json()["text"]
    settings.ATTACHMENTS_MAX_BYTES = 20
    big = client.post(KEEP, {"typed": token, "kept": told["kept"], "uploads": [_pdf("5.pdf")]})
    assert big.status_code == 422
    assert "nặng hơn" in big.json()["text"]
    assert [one["name"] for one in TypedDraft.objects.get(token=token).files] == ["Biểu.pdf"]
    assert client.post(KEEP, {"typed": "x", "kept": ""}, **PAGE).status_code == 422
