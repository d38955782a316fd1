"""Drafts: versions and their hashes, approvals that die with a change, numbers, the final PDF."""

from typing import Any

import pytest

from docflow.documents.files import read_content
from docflow.documents.pdf_text import read_pdf_text
from docflow.documents.render import render_preview
from docflow.documents.selectors import list_files
from docflow.routing import draft_services, issue_services
from docflow.routing.commands import RecipientRef
from docflow.routing.models import Version
from docflow.rules.states import FileRole
from mailsvc.base.errors import Conflict, Forbidden, Invalid, NotFound
from tests.service.docflow.offices import (
    NOW,
    REASON,
    Office,
    bring_outgoing_to,
    draft_content,
    make_file,
)


def test_each_save_is_a_version_with_its_hash(office: Office) -> None:
    draft = bring_outgoing_to(office, "draft")
    changed = draft_content(subject="báo cáo, bản sửa")
    draft_services.save_draft(office.officer, changed, document_pk=draft.pk, now=NOW)
    draft_services.save_draft(office.officer, changed, document_pk=draft.pk, now=NOW)
    versions = Version.objects.filter(document=draft).order_by("number")
    assert [v.number for v in versions] == [1, 2]
    assert len({v.sha256 for v in versions}) == 2
    assert versions[1].content["subject"] == "báo cáo, bản sửa"


@pytest.mark.parametrize("state", ["content_review", "signing", "approved"])
def test_change_after_submission_goes_back_and_strikes_approvals(
    office: Office, state: str
) -> None:
    document = bring_outgoing_to(office, state)
    changed = draft_content(body="Nội dung khác hẳn.")
    saved = draft_services.save_draft(office.officer, changed, document_pk=document.pk, now=NOW)
    assert saved.state == "content_review"
    assert not document.approvals.filter(struck_at__isnull=True).exists()


def test_saving_what_is_there_already_changes_nothing(office: Office) -> None:
    document = bring_outgoing_to(office, "signing")
    same = draft_services.content_of(document)
    saved = draft_services.save_draft(office.officer, same, document_pk=document.pk, now=NOW)
    assert saved.state == "signing"
    assert document.approvals.filter(struck_at__isnull=True).count() == 1


def test_new_annex_is_a_change_too(office: Office) -> None:
    document = bring_outgoing_to(office, "signing")
    annex = make_file(b"so lieu moi", name="Phụ lục.xlsx", role=FileRole.ANNEX)
    content = draft_content(files=(annex,))
    saved = draft_services.save_draft(office.officer, content, document_pk=document.pk, now=NOW)
    assert saved.state == "content_review"
    assert [f.name for f in list_files(document)] == ["Phụ lục.xlsx"]
    without = draft_content(keep_file_pks=())
    draft_services.save_draft(office.officer, without, document_pk=document.pk, now=NOW)
    assert list_files(document) == []
    assert document.files.count() == 1


def test_approvals_name_the_hash_they_approved(office: Office) -> None:
    document = bring_outgoing_to(office, "approved")
    version = Version.objects.get(document=document)
    assert [(a.kind, a.sha256, a.by_title) for a in document.approvals.all()] == [
        ("content", version.sha256, "Trưởng phòng"),
        ("final", version.sha256, "Giám đốc"),
    ]
    assert (document.signer_name, document.signer_position) == ("Nguyễn Văn Bình", "Giám đốc")


def test_content_changed_behind_the_approval_gets_no_number(office: Office) -> None:
    document = bring_outgoing_to(office, "approved")
    type(document).objects.filter(pk=document.pk).update(body="Ai đó sửa thẳng vào cơ sở dữ liệu.")
    with pytest.raises(Conflict, match="khác với bản đã duyệt"):
        issue_services.assign_number(office.clerk, document_pk=document.pk, now=NOW)
    assert not document.entries.exists()


