"""A leader's opinion: one lead, receivers of the agency, a deadline; then the work."""

from datetime import date
from typing import Any

import pytest

from docflow.documents.models import Document
from docflow.documents.selectors import find_reply_target, list_movements
from docflow.routing import draft_services, services
from docflow.routing.commands import Receiver
from docflow.routing.guards import directive_in_force
from docflow.routing.models import Assignment
from docflow.routing.selectors import list_handlers, list_receivers
from mailsvc.base.errors import Conflict, Forbidden, Invalid
from tests.factories import make_agency
from tests.service.docflow.offices import (
    NOW,
    REASON,
    Office,
    bring_incoming_to,
    bring_outgoing_to,
    direct_command,
    make_incoming,
)


def _parts(document: Document) -> list[tuple[str, str]]:
    return [(a.part, a.state) for a in document.assignments.order_by("pk")]


def test_default_deadline_is_ten_working_days(office: Office) -> None:
    document = bring_incoming_to(office, "directed")
    directive = directive_in_force(document)
    assert directive is not None
    assert directive.due_on == document.due_on == date(2009, 11, 30)
    assert (directive.author_title, directive.author.full_name) == ("Giám đốc", "Nguyễn Văn Bình")


def test_urgent_document_gets_a_shorter_deadline(office: Office) -> None:
    urgent = bring_incoming_to(office, "directed", make_incoming(office, urgency="khan"))
    assert urgent.due_on == date(2009, 11, 19)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"text": " "}, "text"),
        ({"due_on": date(2009, 11, 13)}, "due_on"),
        ({"lead": Receiver()}, "lead"),
        ({"lead": Receiver(unit_pk=1, person_pk=1)}, "lead"),
        ({"lead": Receiver(unit_pk=999_999)}, "lead"),
        ({"informed": (Receiver(person_pk=999_999),)}, "lead"),
    ],
    ids=range(6),
)
def test_bad_directive_is_refused(office: Office, changes: dict[str, Any], field: str) -> None:
    document = bring_incoming_to(office, "presented")
    with pytest.raises(Invalid) as refused:
        services.direct(office.leader, direct_command(office, document, **changes), now=NOW)
    assert list(refused.value.fields) == [field]
    document.refresh_from_db()
    assert document.state == "presented"


def test_nobody_holds_two_parts(office: Office) -> None:
    document = bring_incoming_to(office, "presented")
    twice = direct_command(office, document, informed=(Receiver(unit_pk=office.unit.pk),))
    with pytest.raises(Invalid):
        services.direct(office.leader, twice, now=NOW)


def test_units_and_people_of_another_agency_are_not_directed(
    office: Office, finance: Office
) -> None:
    document = bring_incoming_to(office, "presented")
    for receiver in (
        Receiver(unit_pk=finance.unit.pk),
        Receiver(person_pk=finance.officer.person_pk),
    ):
        with pytest.raises(Invalid):
            services.direct(office.leader, direct_command(office, document, lead=receiver), now=NOW)


def test_head_hands_the_work_to_an_officer(office: Office) -> None:
    document = bring_incoming_to(office, "directed")
    assert office.officer.person_pk in {p.pk for p in list_handlers(office.head, document)}
    assert list_handlers(office.officer, document) == []
    lead = services.accept(
        office.head, document_pk=document.pk, handler_pk=office.officer.person_pk, now=NOW
    )
    assert lead.person_id == office.officer.person_pk
    last = list_movements(document)[-1]
    assert (last.by_name, last.text) == ("Sùng A Páo", "giao cho Quàng Thị Hoa")
    services.complete(office.officer, document_pk=document.pk, result="Đã báo cáo.", now=NOW)


def test_officer_does_not_hand_work_on(office: Office) -> None:
    document = bring_incoming_to(office, "directed")
    with pytest.raises(Forbidden):
        services.accept(
            office.officer, document_pk=document.pk, handler_pk=office.colleague.person_pk, now=NOW
        )


def test_handler_must_belong_to_the_lead_unit(office: Office) -> None:
    document = bring_incoming_to(office, "directed")
    with pytest.raises(Invalid):
        services.accept(
            office.head, document_pk=document.pk, handler_pk=office.stranger.person_pk, now=NOW
        )


def test_person_directed_by_name_may_return_it(office: Office) -> None:
    document = bring_incoming_to(office, "presented")
    by_name = direct_command(office, document, lead=Receiver(person_pk=office.officer.person_pk))
    services.direct(office.leader, by_name, now=NOW)
    with pytest.raises(Invalid):
        services.return_directive(office.officer, document_pk=document.pk, reason="không", now=NOW)
    services.return_directive(office.officer, document_pk=document.pk, reason=REASON, now=NOW)
    assert _parts(document) == [("lead", "returned"), ("cooperate", "returned")]


