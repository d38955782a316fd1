"""Every address of documents, work and statistics asked by people it is not for: refused.

A new address without a row in `doors.ROWS` fails here. Each refusal stands beside the success of
somebody who may, with the same address and the same form. The websocket's door is asked in
tests/web/live/test_consumer.py.
"""

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern

from docflow.models import Document
from tests.service.docflow.offices import Office
from tests.support.memory_store import MemoryStore
from tests.web.documents.doors import ROWS, SECRET, Row, Scene, set_scene
from webui.adoption.urls import urlpatterns as adoption
from webui.documents.urls import urlpatterns as documents
from webui.work.urls import urlpatterns as work

_PAST_THE_DOOR = {200, 302, 404, 409, 422}


@pytest.fixture
def scene(office: Office, finance: Office, store: MemoryStore) -> Scene:
    return set_scene(office, finance, store)


def _ask(client: Client, name: str, row: Row, scene: Scene) -> tuple[int, str]:
    """What comes back; whatever was done is undone."""
    with transaction.atomic():
        path = row.path(name, scene)
        answer = client.get(path) if row.post is None else client.post(path, row.form(scene))
        shown = b"".join(answer).decode("utf-8", "replace")
        transaction.set_rollback(True)
    return answer.status_code, shown


def test_every_address_has_a_row() -> None:
    areas: dict[str, list[URLPattern]] = {
        "documents": documents,
        "work": work,
        "adoption": adoption,
    }
    named = {f"{area}:{one.name}" for area, patterns in areas.items() for one in patterns}
    assert named == set(ROWS)


def test_strangers_are_refused_everywhere_and_shown_nothing(scene: Scene, sign_in) -> None:
    before = list(Document.objects.order_by("pk").values_list("pk", "state"))
    clients = {name: sign_in(actor) for name, actor in scene.people.items()}
    found = []
    for name, row in ROWS.items():
        for who in row.closed_to:
            status, shown = _ask(clients[who], name, row, scene)
            is_refused = status not in {500} if row.hides else status in row.refusal
            if not is_refused or SECRET in shown:
                found.append(f"{name} by {who}: {status}{' told' * (SECRET in shown)}")
    assert not found, found
    assert list(Document.objects.order_by("pk").values_list("pk", "state")) == before


def test_the_same_addresses_open_to_those_they_are_for(scene: Scene, sign_in) -> None:
    clients = {name: sign_in(actor) for name, actor in scene.people.items()}
    found = []
    for name, row in ROWS.items():
        status, _shown = _ask(clients[row.opens_to], name, row, scene)
        past = _PAST_THE_DOOR if row.opens_to == "keeper" else _PAST_THE_DOOR - {404}
        if status not in past:
            found.append(f"{name} by {row.opens_to}: {status}")
    assert not found, found


def test_without_a_log_in_there_is_only_the_log_in(scene: Scene) -> None:
    nobody = Client()
    for name, row in ROWS.items():
        path = row.path(name, scene)
        answer = nobody.get(path) if row.post is None else nobody.post(path, row.form(scene))
        assert answer.status_code == row.signed_out, name
        if row.signed_out == 302:
            assert answer["Location"].startswith("/dang-nhap/"), name
