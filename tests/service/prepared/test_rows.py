"""Rows inserted by kept statements are what the ORM would have written."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction

from docflow.documents.models import Document, Movement
from docflow.rules.levels import Urgency
from docflow.rules.states import Direction, State
from docflow.search.models import SearchText
from mailsvc.audit.models import AuditChain, AuditEvent
from mailsvc.prepared.rows import insert
from tests.factories import make_agency

pytestmark = [pytest.mark.django_db, pytest.mark.db_bound]

AT = datetime(2009, 3, 2, 1, 30, tzinfo=UTC)


def _document(subject: str = "báo cáo'; DROP TABLE x; -- %s") -> Document:
    return Document(
        agency=make_agency(),
        direction=Direction.IN,
        state=State.REGISTERED,
        doc_type="cong_van",
        issued_on=date(2009, 3, 1),
        issuer="Sở Nội vụ",
        subject=subject,
        urgency=Urgency.FLASH,
        created_at=AT,
        state_at=AT,
    )


def test_every_column_arrives_as_it_stands():
    document = _document()
    insert(document)
    found = Document.objects.get()
    for field in Document._meta.concrete_fields:
        assert getattr(found, field.attname) == getattr(document, field.attname), field.name
    assert (found.pk, found.state) == (document.pk, "registered")


def test_rows_together_get_their_own_keys_and_may_be_changed_afterwards():
    document = _document()
    insert(document)
    words = SearchText(document=document, fields="bao cao")
    moves = [
        Movement(document=document, action=action, state_to="registered", by_name="Mai", at=AT)
        for action in ("register", "note")
    ]
    insert(words, *moves)
    assert [m.action for m in Movement.objects.order_by("pk")] == ["register", "note"]
    assert [m.pk for m in moves] == list(Movement.objects.order_by("pk").values_list("pk", flat=1))
    assert words.pk == document.pk
    moves[0].text = "đã sửa"
    moves[0].save()
    assert Movement.objects.count() == 2
    assert Movement.objects.get(pk=moves[0].pk).text == "đã sửa"


def test_json_comes_back_as_it_was():
    chain = AuditChain.objects.create(name="sttt")
    facts = {"number": 7, "words": "đổi “tên”", "none": None, "many": [1, 2]}
    insert(
        AuditEvent(
            chain=chain,
            seq=1,
            at=AT,
            action="document.register",
            object_type="document",
            object_pk="7",
            facts=facts,
            hash="0" * 64,
        )
    )
    assert AuditEvent.objects.get().facts == facts


def test_what_the_table_refuses_is_refused():
    document = _document()
    insert(document)
    insert(SearchText(document=document, fields="bao cao"))
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(SearchText(document=document, fields="hai lan"))
    assert SearchText.objects.get().fields == "bao cao"