def test_returned_document_is_directed_anew_and_the_old_opinion_stays(office: Office) -> None:
    document = bring_incoming_to(office, "directed")
    services.return_directive(office.head, document_pk=document.pk, reason=REASON, now=NOW)
    other = direct_command(
        office, document, lead=Receiver(unit_pk=office.other_unit.pk), cooperating=()
    )
    services.direct(office.leader, other, now=NOW)
    assert document.directives.count() == 2
    with pytest.raises(Forbidden):
        services.accept(office.officer, document_pk=document.pk, now=NOW)
    services.accept(office.stranger, document_pk=document.pk, now=NOW)


def test_all_parts_end_with_the_lead(office: Office) -> None:
    document = bring_incoming_to(office, "completed")
    assert _parts(document) == [("lead", "done"), ("cooperate", "done")]
    lead = document.assignments.get(part=Assignment.Part.LEAD)
    assert (lead.result, lead.ended_at) == ("Đã báo cáo.", NOW)


def test_complete_needs_a_result_or_a_numbered_reply(office: Office, finance: Office) -> None:
    document = bring_incoming_to(office, "in_progress")
    with pytest.raises(Invalid):
        services.complete(office.officer, document_pk=document.pk, result=" ", now=NOW)
    draft = draft_services.draft_reply(office.officer, document_pk=document.pk, now=NOW)
    strange = bring_outgoing_to(finance, "numbered")
    for reply_pk in (draft.pk, strange.pk, 999_999):
        with pytest.raises(Invalid):
            services.complete(office.officer, document_pk=document.pk, reply_pk=reply_pk, now=NOW)
    assert find_reply_target(draft) == document


def test_reply_begins_with_recipient_and_subject(office: Office, finance: Office) -> None:
    from docflow.intake.services import register_incoming
    from tests.service.docflow.offices import incoming_command

    sent = bring_outgoing_to(finance, "issued", office.agency)
    arrival = sent.dispatches.get().arrival
    came = register_incoming(
        office.clerk, incoming_command(office, "01", arrival_pk=arrival.pk), now=NOW
    ).document
    bring_incoming_to(office, "in_progress", came)
    draft = draft_services.draft_reply(office.officer, document_pk=came.pk, now=NOW)
    assert [r.agency for r in draft.recipients.all()] == [finance.agency]
    assert draft.subject.startswith("Trả lời văn bản số 01/UBND-CNTT báo cáo tình hình")


@pytest.mark.parametrize(
    ("issuer", "proposed"),
    [
        ("SỞ  TÀI CHÍNH", ["Sở Tài chính"]),
        ("So Tai chinh", ["Sở Tài chính"]),
        ("Sở Tài chính tỉnh Lai Châu", []),
        ("Sở Thông tin và Truyền thông", []),
    ],
    ids=["capitals", "without accents", "other office", "own office"],
)
def test_reply_goes_to_the_agency_of_the_issuers_name(
    office: Office, finance: Office, issuer: str, proposed: list[str]
) -> None:
    came = bring_incoming_to(office, "in_progress", make_incoming(office, issuer=issuer))
    draft = draft_services.draft_reply(office.officer, document_pk=came.pk, now=NOW)
    assert [r.name for r in draft.recipients.all()] == proposed


def test_reply_does_not_choose_between_two_agencies_of_one_name(
    office: Office, finance: Office
) -> None:
    make_agency("STC2", "Sở Tài Chính")
    came = bring_incoming_to(office, "in_progress", make_incoming(office, issuer="Sở Tài chính"))
    draft = draft_services.draft_reply(office.officer, document_pk=came.pk, now=NOW)
    assert not draft.recipients.exists()


def test_work_note_is_kept_with_its_author(office: Office) -> None:
    document = bring_incoming_to(office, "in_progress")
    services.add_work_note(
        office.stranger, document_pk=document.pk, text="Văn phòng đã gửi số liệu.", now=NOW
    )
    assert [n.author.full_name for n in document.work_notes.all()] == ["Vàng A Chứ"]
    with pytest.raises(Invalid):
        services.add_work_note(office.officer, document_pk=document.pk, text="\n", now=NOW)


def test_double_click_does_not_direct_twice(office: Office) -> None:
    document = bring_incoming_to(office, "directed")
    with pytest.raises(Conflict):
        services.direct(office.leader, direct_command(office, document), now=NOW)
    assert document.directives.count() == 1


def test_form_offers_the_agency_s_units_and_people(office: Office, finance: Office) -> None:
    choices = list_receivers(office.leader)
    assert {unit.name for unit in choices.units} == {"Phòng Công nghệ thông tin", "Văn phòng Sở"}
    names = [person.full_name for person in choices.people]
    assert "Quàng Thị Hoa" in names
    assert "Phạm Quang Ước" not in names
    assert finance.officer.person_pk not in {person.pk for person in choices.people}
