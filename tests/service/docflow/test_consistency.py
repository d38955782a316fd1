"""Each seeded fault is found by its number; a clean base shows none."""

import os
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from docflow import consistency
from docflow.dispatch.models import Dispatch, StatusEvent
from docflow.documents.files import path_of
from docflow.documents.models import Document
from docflow.intake.models import Arrival
from docflow.register.models import RegisterEntry
from docflow.routing.models import Assignment
from tests.service.docflow.fixtures import Offices
from tests.service.docflow.offices import (
    Office,
    bring_incoming_to,
    bring_outgoing_to,
    incoming_command,
    make_file,
    make_incoming,
)

pytestmark = pytest.mark.django_db


def _faults() -> str:
    return "\n".join(consistency.find_faults())


@pytest.fixture
def desk(offices: Offices) -> Office:
    """An office whose faults are the test's own doing."""
    return offices[0]


@pytest.fixture
def other(offices: Offices) -> Office:
    """Another one."""
    return offices[1]


def test_clean_base_shows_nothing(desk: Office, other: Office) -> None:
    bring_incoming_to(desk, "completed")
    bring_outgoing_to(desk, "issued", other.agency)
    out = StringIO()
    call_command("check_consistency", stdout=out)
    assert out.getvalue() == "0 findings\n"


def test_document_without_entry_is_found(desk: Office) -> None:
    document = make_incoming(desk)
    RegisterEntry.objects.all().delete()
    assert f"R2 document {document.pk}: not exactly one entry" in _faults()


def test_entry_without_the_state_is_found(desk: Office) -> None:
    document = make_incoming(desk)
    Document.objects.update(state="void")
    assert f"R2 document {document.pk}: an entry in force" in _faults()


def test_entry_in_a_foreign_register_is_found(desk: Office, other: Office) -> None:
    document = make_incoming(desk)
    Document.objects.update(agency=other.agency)
    assert f"R2 entry {document.entries.get().pk}: in the register of another" in _faults()


@pytest.mark.parametrize("damage", ["missing", "altered", "shortened"])
def test_damaged_file_is_found(desk: Office, damage: str) -> None:
    file = make_file()
    make_incoming(desk, files=(file,))
    path = path_of(file.sha256)
    content = path.read_bytes()
    path.unlink()
    if damage != "missing":
        path.write_bytes(content[::-1] if damage == "altered" else content[:-1])
        os.utime(path)
    word = "missing" if damage == "missing" else "altered"
    assert f"R2 file {file.sha256}: {word}" in _faults()


def test_open_part_under_a_closed_document_is_found(desk: Office) -> None:
    bring_incoming_to(desk, "completed")
    Assignment.objects.update(state="working")
    assert _faults().count("R4") == 2


def test_lost_dispatches_are_found(desk: Office, other: Office) -> None:
    sent = bring_outgoing_to(desk, "issued", other.agency)
    Arrival.objects.get().files.all().delete()
    Arrival.objects.all().delete()
    assert "R5 dispatch" in _faults()
    StatusEvent.objects.all().delete()
    Dispatch.objects.update(carrier="mail", agency=None, address="a@x.vn")
    assert "has no mail" in _faults()
    assert sent.dispatches.count() == 1


def test_admitted_arrival_without_entry_is_found(desk: Office, other: Office) -> None:
    from docflow.intake.services import register_incoming
    from tests.service.docflow.offices import NOW

    bring_outgoing_to(desk, "issued", other.agency)
    arrival = Arrival.objects.get()
    register_incoming(other.clerk, incoming_command(other, arrival_pk=arrival.pk), now=NOW)
    RegisterEntry.objects.filter(document__direction="in").delete()
    assert f"R6 arrival {arrival.pk}" in _faults()


def test_command_prints_findings_and_fails(desk: Office) -> None:
    make_incoming(desk)
    RegisterEntry.objects.all().delete()
    out = StringIO()
    with pytest.raises(CommandError) as failed:
        call_command("check_consistency", stdout=out)
    assert failed.value.returncode == 1
    assert "R1 series" in out.getvalue()
