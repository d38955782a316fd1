"""The state tables against a hand-written list: every state × person × transition, by service."""

import pytest
from django.db import transaction

from docflow.documents.models import Document
from docflow.intake.services import register_incoming
from docflow.routing import draft_services
from docflow.routing.selectors import list_actions
from docflow.rules.states import Direction, State
from docflow.rules.transitions import INCOMING, OUTGOING, Transition
from mailsvc.base.errors import Conflict, Forbidden, Refused
from mailsvc.directory.actor import SYSTEM, Actor
from tests.service.docflow.offices import (
    NOW,
    Office,
    bring_incoming_to,
    bring_outgoing_to,
    draft_content,
    incoming_command,
    make_incoming,
)
from tests.service.docflow.table import CALLS, STATES, WHO

# One service saves a draft; the row it takes depends on the state.
_SAME = {"save": "change", "change": "save"}


def _bring(office: Office, direction: str, state: str, finance: Office) -> Document:
    if direction == "in":
        return bring_incoming_to(office, state)
    return bring_outgoing_to(office, state, finance.agency)


def _rows(direction: str, table: tuple[Transition, ...]) -> set[tuple[str, str, str]]:
    # What needs the leader's wish to see the result stands in its own test.
    return {
        (direction, row.action, state)
        for row in table
        for state in row.sources
        if row.action != "report"
    }


def test_every_row_of_the_tables_is_listed_here() -> None:
    assert _rows("in", INCOMING) | _rows("out", OUTGOING) == set(WHO)


@pytest.mark.parametrize(("direction", "state"), STATES, ids=map("-".join, STATES))
def test_every_step_by_every_person(
    office: Office, finance: Office, direction: str, state: str
) -> None:
    """One document in this state; each cell is tried, what is done is rolled back."""
    document = _bring(office, direction, state, finance)
    steps = document.movements.count()
    people = {**office.everyone, "outsider": finance.leader}
    for name, actor in people.items():
        offered = {row.action: row for row in list_actions(actor, document)}
        mine = {
            a
            for (way, a, s), who in WHO.items()
            if (way, s) == (direction, state) and name in who.split()
        }
        assert set(offered) - {"report"} == mine, name
        for action in sorted({action for way, action in CALLS if way == direction}):
            if (direction, _SAME.get(action), state) in WHO:
                continue
            row = offered.get(action)
            if row is None:
                _refused(office, actor, document, direction, action)
            else:
                assert _done(office, actor, document, direction, action) == (row.target or state), (
                    action,
                    name,
                )
        document.refresh_from_db(fields=["state"])
        assert (document.state, document.movements.count()) == (state, steps), name


def _refused(office: Office, actor: Actor, document: Document, direction: str, action: str) -> None:
    """Each service is a transaction of its own: what it refuses it takes back by itself."""
    with pytest.raises(Refused) as refusal:
        CALLS[direction, action](actor, document, office)
    assert refusal.value.public_text


def _done(office: Office, actor: Actor, document: Document, direction: str, action: str) -> str:
    """The state after the step; nothing is kept."""
    with transaction.atomic():
        CALLS[direction, action](actor, document, office)
        outcome = str(Document.objects.get(pk=document.pk).state)
        transaction.set_rollback(True)
    return outcome


def test_where_the_result_is_to_be_seen_the_lead_reports(office: Office) -> None:
    document = bring_incoming_to(office, "presented")
    bring_incoming_to(office, "reported", document)
    assert document.state == State.REPORTED
    assert {row.action for row in list_actions(office.officer, document)} == {"keep_paper"}
    with pytest.raises(Forbidden, match="lãnh đạo cơ quan"):
        CALLS["in", "approve_result"](office.officer, document, office)


def test_refusal_names_whose_step_it_is(office: Office) -> None:
    document = bring_incoming_to(office, "in_progress")
    with pytest.raises(Forbidden, match=r"“Hoàn thành” là của .*Quàng Thị Hoa.*Phòng Công nghệ"):
        CALLS["in", "complete"](office.clerk, document, office)


@pytest.mark.parametrize("state", ["registered", "directed", "completed", "noted", "void"])
@pytest.mark.parametrize(
    ("action", "name"), [("present", "clerk"), ("direct", "leader"), ("note", "leader")]
)
def test_incoming_step_out_of_order_is_a_conflict(
    office: Office, state: str, action: str, name: str
) -> None:
    if ("in", action, state) in WHO:
        return
    document = bring_incoming_to(office, state)
    with pytest.raises(Conflict):
        CALLS["in", action](office.everyone[name], document, office)


def test_step_out_of_order_names_the_present_state(office: Office) -> None:
    document = bring_outgoing_to(office, "draft")
    draft_services.submit(office.officer, document_pk=document.pk, now=NOW)
    with pytest.raises(Conflict, match="Chờ duyệt nội dung"):
        draft_services.submit(office.officer, document_pk=document.pk, now=NOW)


def test_only_the_clerk_of_the_agency_registers(office: Office, finance: Office) -> None:
    others = {n: a for n, a in office.everyone.items() if n != "clerk"}
    for actor in (*others.values(), finance.clerk, SYSTEM):
        with pytest.raises(Forbidden):
            register_incoming(actor, incoming_command(office), now=NOW)
    assert make_incoming(office).state == State.REGISTERED


def test_only_officers_and_heads_begin_a_draft(office: Office) -> None:
    for name in ("officer", "colleague", "stranger", "head", "other_head"):
        draft = draft_services.create_draft(office.everyone[name], draft_content(), now=NOW)
        assert draft.direction == Direction.OUT
    for actor in (office.clerk, office.leader, office.sysadmin, SYSTEM):
        with pytest.raises(Forbidden):
            draft_services.create_draft(actor, draft_content(), now=NOW)


def test_head_does_not_review_his_own_draft_the_leader_does(office: Office) -> None:
    draft = draft_services.create_draft(office.head, draft_content(), now=NOW)
    draft_services.submit(office.head, document_pk=draft.pk, now=NOW)
    with pytest.raises(Forbidden):
        draft_services.approve_content(office.head, document_pk=draft.pk, now=NOW)
    draft_services.approve_content(office.leader, document_pk=draft.pk, now=NOW)
