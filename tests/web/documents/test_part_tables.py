"""Every part × state × step of 2.10 again, at its address, by everybody.

One office with one document and a part of each kind; what a step does is rolled back. Reading has
no address of its own: opening the document's page is it.
"""

import pytest
from django.db import transaction
from django.test import Client

from docflow.documents.access import visible_to
from docflow.models import Assignment
from docflow.rules.parts import PartState, find_part_row
from tests.service.docflow.offices import REASON, Office
from tests.service.docflow.part_table import CALLS, WHO, day_after_due, make_parts, may, set_stage
from webui.documents.part_panels import PART_KINDS


def _data(part: Assignment) -> dict[str, object]:
    """Everything any of the forms asks for."""
    return {
        "result": "Xong.",
        "reason": REASON,
        "due_on": f"{day_after_due(part.pk):%d/%m/%Y}",
        "decision": "refuse",
        "text": REASON,
    }


def test_every_step_of_a_part_has_an_address() -> None:
    assert set(PART_KINDS) == set(CALLS) - {"read"}


@pytest.mark.parametrize("state", PartState)
def test_every_part_in_every_state_at_its_address(
    office: Office, finance: Office, sign_in, state: PartState
) -> None:
    parts = make_parts(office)
    people = office.everyone | {"outsider": finance.leader}
    clients = {name: sign_in(actor) for name, actor in people.items()}
    document_pk = parts["lead"].document_id
    seers = {n for n, a in people.items() if visible_to(a).filter(pk=document_pk).exists()}
    for kind, part in parts.items():
        Assignment.objects.filter(pk=part.pk).update(state=state)
        data = _data(part)
        for action in PART_KINDS:
            row = find_part_row(action, part.part, is_inner=kind == "inner")
            for name in _askers(kind, action, state, list(people)):
                with transaction.atomic():
                    set_stage(part, action, office.head)
                    status = _post(clients[name], part, action, data)
                    after = Assignment.objects.get(pk=part.pk).state
                    transaction.set_rollback(True)
                case = (kind, action, name)
                if name in may(kind, action, state):
                    assert row is not None
                    assert (status, after) == (302, row.target or state), case
                else:
                    refused = {403, 409} if name in seers else {404}
                    assert status in refused, case
                    assert after == state, case


def _askers(kind: str, action: str, state: PartState, people: list[str]) -> list[str]:
    """Everybody; a step that this kind of part does not have is tried by one in each state."""
    return people if WHO.get((kind, action)) else [people[list(PartState).index(state)]]


def _post(client: Client, part: Assignment, action: str, data: dict[str, object]) -> int:
    return client.post(f"/van-ban/phan-viec/{part.pk}/{action}/", data).status_code
