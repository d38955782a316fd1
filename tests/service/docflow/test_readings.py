"""Views and downloads stand in the journal, once a person, document and day."""

from datetime import UTC, datetime

import pytest

from docflow.documents import reading_services
from docflow.documents.access import access_file
from docflow.documents.models import Document, DocumentFile
from docflow.documents.reading_services import Look, SeenFile, Thing, list_readings, thing_of
from docflow.documents.selectors import list_files
from docflow.intake.models import Arrival
from docflow.intake.services import register_incoming
from mailsvc.audit.models import AuditEvent
from mailsvc.audit.services import verify_chain
from mailsvc.directory.actor import Actor
from tests.service.docflow.offices import (
    NOW,
    Office,
    bring_incoming_to,
    bring_outgoing_to,
    incoming_command,
    make_file,
    make_incoming,
)

CHAIN = "STTTT/xem"


def note_reading(
    actor: Actor, document: Document, look: Look, *, file: DocumentFile | None = None
) -> None:
    seen = SeenFile(file.pk, file.name, file.sha256) if file else None
    reading_services.note_reading(actor, thing_of(document), look, file=seen)


def _events() -> list[tuple[str, str]]:
    rows = AuditEvent.objects.filter(chain_id=CHAIN).order_by("seq")
    return [(event.action, event.actor) for event in rows]


@pytest.mark.db_bound
def test_once_a_day_by_each_and_for_each_thing(office: Office) -> None:
    document = make_incoming(office, files=(make_file(),))
    file = access_file(office.clerk, list_files(document)[0].pk)
    for actor in (office.clerk, office.leader, office.clerk):
        note_reading(actor, document, Look.OPENED)
    for _twice in range(2):
        note_reading(office.clerk, document, Look.DOWNLOADED, file=file)
    assert _events() == [
        ("document.opened", office.clerk.address),
        ("document.opened", office.leader.address),
        ("document.downloaded", office.clerk.address),
    ]
    AuditEvent.objects.filter(chain_id=CHAIN, seq=1).update(at=datetime(2009, 1, 5, tzinfo=UTC))
    note_reading(office.clerk, document, Look.OPENED)
    assert len(_events()) == 4
    assert verify_chain(CHAIN).broken_seq == 1  # the moved time is seen
    AuditEvent.objects.filter(chain_id=CHAIN).delete()


def test_reading_never_waits_for_the_chain_of_the_steps(office: Office) -> None:
    document = make_incoming(office)
    before = verify_chain("STTTT").checked
    note_reading(office.clerk, document, Look.OPENED)
    assert verify_chain("STTTT").checked == before
    assert verify_chain(CHAIN).is_ok
    assert verify_chain(CHAIN).checked == 1


def test_clerk_and_leader_see_who_looked_others_do_not(office: Office, finance: Office) -> None:
    document = bring_incoming_to(office, "in_progress", make_incoming(office, files=(make_file(),)))
    file = list_files(document)[0]
    note_reading(office.officer, document, Look.OPENED)
    note_reading(office.officer, document, Look.DOWNLOADED, file=file)
    for actor in (office.clerk, office.leader):
        newest, oldest = list_readings(actor, document)
        assert (newest.name, newest.look, newest.file_name) == (
            "Quàng Thị Hoa",
            Look.DOWNLOADED,
            "Công văn 1842.pdf",
        )
        assert (oldest.look, oldest.file_name) == (Look.OPENED, "")
    for actor in (office.officer, office.head, finance.clerk, finance.leader, office.sysadmin):
        assert list_readings(actor, document) == []


def test_what_was_looked_at_before_it_had_a_number_is_told_with_the_document(
    office: Office, finance: Office
) -> None:
    bring_outgoing_to(finance, "issued", office.agency)
    arrival = Arrival.objects.get()
    thing = Thing("STTTT", "arrival", str(arrival.pk))
    for _twice in range(2):
        reading_services.note_reading(office.clerk, thing, Look.OPENED)
    assert _events() == [("arrival.opened", office.clerk.address)]
    command = incoming_command(office, "5", arrival_pk=arrival.pk)
    document = register_incoming(office.clerk, command, now=NOW).document
    note_reading(office.leader, document, Look.OPENED)
    newest, oldest = list_readings(office.clerk, document)
    assert (newest.name, newest.is_before) == ("Nguyễn Văn Bình", False)
    assert (oldest.name, oldest.look, oldest.is_before) == ("Lò Thị Mai", Look.OPENED, True)
    assert list_readings(finance.clerk, document) == []
    assert verify_chain(CHAIN).is_ok
