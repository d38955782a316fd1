"""The seal is noted by the clerk alone, after the number and before the issue (ND30 art. 32(2))."""

from importlib import import_module

import pytest
from django.apps import apps

from docflow.dispatch.consistency import find_faults as find_unfinished
from docflow.dispatch.consistency import list_late_to_issue
from docflow.register.consistency import find_faults, list_unsealed
from docflow.register.models import RegisterEntry
from docflow.routing.issue_services import assign_number, issue, seal, void_number
from mailsvc.audit.models import AuditEvent
from mailsvc.base.errors import Conflict, Forbidden, NotFound
from tests.service.docflow.fixtures import Offices
from tests.service.docflow.offices import NOW, REASON, bring_outgoing_to
from tests.service.docflow.test_unsent import FRIDAY


def test_who_seals_and_when_stand_in_the_line_and_the_journal(offices: Offices) -> None:
    office, finance = offices
    document = bring_outgoing_to(office, "numbered", finance.agency)
    for actor, refusal in (
        *((getattr(office, name), Forbidden) for name in ("leader", "head", "officer")),
        *((finance.clerk, NotFound), (office.sysadmin, NotFound)),
    ):
        with pytest.raises(refusal):
            seal(actor, document_pk=document.pk, now=NOW)
    with pytest.raises(Conflict):  # unsealed, it does not leave the house
        issue(office.clerk, document_pk=document.pk, now=NOW)
    assert seal(office.clerk, document_pk=document.pk, now=NOW).state == "sealed"
    entry = document.entries.get()
    assert (entry.sealed_at, entry.sealed_by_id) == (NOW, office.clerk.person_pk)
    assert AuditEvent.objects.filter(action="document.seal").count() == 1
    with pytest.raises(Conflict):
        seal(office.clerk, document_pk=document.pk, now=NOW)
    issue(office.clerk, document_pk=document.pk, now=NOW)
    assert [*find_faults(), *find_unfinished(today=FRIDAY.date())] == []


def test_before_the_leader_has_signed_there_is_nothing_to_seal(offices: Offices) -> None:
    office, finance = offices
    for state in ("signing", "approved"):
        document = bring_outgoing_to(office, state, finance.agency)
        with pytest.raises((Conflict, NotFound)):
            seal(office.clerk, document_pk=document.pk, now=NOW)


def test_a_struck_number_takes_its_seal_with_it(offices: Offices) -> None:
    office, finance = offices
    document = bring_outgoing_to(office, "sealed", finance.agency)
    void_number(office.leader, document_pk=document.pk, reason=REASON, now=NOW)
    entry = assign_number(office.clerk, document_pk=document.pk, now=NOW)
    assert (entry.number, entry.sealed_at) == (2, None)
    with pytest.raises(Conflict):
        issue(office.clerk, document_pk=document.pk, now=NOW)


def test_what_is_not_sealed_or_not_issued_in_time_is_named(offices: Offices) -> None:
    office, finance = offices
    bare, sealed = (bring_outgoing_to(office, state) for state in ("numbered", "sealed"))
    found = list(find_unfinished(today=FRIDAY.date()))
    assert found == [
        f"document {bare.pk}: numbered on 2009-11-16, not sealed",
        f"document {sealed.pk}: numbered on 2009-11-16, sealed, not issued",
    ]
    assert not list_late_to_issue(today=NOW.date(), agency_pk=office.agency.pk).exists()


def test_issued_without_a_seal_is_a_fault_and_what_is_older_is_none(offices: Offices) -> None:
    office, finance = offices
    document = bring_outgoing_to(office, "issued", finance.agency)
    RegisterEntry.objects.update(sealed_at=None, sealed_by=None)
    entry = document.entries.get()
    assert list(find_faults()) == [
        f"R8 entry {entry.pk}: sealed or issued, and nobody noted the seal"
    ]
    assert list(list_unsealed(entry.series.register)) == [entry]
    import_module("docflow.migrations.0021_seals_of_before").fill(apps, None)
    entry.refresh_from_db()
    assert (entry.sealed_at, entry.sealed_by_id) == (entry.entered_at, None)
    assert list(find_faults()) == []