@pytest.mark.parametrize(
    ("state", "name"), [("content_review", "head"), ("signing", "leader"), ("approved", "clerk")]
)
def test_returned_draft_says_why_and_begins_again(office: Office, state: str, name: str) -> None:
    document = bring_outgoing_to(office, state)
    actor = office.everyone[name]
    with pytest.raises(Invalid):
        draft_services.return_draft(actor, document_pk=document.pk, reason="sửa", now=NOW)
    draft_services.return_draft(actor, document_pk=document.pk, reason=REASON, now=NOW)
    last = document.movements.last()
    assert last is not None
    assert (last.action, last.text, last.by_id) == ("return", REASON, actor.person_pk)
    draft_services.submit(office.officer, document_pk=document.pk, now=NOW)
    draft_services.approve_content(office.head, document_pk=document.pk, now=NOW)


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"body": " "}, ["body"]),
        ({"recipients": ()}, ["recipients"]),
        ({"body": "", "recipients": ()}, ["body", "recipients"]),
    ],
    ids=range(3),
)
def test_unfinished_draft_may_be_saved_but_not_submitted(
    office: Office, changes: dict[str, Any], fields: list[str]
) -> None:
    draft = draft_services.create_draft(office.officer, draft_content(**changes), now=NOW)
    with pytest.raises(Invalid) as refused:
        draft_services.submit(office.officer, document_pk=draft.pk, now=NOW)
    assert list(refused.value.fields) == fields


def test_bad_draft_is_refused(office: Office) -> None:
    own = RecipientRef(agency_pk=office.agency.pk)
    twice = (RecipientRef(None, "a@x.vn", "A"), RecipientRef(None, "a@x.vn", "B"))
    for changes in (
        {"subject": ""},
        {"subject": "x" * 501},
        {"doc_type": "khong_co"},
        {"urgency": "gap"},
        {"recipients": (own,)},
        {"recipients": twice},
        {"recipients": (RecipientRef(agency_pk=999_999),)},
        {"recipients": (RecipientRef(None, "khong phai dia chi", "A"),)},
        {"recipients": (RecipientRef(None, "a@x.vn\r\nBcc: b@y.vn", "A"),)},
    ):
        with pytest.raises(Invalid):
            draft_services.create_draft(office.officer, draft_content(**changes), now=NOW)


@pytest.mark.parametrize("changes", [{"secrecy": "mat"}, {"body": "TUYỆT MẬT\nNội dung."}])
def test_secret_is_not_drafted_here(office: Office, changes: dict[str, Any]) -> None:
    with pytest.raises(Forbidden):
        draft_services.create_draft(office.officer, draft_content(**changes), now=NOW)


def test_final_pdf_shows_number_date_signer_and_layout(office: Office, finance: Office) -> None:
    document = bring_outgoing_to(office, "numbered", finance.agency, urgency="khan")
    text = read_pdf_text(read_content(list_files(document)[0].sha256))
    for words in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "SỞ THÔNG TIN VÀ TRUYỀN",
        "Số: 01/STTTT-CNTT",
        "V/v báo cáo số liệu thư điện tử",
        "KHẨN",
        "Điện Biên Phủ, ngày 16 tháng 11 năm 2009",
        "Kính gửi: Sở Tài chính",
        "1.110 hộp thư./.",
        "GIÁM ĐỐC",
        "Nguyễn Văn Bình",
        "Nơi nhận:",
        "- Như trên;",
        "- Lưu: VT, CNTT.",
    ):
        assert words in text


def test_text_of_a_draft_is_never_markup(office: Office) -> None:
    evil = '<img src="file:///etc/passwd"><script>1</script> & <b>đậm</b>'
    document = bring_outgoing_to(office, "draft", subject=evil, body=evil)
    text = read_pdf_text(render_preview(office.officer, document))
    assert "<b>đậm</b>./." in text
    with pytest.raises(NotFound):
        render_preview(office.stranger, document)


def test_decision_has_its_name_and_recipients_at_the_foot(office: Office, finance: Office) -> None:
    document = bring_outgoing_to(
        office, "numbered", finance.agency, doc_type="quyet_dinh", subject="Về việc thành lập Tổ"
    )
    text = read_pdf_text(read_content(list_files(document)[0].sha256))
    assert "QUYẾT ĐỊNH" in text
    assert "Kính gửi" not in text
    assert "- Sở Tài chính;" in text
    assert document.symbol == "01/QĐ-STTTT"


def test_uploaded_file_never_becomes_the_final_document(office: Office) -> None:
    upload = make_file(b"%PDF-1.4 gia mao", role=FileRole.MAIN)
    document = bring_outgoing_to(office, "numbered", files=(upload,))
    assert [(f.role, f.name) for f in list_files(document)] == [
        ("main", "01-STTTT-CNTT.pdf"),
        ("annex", "Công văn 1842.pdf"),
    ]
