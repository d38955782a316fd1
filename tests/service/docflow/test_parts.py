"""Single parts: the table of 2.10 by every person, sharing out in a unit, what ends with what."""

from datetime import date

import pytest
from django.db import transaction

from docflow.documents.models import Document
from docflow.documents.selectors import list_movements
from docflow.routing import part_services, services
from docflow.routing.commands import Receiver
from docflow.routing.models import Assignment, Directive
from docflow.routing.part_steps import list_part_actions
from docflow.rules.parts import PART_ROWS, PartState, find_part_row
from mailsvc.audit.models import AuditEvent
from mailsvc.base.errors import Forbidden, Invalid, NotFound, Refused
from mailsvc.directory.actor import Actor
from tests.service.docflow.offices import (
    NOW,
    REASON,
    Office,
    bring_incoming_to,
    direct_command,
    make_incoming,
)
from tests.service.docflow.part_table import (
    CALLS,
    WHO,
    Call,
    make_parts,
    may,
    set_stage,
    share,
)


@pytest.mark.parametrize("state", PartState)
def test_every_part_in_every_state_by_every_person(office: Office, state: PartState) -> None:
    for kind, part in make_parts(office).items():
        Assignment.objects.filter(pk=part.pk).update(state=state)
        for action, call in CALLS.items():
            for name, actor in office.everyone.items():
                with transaction.atomic():
                    set_stage(part, action, office.head)
                    outcome = _try(actor, part.pk, call)
                    transaction.set_rollback(True)
                is_done = name in may(kind, action, state)
                # Read twice is read once.
                if action == "read" and name in WHO.get((kind, action), "").split():
                    is_done = True
                assert (outcome != "refused") == is_done, (kind, action, name)
                if outcome != "refused":
                    row = find_part_row(action, part.part, is_inner=kind == "inner")
                    assert row is not None
                    assert outcome in {row.target, state}, (kind, action, name)


def _try(actor: Actor, pk: int, call: Call) -> str:
    """The part's state after the step."""
    try:
        with transaction.atomic():
            call(actor, pk)
            return str(Assignment.objects.get(pk=pk).state)
    except Refused:
        return "refused"


def test_buttons_are_those_of_the_table(office: Office) -> None:
    parts = make_parts(office)
    for kind, part in parts.items():
        part.refresh_from_db()
        for name, actor in office.everyone.items():
            offered = {row.action for row in list_part_actions(actor, part)}
            for action in CALLS:
                assert (action in offered) == (name in WHO.get((kind, action), "").split())


def test_other_agencies_find_no_part(office: Office, finance: Office) -> None:
    pk = make_parts(office)["cooperate"].pk
    for actor in (*finance.everyone.values(), office.sysadmin):
        for call in CALLS.values():
            with pytest.raises(NotFound):
                call(actor, pk)


def test_every_part_row_is_called_here() -> None:
    assert {row.action for row in PART_ROWS} == set(CALLS)


def test_head_shares_out_and_his_officer_reports_to_him(office: Office) -> None:
    document = bring_incoming_to(office, "directed")
    command = share(office, document, text="Tổng hợp số liệu 9 huyện.", due_on=date(2009, 11, 25))
    child = part_services.sub_assign(office.head, command, now=NOW)
    document.refresh_from_db()
    assert document.state == "in_progress"
    lead = document.assignments.get(parent=None, part="lead")
    assert (lead.person_id, lead.state) == (office.head.person_pk, "working")
    assert (child.first_due_on, child.given_by_id) == (date(2009, 11, 25), office.head.person_pk)
    part_services.finish_part(office.colleague, part_pk=child.pk, result="Đủ 9 huyện.", now=NOW)
    services.complete(office.head, document_pk=document.pk, result="Đã báo cáo.", now=NOW)
    child.refresh_from_db()
    assert (child.state, child.result, child.is_closed_by_lead) == ("done", "Đủ 9 huyện.", False)


def test_deadline_in_the_unit_never_after_its_own(office: Office) -> None:
    document = bring_incoming_to(office, "directed")
    with pytest.raises(Invalid) as refused:
        late = share(office, document, due_on=date(2009, 12, 1))
        part_services.sub_assign(office.head, late, now=NOW)
    assert "01/12/2009" in refused.value.public_text
    assert "30/11/2009" in refused.value.public_text
    assert not document.assignments.filter(parent__isnull=False).exists()
    same_day = share(office, document, due_on=date(2009, 11, 30))
    part_services.sub_assign(office.head, same_day, now=NOW)


