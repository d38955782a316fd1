"""My work: what waits for whom, urgent first, with few queries."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from docflow.routing import draft_services, services
from docflow.routing.selectors import (
    list_actions,
    list_my_work,
    list_recipient_agencies,
    list_waiting_for_others,
)
from docflow.rules.workdays import DueStatus
from mailsvc.directory.actor import SYSTEM
from tests.service.docflow.offices import (
    NOW,
    REASON,
    Office,
    bring_incoming_to,
    bring_outgoing_to,
    direct_command,
    draft_content,
    make_incoming,
)

TODAY = date(2009, 11, 16)
IN_STATES = ("registered", "presented", "directed", "in_progress", "completed", "noted", "void")
OUT_STATES = (
    "draft",
    "content_review",
    "signing",
    "approved",
    "numbered",
    "sealed",
    "issued",
    "returned",
)

# Whose turn it is in each state.
TURN = {
    "registered": "clerk",
    "presented": "leader",
    "directed": "head officer colleague",
    "in_progress": "officer",
    "completed": "",
    "noted": "",
    "void": "",
    "draft": "officer",
    "content_review": "head",
    "signing": "leader",
    "approved": "clerk",
    "numbered": "clerk",
    "sealed": "clerk",
    "issued": "",
    "returned": "officer",
}


@pytest.mark.parametrize("state", TURN)
def test_document_waits_for_exactly_those_whose_turn_it_is(
    office: Office, finance: Office, state: str
) -> None:
    if state in IN_STATES:
        document = bring_incoming_to(office, state)
    else:
        document = bring_outgoing_to(office, state, finance.agency)
    waiting = set()
    for name, actor in office.everyone.items():
        items = [i for i in list_my_work(actor, today=TODAY) if i.action != "add_work_note"]
        for item in items:
            assert item.document == document
            assert item.action in {row.action for row in list_actions(actor, document)}
            waiting.add(name)
    assert waiting == set(TURN[state].split())


def test_urgent_comes_first_then_the_deadline(office: Office) -> None:
    late = date(2009, 12, 9)
    for number, urgency, due in (
        ("1", "thuong", late),
        ("2", "thuong", date(2009, 11, 18)),
        ("3", "khan", late),
        ("4", "hoa_toc", late),
        ("5", "thuong_khan", date(2009, 11, 17)),
    ):
        document = bring_incoming_to(
            office, "presented", make_incoming(office, number, urgency=urgency)
        )
        services.direct(office.leader, direct_command(office, document, due_on=due), now=NOW)
    work = list_my_work(office.officer, today=TODAY)
    assert [item.number for item in work] == [4, 5, 3, 2, 1]
    assert [item.due_status for item in work[-2:]] == [DueStatus.DUE_SOON, DueStatus.OPEN]
    assert {item.part for item in work} == {"chủ trì"}


def test_arrival_waits_for_the_clerk(office: Office, finance: Office) -> None:
    bring_outgoing_to(office, "issued", finance.agency)
    (item,) = list_my_work(finance.clerk, today=TODAY)
    assert (item.action, item.label, item.document) == ("register", "Vào sổ", None)
    assert item.arrival is not None
    assert list_my_work(finance.leader, today=TODAY) == []


def test_helpers_see_their_part_while_work_is_under_way(office: Office) -> None:
    bring_incoming_to(office, "in_progress")
    for actor in (office.stranger, office.other_head):
        (item,) = list_my_work(actor, today=TODAY)
        assert (item.action, item.part, item.number) == ("add_work_note", "phối hợp", 1)


def test_leader_reviews_where_the_unit_has_no_other_head(office: Office) -> None:
    draft = draft_services.create_draft(office.head, draft_content(), now=NOW)
    draft_services.submit(office.head, document_pk=draft.pk, now=NOW)
    (item,) = list_my_work(office.leader, today=TODAY)
    assert (item.document, item.action) == (draft, "approve_content")
    assert list_my_work(office.head, today=TODAY) == []


def test_returned_work_is_no_longer_the_unit_s(office: Office) -> None:
    document = bring_incoming_to(office, "directed")
    services.return_directive(office.head, document_pk=document.pk, reason=REASON, now=NOW)
    other = direct_command(office, document, lead=direct_command(office, document).cooperating[0])
    services.direct(
        office.leader, type(other)(document_pk=document.pk, text="VP làm", lead=other.lead), now=NOW
    )
    assert list_my_work(office.officer, today=TODAY) == []
    assert len(list_my_work(office.stranger, today=TODAY)) == 1


def test_nothing_waits_for_the_system_or_the_administrator(office: Office) -> None:
    bring_incoming_to(office, "presented")
    assert list_my_work(SYSTEM) == list_my_work(office.sysadmin) == []


def test_author_sees_what_others_hold(office: Office, finance: Office) -> None:
    for state in OUT_STATES:
        bring_outgoing_to(office, state, finance.agency)
    held = {document.state for document in list_waiting_for_others(office.officer)}
    assert held == {"content_review", "signing", "approved", "numbered", "sealed"}
    assert list_waiting_for_others(office.colleague) == []


def test_queries_do_not_grow_with_the_work(office: Office) -> None:
    counts = []
    assert office.clerk.stand_ins == ()  # asked once for all
    for round_ in range(2):
        for serial in range(4):
            make_incoming(office, f"{round_}{serial}")
        with CaptureQueriesContext(
            connection,
        ) as listed:
            items = list_my_work(office.clerk, today=TODAY)
            assert all(item.document and item.document.agency.name for item in items)
        counts.append(len(listed))
    assert counts[0] == counts[1]


def test_own_agency_is_no_recipient(office: Office, finance: Office) -> None:
    assert list(list_recipient_agencies(office.officer)) == [finance.agency]
