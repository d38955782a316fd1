"""The straight line of a document, from one agency to the other and back as a receipt."""

import pytest
from pytest_django import DjangoCaptureOnCommitCallbacks

from docflow.dispatch.selectors import list_dispatches
from docflow.documents.access import access_document
from docflow.documents.files import read_content
from docflow.documents.selectors import find_reply_target, list_files, list_movements
from docflow.intake.commands import RegisterIncoming
from docflow.intake.prefill import prefill_from_arrival
from docflow.intake.selectors import list_arrivals
from docflow.intake.services import register_incoming
from docflow.register.models import RegisterEntry
from docflow.routing import draft_services, issue_services, services
from mailsvc.audit.services import verify_chain
from mailsvc.usage.models import PersonMonth
from tests.service.docflow.offices import (
    NOW,
    Office,
    bring_incoming_to,
    bring_outgoing_to,
    draft_content,
    incoming_command,
)

pytestmark = pytest.mark.db_bound


def _register(office: Office) -> RegisterEntry:
    arrival = list_arrivals(office.clerk).rows[0]
    fields = prefill_from_arrival(arrival)
    command = RegisterIncoming(
        agency_pk=office.agency.pk,
        arrival_pk=arrival.pk,
        doc_type=fields.doc_type,
        number=fields.number,
        notation=fields.notation,
        issued_on=fields.issued_on,
        issuer=fields.issuer,
        subject=fields.subject,
        urgency=fields.urgency,
    )
    return register_incoming(office.clerk, command, now=NOW)


def test_reply_reaches_the_other_agency_and_the_receipt_comes_back(
    office: Office, finance: Office
) -> None:
    incoming = bring_incoming_to(office, "in_progress")
    reply = draft_services.create_draft(
        office.officer, draft_content(finance.agency), reply_to_pk=incoming.pk, now=NOW
    )
    draft_services.submit(office.officer, document_pk=reply.pk, now=NOW)
    draft_services.approve_content(office.head, document_pk=reply.pk, now=NOW)
    draft_services.approve(office.leader, document_pk=reply.pk, now=NOW)
    entry = issue_services.assign_number(office.clerk, document_pk=reply.pk, now=NOW)
    assert entry.document.symbol == "01/STTTT-CNTT"
    issue_services.seal(office.clerk, document_pk=reply.pk, now=NOW)
    issue_services.issue(office.clerk, document_pk=reply.pk, now=NOW)
    services.complete(office.officer, document_pk=incoming.pk, reply_pk=reply.pk, now=NOW)

    assert _register(finance).number == 1
    dispatch = list_dispatches(reply)[0]
    assert [event.code for event in dispatch.events.all()] == ["01", "03"]
    assert dispatch.get_state_display() == "Đã tiếp nhận"
    assert find_reply_target(reply) == incoming
    incoming.refresh_from_db()
    assert (
        incoming.assignments.get(part="lead").result == "Đã trả lời bằng văn bản số 01/STTTT-CNTT."
    )
    assert verify_chain(office.agency.code).is_ok
    assert verify_chain(finance.agency.code).is_ok


def test_received_files_are_the_sent_ones_byte_for_byte(office: Office, finance: Office) -> None:
    sent = bring_outgoing_to(office, "issued", finance.agency)
    received = _register(finance).document
    mine, theirs = list_files(sent), list_files(received)
    assert [f.sha256 for f in mine] == [f.sha256 for f in theirs]
    assert read_content(theirs[0].sha256).startswith(b"%PDF-")
    assert theirs[0].name == "01-STTTT-CNTT.pdf"


def test_work_at_the_receiver_is_told_to_the_sender(office: Office, finance: Office) -> None:
    sent = bring_outgoing_to(office, "issued", finance.agency)
    bring_incoming_to(finance, "completed", _register(finance).document)
    dispatch = list_dispatches(sent)[0]
    assert [event.code for event in dispatch.events.all()] == ["01", "03", "04", "05", "06"]
    assert dispatch.state == "done"


def test_history_names_every_step_and_person(office: Office) -> None:
    document = bring_incoming_to(office, "completed")
    steps = [(row.action, row.by_name) for row in list_movements(document)]
    assert steps == [
        ("register", "Lò Thị Mai"),
        ("present", "Lò Thị Mai"),
        ("direct", "Nguyễn Văn Bình"),
        ("accept", "Quàng Thị Hoa"),
        ("complete", "Quàng Thị Hoa"),
    ]


def test_the_process_day_is_counted(
    office: Office, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        register_incoming(office.clerk, incoming_command(office), now=NOW)
    month = PersonMonth.objects.get(person__account=office.clerk.account_pk, ym=200911)
    assert month.process_days == 1 << 15
    assert access_document(office.clerk, office.agency.documents.get().pk)
