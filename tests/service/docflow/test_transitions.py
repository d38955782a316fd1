"""The state tables against a hand-written list of who may do what, for every role."""

from collections.abc import Callable

import pytest

from docflow.documents.models import Document
from docflow.intake.services import register_incoming
from docflow.routing import draft_services, issue_services, services
from docflow.routing.selectors import list_actions
from docflow.rules.states import Direction, State
from docflow.rules.transitions import INCOMING, OUTGOING, Transition
from mailsvc.base.errors import Conflict, Forbidden, NotFound
from mailsvc.directory.actor import SYSTEM, Actor
from tests.service.docflow.offices import (
    NOW,
    REASON,
    Office,
    bring_incoming_to,
    bring_outgoing_to,
    direct_command,
    draft_content,
    incoming_command,
    make_incoming,
)

# (direction, action, state) → who may. Everyone else of the office is refused.
WHO = {
    ("in", "present", "registered"): "clerk",
    ("in", "note", "registered"): "leader",
    ("in", "void", "registered"): "leader",
    ("in", "direct", "presented"): "leader",
    ("in", "note", "presented"): "leader",
    ("in", "void", "presented"): "leader",
    ("in", "accept", "directed"): "head officer colleague",
    ("in", "return", "directed"): "head",
    ("in", "add_work_note", "in_progress"): "head officer stranger other_head",
    ("in", "draft_reply", "in_progress"): "head officer",
    ("in", "complete", "in_progress"): "head officer",
    ("in", "return", "in_progress"): "head",
    ("out", "save", "draft"): "officer",
    ("out", "submit", "draft"): "officer",
    ("out", "save", "returned"): "officer",
    ("out", "submit", "returned"): "officer",
    ("out", "change", "content_review"): "officer",
    ("out", "approve_content", "content_review"): "head",
    ("out", "return", "content_review"): "head",
    ("out", "change", "signing"): "officer",
    ("out", "approve", "signing"): "leader",
    ("out", "return", "signing"): "leader",
    ("out", "change", "approved"): "officer",
    ("out", "assign_number", "approved"): "clerk",
    ("out", "return", "approved"): "clerk",
    ("out", "issue", "numbered"): "clerk",
    ("out", "void", "numbered"): "leader",
}

Call = Callable[[Actor, Document, Office], object]


def _save(actor: Actor, document: Document, office: Office) -> object:
    changed = draft_content(subject="báo cáo số liệu, bản sửa")
    return draft_services.save_draft(actor, changed, document_pk=document.pk, now=NOW)


CALLS: dict[tuple[str, str], Call] = {
    ("in", "present"): lambda a, d, o: services.present(a, document_pk=d.pk, now=NOW),
    ("in", "note"): lambda a, d, o: services.note(a, document_pk=d.pk, now=NOW),
    ("in", "direct"): lambda a, d, o: services.direct(a, direct_command(o, d), now=NOW),
    ("in", "accept"): lambda a, d, o: services.accept(a, document_pk=d.pk, now=NOW),
    ("in", "add_work_note"): lambda a, d, o: services.add_work_note(
        a, document_pk=d.pk, text="Đã gọi điện cho 2 huyện.", now=NOW
    ),
    ("in", "draft_reply"): lambda a, d, o: draft_services.draft_reply(a, document_pk=d.pk, now=NOW),
    ("in", "complete"): lambda a, d, o: services.complete(
        a, document_pk=d.pk, result="Đã báo cáo.", now=NOW
    ),
    ("in", "return"): lambda a, d, o: services.return_directive(
        a, document_pk=d.pk, reason=REASON, now=NOW
    ),
    ("in", "void"): lambda a, d, o: issue_services.void_number(
        a, document_pk=d.pk, reason=REASON, now=NOW
    ),
    ("out", "save"): _save,
    ("out", "change"): _save,
    ("out", "submit"): lambda a, d, o: draft_services.submit(a, document_pk=d.pk, now=NOW),
    ("out", "approve_content"): lambda a, d, o: draft_services.approve_content(
        a, document_pk=d.pk, now=NOW
    ),
    ("out", "approve"): lambda a, d, o: draft_services.approve(a, document_pk=d.pk, now=NOW),
    ("out", "return"): lambda a, d, o: draft_services.return_draft(
        a, document_pk=d.pk, reason=REASON, now=NOW
    ),
    ("out", "assign_number"): lambda a, d, o: issue_services.assign_number(
        a, document_pk=d.pk, now=NOW
    ),
    ("out", "issue"): lambda a, d, o: issue_services.issue(a, document_pk=d.pk, now=NOW),
    ("out", "void"): lambda a, d, o: issue_services.void_number(
        a, document_pk=d.pk, reason=REASON, now=NOW
    ),
}


def _bring(office: Office, direction: str, state: str, finance: Office) -> Document:
    if direction == "in":
        return bring_incoming_to(office, state)
    return bring_outgoing_to(office, state, finance.agency)


def _rows(direction: str, table: tuple[Transition, ...]) -> set[tuple[str, str, str]]:
    return {(direction, row.action, state) for row in table for state in row.sources}


def test_every_row_of_the_tables_is_listed_here() -> None:
    assert _rows("in", INCOMING) | _rows("out", OUTGOING) == set(WHO)


@pytest.mark.parametrize(("direction", "action", "state"), WHO, ids="-".join)
def test_step_is_refused_to_all_but_its_own(
    office: Office, finance: Office, direction: str, action: str, state: str
) -> None:
    allowed = WHO[direction, action, state].split()
    document = _bring(office, direction, state, finance)
    call = CALLS[direction, action]
    for name, actor in office.everyone.items():
        offered = {row.action for row in list_actions(actor, document)}
        assert (action in offered) == (name in allowed), name
        if name not in allowed:
            with pytest.raises((Forbidden, NotFound)):
                call(actor, document, office)
    for outsider in (*finance.everyone.values(), office.sysadmin, SYSTEM):
        with pytest.raises(NotFound):
            call(outsider, document, office)
    document.refresh_from_db()
    assert document.state == state
    call(office.everyone[allowed[0]], document, office)
    document.refresh_from_db()
    rows = [r for r in (INCOMING if direction == "in" else OUTGOING) if r.action == action]
    target = next(row.target for row in rows if state in row.sources)
    assert document.state == (target or state)


@pytest.mark.parametrize(
    ("action", "name"), [("accept", "head"), ("add_work_note", "other_head"), ("complete", "head")]
)
def test_the_others_of_a_step_may_take_it_too(office: Office, action: str, name: str) -> None:
    state = {"accept": "directed"}.get(action, "in_progress")
    document = bring_incoming_to(office, state)
    CALLS["in", action](office.everyone[name], document, office)


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
