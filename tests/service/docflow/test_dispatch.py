"""Sending: to agencies of this installation, and by mail with the transfer package."""

import pytest
from django.conf import settings

from docflow.catalogue.services import add_item
from docflow.dispatch.selectors import list_dispatches, mail_states
from docflow.exchange.package import FILE_NAME, read
from docflow.intake.prefill import prefill_from_mail, store_mail_files
from docflow.intake.selectors import list_arrivals
from docflow.routing import issue_services
from docflow.routing.commands import RecipientRef
from mailsvc.base.errors import Conflict, NotFound
from mailsvc.message.parse import parse, part_bytes
from mailsvc.queue import spool
from tests.service.docflow.offices import NOW, Office, bring_outgoing_to, give_official_mailbox

pytestmark = pytest.mark.db_bound

DISTRICT = RecipientRef(None, "vanthu@muongnhe.vn", "UBND huyện Mường Nhé")


@pytest.fixture
def official(office: Office) -> Office:
    give_official_mailbox(office)
    return office


def _sent_mail(trace_id: str) -> bytes:
    with spool.open_content(trace_id) as file:
        return file.read()


def test_issue_sends_to_each_recipient_once(official: Office, finance: Office) -> None:
    both = (RecipientRef(agency_pk=finance.agency.pk), DISTRICT)
    document = bring_outgoing_to(official, "issued", recipients=both)
    local, mail = list_dispatches(document)
    assert (local.carrier, local.state, local.name) == ("local", "delivered", "Sở Tài chính")
    assert (mail.carrier, mail.state, mail.address) == ("mail", "queued", "vanthu@muongnhe.vn")
    assert [row.address for row in mail_states(mail)] == ["vanthu@muongnhe.vn"]
    assert mail_states(local) == []
    assert [a.symbol for a in list_arrivals(finance.clerk).rows] == ["01/STTTT-CNTT"]
    with pytest.raises(Conflict):
        issue_services.issue(official.clerk, document_pk=document.pk, now=NOW)
    assert len(list_dispatches(document)) == 2


def test_mail_is_readable_for_people_and_carries_the_package(official: Office) -> None:
    document = bring_outgoing_to(official, "issued", recipients=(DISTRICT,), urgency="khan")
    content = _sent_mail(list_dispatches(document)[0].trace_id)
    view = parse(content)
    assert view.from_.address == "stttt@stttt.dienbien.example"
    assert view.subject == "Công văn số 01/STTTT-CNTT: báo cáo số liệu thư điện tử năm 2009"
    assert [a.filename for a in view.attachments] == ["01-STTTT-CNTT.pdf", FILE_NAME]
    package = read(part_bytes(content, 1), max_bytes=settings.ATTACHMENTS_MAX_BYTES)
    assert package.uid == "STTTT,2009/11/16,01/STTTT-CNTT"
    assert package.files[0].content == part_bytes(content, 0)


def test_package_fills_the_form_of_the_receiver(official: Office, finance: Office) -> None:
    document = bring_outgoing_to(official, "issued", recipients=(DISTRICT,), urgency="hoa_toc")
    content = _sent_mail(list_dispatches(document)[0].trace_id)
    prefill = prefill_from_mail(finance.clerk, mailbox_pk=1, content=content)
    assert (prefill.fields.symbol, prefill.fields.urgency) == ("01/STTTT-CNTT", "hoa_toc")
    assert prefill.fields.signer_position == "Giám đốc"
    assert [(a.name, a.is_suggested_main) for a in prefill.attachments] == [
        ("01-STTTT-CNTT.pdf", True)
    ]
    stored = store_mail_files(content, main_index=0, indexes=[])
    assert stored[0].sha256 == document.files.get(role="main").sha256
    assert [file.role for file in stored] == ["main", "source"]


@pytest.mark.parametrize(
    ("theirs", "doc_type", "note"),
    [
        ("Phiếu hẹn ngày", "own", ""),  # the receiver has one of that name
        ("Phiếu hẹn", "own", "Bên gửi ghi tên loại: Phiếu hẹn ngày"),  # the nearest of his own
        ("Phiếu theo dõi", "cong_van", "Bên gửi ghi tên loại: Phiếu hẹn ngày"),  # nothing alike
    ],
)
def test_type_of_the_sender_s_own_list_travels_by_its_name(
    official: Office, finance: Office, theirs: str, doc_type: str, note: str
) -> None:
    own = add_item(
        official.clerk,
        agency_pk=official.agency.pk,
        kind="type",
        name="Phiếu hẹn ngày",
        abbr="PHN",
        now=NOW,
    )
    there = add_item(
        finance.clerk, agency_pk=finance.agency.pk, kind="type", name=theirs, abbr="TD", now=NOW
    )
    document = bring_outgoing_to(official, "issued", recipients=(DISTRICT,), doc_type=own.code)
    content = _sent_mail(list_dispatches(document)[0].trace_id)
    package = read(part_bytes(content, 1), max_bytes=settings.ATTACHMENTS_MAX_BYTES)
    assert (package.doc_type, package.type_name, package.type_abbr) == (
        "cong_van",
        "Phiếu hẹn ngày",
        "PHN",
    )
    prefill = prefill_from_mail(finance.clerk, mailbox_pk=1, content=content)
    expected = there.code if doc_type == "own" else doc_type
    assert (prefill.fields.doc_type, prefill.note) == (expected, note)


def test_agency_without_official_mailbox_sends_no_mail(office: Office) -> None:
    document = bring_outgoing_to(office, "sealed", recipients=(DISTRICT,))
    with pytest.raises(Conflict, match="hộp thư chính thức"):
        issue_services.issue(office.clerk, document_pk=document.pk, now=NOW)
    document.refresh_from_db()
    assert document.state == "sealed"
    assert list_dispatches(document) == []


def test_one_bad_recipient_stops_the_whole_issue(official: Office, finance: Office) -> None:
    unknown = RecipientRef(None, "khong-co@stttt.dienbien.example", "Không có")
    both = (RecipientRef(agency_pk=finance.agency.pk), unknown)
    document = bring_outgoing_to(official, "sealed", recipients=both)
    with pytest.raises(NotFound):
        issue_services.issue(official.clerk, document_pk=document.pk, now=NOW)
    assert list_arrivals(finance.clerk).total == 0