@pytest.mark.parametrize(
    "changes", [{"person_pk": 999_999}, {"part": "chief"}, {"due_on": date(2009, 11, 13)}]
)
def test_bad_share_is_refused(office: Office, changes: dict[str, object]) -> None:
    document = bring_incoming_to(office, "directed")
    with pytest.raises(Invalid):
        part_services.sub_assign(office.head, share(office, document, **changes), now=NOW)


def test_person_of_another_unit_or_twice_or_a_second_lead(office: Office) -> None:
    document = bring_incoming_to(office, "directed")
    with pytest.raises(Invalid):
        strange = share(office, document, person_pk=office.stranger.person_pk)
        part_services.sub_assign(office.head, strange, now=NOW)
    part_services.sub_assign(office.head, share(office, document), now=NOW)
    for again in (
        share(office, document, part="cooperate"),
        share(office, document, person_pk=office.officer.person_pk),
    ):
        with pytest.raises(Invalid):
            part_services.sub_assign(office.head, again, now=NOW)


def test_all_ends_with_the_lead_and_says_so(office: Office) -> None:
    document = bring_incoming_to(office, "in_progress")
    part_services.sub_assign(office.head, share(office, document), now=NOW)
    services.complete(office.officer, document_pk=document.pk, result="Đã báo cáo.", now=NOW)
    rows = document.assignments.values_list("part", "state", "is_closed_by_lead")
    assert set(rows) == {
        ("lead", "done", False),
        ("lead", "done", True),
        ("cooperate", "done", True),
    }


def test_returned_by_the_unit_takes_back_what_it_shared_out(office: Office) -> None:
    document = bring_incoming_to(office, "directed")
    child = part_services.sub_assign(office.head, share(office, document), now=NOW)
    services.return_directive(office.head, document_pk=document.pk, reason=REASON, now=NOW)
    child.refresh_from_db()
    assert child.state == "revoked"
    assert set(document.assignments.filter(parent=None).values_list("state", flat=True)) == {
        "returned"
    }


def test_correction_stands_beside_the_directive(office: Office) -> None:
    document = bring_incoming_to(office, "in_progress")
    first = document.directives.get()
    added = services.correct(office.leader, document_pk=document.pk, text="Thêm 2 huyện.", now=NOW)
    assert (added.kind, added.previous) == (Directive.Kind.CORRECT, first)
    first.refresh_from_db()
    assert first.text.startswith("Phòng CNTT chủ trì")
    services.complete(office.officer, document_pk=document.pk, result="Đã báo cáo.", now=NOW)
    with pytest.raises(Invalid):
        services.correct(office.leader, document_pk=bring_again(office).pk, text=" \x00", now=NOW)


def bring_again(office: Office) -> Document:
    return bring_incoming_to(office, "directed", make_incoming(office, "77"))


def test_redirect_takes_back_the_old_parts(office: Office) -> None:
    document = bring_incoming_to(office, "in_progress")
    other = direct_command(
        office, document, lead=Receiver(unit_pk=office.other_unit.pk), cooperating=()
    )
    added = services.redirect(office.leader, other, now=NOW)
    document.refresh_from_db()
    assert document.state == "directed"
    assert added.previous is not None
    old = added.previous.assignments.values_list("state", flat=True)
    assert set(old) == {"revoked"}
    with pytest.raises(Forbidden):
        services.accept(office.officer, document_pk=document.pk, now=NOW)
    services.accept(office.stranger, document_pk=document.pk, now=NOW)


def test_reading_is_in_the_journal_once(office: Office) -> None:
    part = make_parts(office)["inform"]
    for _ in range(2):
        part_services.read_part(office.colleague, part_pk=part.pk, now=NOW)
    events = AuditEvent.objects.filter(action="assignment.read", object_pk=str(part.pk))
    assert [event.actor for event in events] == [office.colleague.address]
    assert "read" not in {move.action for move in list_movements(part.document)}
