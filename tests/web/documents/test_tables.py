"""Every state × transition again, at its address: not only hidden buttons.

By everybody of the office and by an outsider, as the services' own test does.
"""

import pytest
from django.db import transaction

from docflow.documents.access import visible_to
from docflow.models import Document
from docflow.rules.transitions import find_rows
from tests.service.docflow.offices import REASON, Office, bring_incoming_to, bring_outgoing_to
from tests.service.docflow.table import STATES, WHO

ADDRESSES = {
    ("in", "present"): "trinh",
    ("in", "note"): "luu-de-biet",
    ("in", "direct"): "chi-dao",
    ("in", "redirect"): "doi-chu-tri",
    ("in", "correct"): "bo-sung",
    ("in", "nudge"): "don-doc",
    ("in", "accept"): "nhan-viec",
    ("in", "sub_assign"): "phan-viec",
    ("in", "add_work_note"): "ghi-ket-qua",
    ("in", "draft_reply"): "soan-tra-loi",
    ("in", "complete"): "hoan-thanh",
    ("in", "approve_result"): "duyet-ket-qua",
    ("in", "decline_result"): "lam-tiep",
    ("in", "return"): "tra-lai",
    ("in", "reopen"): "mo-lai",
    ("in", "file"): "dua-vao-ho-so",
    ("in", "recall"): "thu-hoi",
    ("in", "void"): "huy-so",
    ("out", "submit"): "trinh-duyet",
    ("out", "approve_content"): "duyet-noi-dung",
    ("out", "approve"): "duyet-ban-hanh",
    ("out", "return"): "tra-lai-du-thao",
    ("out", "assign_number"): "cap-so",
    ("out", "seal"): "dong-dau",
    ("out", "issue"): "phat-hanh",
    ("out", "void"): "huy-so",
}
PEOPLE = (
    *("clerk", "leader", "head", "officer"),
    *("colleague", "stranger", "other_head", "sysadmin"),
)


def _data(office: Office, name: str) -> dict[str, object]:
    """Everything any of the forms asks for."""
    officer = office.stranger if name == "other_head" else office.colleague
    return {
        "text": "Phòng CNTT chủ trì.",
        "lead": f"u{office.unit.pk}",
        "due_on": "",
        "reason": REASON,
        "result": "Đã báo cáo.",
        "file_code": "12/VP",
        "person": officer.person_pk,
        "part": "cooperate",
    }


def test_every_action_has_its_address_here() -> None:
    # A draft is saved and changed on a page of its own (test_draft).
    # Papers come from a mail's page (tests/web/mail/test_case).
    elsewhere = {("out", "save"), ("out", "change"), ("in", "keep_paper"), ("out", "keep_paper")}
    assert {(way, action) for way, action, _state in WHO} == set(ADDRESSES) | elsewhere


@pytest.mark.parametrize(("direction", "state"), STATES, ids=map("-".join, STATES))
def test_every_address_in_every_state(
    office: Office, finance: Office, sign_in, direction: str, state: str
):
    if direction == "in":
        document = bring_incoming_to(office, state)
    else:
        document = bring_outgoing_to(office, state, finance.agency)
    people, seers = office.everyone | {"outsider": finance.leader}, _seers(office, document)
    for name in (*PEOPLE, "outsider"):
        client = sign_in(people[name])
        for action in (one for way, one in ADDRESSES if way == direction):
            url = f"/van-ban/{document.pk}/{ADDRESSES[direction, action]}/"
            with transaction.atomic():
                status = client.post(url, _data(office, name)).status_code
                after = Document.objects.get(pk=document.pk).state
                transaction.set_rollback(True)
            assert status in _expected(direction, action, state, name, seers), (action, name)
            rows = [row for row in find_rows(direction, action) if state in row.sources]
            assert after in ({row.target or state for row in rows} if status == 302 else {state})


def _expected(direction: str, action: str, state: str, name: str, seers: set[str]) -> set[int]:
    """Who may goes through; to whom it is not there nothing is. To others it is not theirs, or they
    came too late: which of the two depends on what they were before (`routing.parties`).
    """
    if name in WHO.get((direction, action, state), "").split():
        return {302}
    return {403, 409} if name in seers else {404}


def _seers(office: Office, document: Document) -> set[str]:
    """Who may see the document at all: to others it is not there."""
    return {
        name for name in PEOPLE if visible_to(office.everyone[name]).filter(pk=document.pk).exists()
    }
