"""Extensions, reminders and escalation, and what a change of the calendar moves."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from docflow.deadlines import consistency
from docflow.deadlines import services as deadlines
from docflow.deadlines.calendar import recompute_document
from docflow.deadlines.models import DueChange, Reminder
from docflow.deadlines.remind import remind
from docflow.deadlines.services import Answer
from docflow.documents.models import Document
from docflow.notices.models import Notice
from docflow.notices.selectors import unseen_notices
from docflow.routing import part_services, services
from docflow.routing.commands import SubAssignCommand
from docflow.routing.models import Assignment
from mailsvc.base.errors import Conflict, Forbidden, Invalid
from mailsvc.directory.actor import SYSTEM, Actor
from mailsvc.workdays import services as workdays
from mailsvc.workdays.calendar import Day, install
from mailsvc.workdays.selectors import get_year, list_unconfirmed
from tests.service.docflow.offices import (
    NOW,
    REASON,
    Office,
    bring_incoming_to,
    direct_command,
    make_incoming,
)

DUE = date(2009, 11, 30)
LATER = date(2009, 12, 7)


@pytest.fixture(autouse=True)
def no_calendar_left() -> Iterator[None]:
    yield
    install({})


def _lead(document: Document) -> Assignment:
    return document.assignments.get(part="lead", parent=None)


def _ask(office: Office, document: Document, wanted: date = LATER) -> Assignment:
    lead = _lead(document)
    deadlines.ask_extension(
        office.officer, part_pk=lead.pk, wanted_on=wanted, reason=REASON, now=NOW
    )
    return lead


def test_extension_is_asked_and_granted_and_both_dates_stay(office: Office) -> None:
    document = bring_incoming_to(office, "in_progress")
    lead = _ask(office, document)
    assert [n.kind for n in unseen_notices(office.leader)] == [Notice.Kind.EXTENSION_ASKED]
    deadlines.answer_extension(office.leader, part_pk=lead.pk, answer=Answer(LATER), now=NOW)
    lead.refresh_from_db()
    document.refresh_from_db()
    assert (lead.first_due_on, lead.due_on, document.due_on) == (DUE, LATER, LATER)
    assert document.directives.get().due_on == DUE  # what was written stays
    change = DueChange.objects.get()
    assert (change.before_on, change.after_on, change.cause) == (DUE, LATER, "extension")
    assert Notice.Kind.EXTENDED in {n.kind for n in unseen_notices(office.officer)}


def test_only_who_set_the_date_answers(office: Office) -> None:
    lead = _ask(office, bring_incoming_to(office, "in_progress"))
    for name in ("clerk", "head", "officer", "other_head"):
        with pytest.raises(Forbidden, match="Nguyễn Văn Bình"):
            deadlines.answer_extension(
                office.everyone[name], part_pk=lead.pk, answer=Answer(LATER), now=NOW
            )


def test_refusal_needs_a_reason_and_moves_nothing(office: Office) -> None:
    lead = _ask(office, bring_incoming_to(office, "in_progress"))
    with pytest.raises(Invalid):
        deadlines.answer_extension(
            office.leader, part_pk=lead.pk, answer=Answer(None, "không"), now=NOW
        )
    deadlines.answer_extension(office.leader, part_pk=lead.pk, answer=Answer(None, REASON), now=NOW)
    lead.refresh_from_db()
    assert lead.due_on == DUE
    with pytest.raises(Conflict):
        deadlines.answer_extension(office.leader, part_pk=lead.pk, answer=Answer(LATER), now=NOW)


@pytest.mark.parametrize("wanted", [DUE, date(2009, 11, 20)])
def test_extension_must_be_later(office: Office, wanted: date) -> None:
    document = bring_incoming_to(office, "in_progress")
    with pytest.raises(Invalid, match="30/11/2009"):
        _ask(office, document, wanted)


def test_one_request_at_a_time_and_only_by_the_holder(office: Office) -> None:
    document = bring_incoming_to(office, "in_progress")
    _ask(office, document)
    with pytest.raises(Conflict):
        _ask(office, document)
    with pytest.raises(Forbidden):
        deadlines.ask_extension(
            office.clerk, part_pk=_lead(document).pk, wanted_on=LATER, reason=REASON, now=NOW
        )


def test_inner_extension_stays_within_the_unit(office: Office) -> None:
    document = bring_incoming_to(office, "directed")
    command = SubAssignCommand(
        document_pk=document.pk,
        person_pk=office.officer.person_pk or 0,
        part="lead",
        due_on=date(2009, 11, 20),
    )
    child = part_services.sub_assign(office.head, command, now=NOW)
    with pytest.raises(Invalid, match=r"07/12/2009.*30/11/2009"):
        deadlines.ask_extension(
            office.officer, part_pk=child.pk, wanted_on=LATER, reason=REASON, now=NOW
        )
    deadlines.ask_extension(office.officer, part_pk=child.pk, wanted_on=DUE, reason=REASON, now=NOW)
    with pytest.raises(Forbidden):
        deadlines.answer_extension(office.leader, part_pk=child.pk, answer=Answer(DUE), now=NOW)
    deadlines.answer_extension(office.head, part_pk=child.pk, answer=Answer(DUE), now=NOW)


def _morning(day: date, hour_utc: int = 2) -> datetime:
    return datetime(day.year, day.month, day.day, hour_utc, 0, tzinfo=UTC)


def _told(actor: Actor) -> list[str]:
    rows = Reminder.objects.filter(person_id=actor.person_pk, part__part="lead")
    return list(rows.order_by("pk").values_list("kind", flat=True))


def test_reminders_then_escalation_each_once(office: Office) -> None:
    """Due on Monday 30/11/2009: T−2 is Thursday, T−1 Friday; nothing on the weekend."""
    document = bring_incoming_to(office, "in_progress")
    told = {}
    for offset in range(12):
        day = date(2009, 11, 24) + timedelta(days=offset)
        before = Reminder.objects.count()
        for _again in range(2):  # as after a restart
            remind(_morning(day))
        told[day] = Reminder.objects.count() - before
    assert _told(office.officer) == ["due-2", "due-1", "due-0", "late"]
    assert _told(office.head) == ["late-unit"]
    assert _told(office.leader) == ["late-leader"]
    assert [d.day for d, count in told.items() if count] == [26, 27, 30, 1, 3]
    kinds = Notice.objects.filter(document=document, person_id=office.leader.person_pk)
    assert list(kinds.values_list("kind", flat=True)) == ["late-leader"]


def test_nobody_is_reminded_before_work_begins(office: Office) -> None:
    bring_incoming_to(office, "in_progress")
    assert remind(_morning(date(2009, 11, 26), hour_utc=0)) == 0
    assert remind(_morning(date(2009, 11, 28))) == 0
    assert remind(_morning(date(2009, 11, 26))) > 0


def test_work_that_nobody_took_is_the_head_s(office: Office) -> None:
    bring_incoming_to(office, "directed")
    remind(_morning(date(2009, 11, 30)))
    assert _told(office.head) == ["due-0"]
    assert _told(office.officer) == []


def test_done_work_and_a_moved_deadline(office: Office) -> None:
    document = bring_incoming_to(office, "in_progress")
    remind(_morning(DUE))
    lead = _ask(office, document)
    deadlines.answer_extension(office.leader, part_pk=lead.pk, answer=Answer(LATER), now=NOW)
    remind(_morning(LATER))
    assert _told(office.officer) == ["due-0", "due-0"]
    services.complete(office.officer, document_pk=document.pk, result="Xong.", now=NOW)
    assert remind(_morning(date(2009, 12, 11))) == 0


def _change(office: Office, *more: Day) -> None:
    """25/11/2009 becomes a holiday, in this process too."""
    year = get_year(2009)
    extra = Day(on="2009-11-25", kind="holiday", name="Nghỉ thử", mark="")
    days = [*year.days, extra, *more]
    workdays.save_year(office.sysadmin, year=2009, days=days, source="Thông báo thử")
    install({2009: days})


def test_calendar_moves_open_deadlines_given_in_days_and_logs_it(office: Office) -> None:
    counted = bring_incoming_to(office, "in_progress")
    named = bring_incoming_to(office, "presented", make_incoming(office, "2"))
    services.direct(office.leader, direct_command(office, named, due_on=DUE), now=NOW)
    ended = bring_incoming_to(office, "completed", make_incoming(office, "3"))
    _change(office)
    lines = [recompute_document(SYSTEM, d.pk, now=NOW) for d in (counted, named, ended)]
    for document in (counted, named, ended):
        document.refresh_from_db()
    assert [d.due_on for d in (counted, named, ended)] == [date(2009, 12, 1), DUE, DUE]
    assert _lead(counted).first_due_on == DUE
    assert [len(found) for found in lines] == [2, 0, 0]  # lead and co-operating
    assert "30/11/2009 → 01/12/2009" in counted.movements.get(action="due_moved").text
    assert recompute_document(SYSTEM, counted.pk, now=NOW) == []


def test_extension_outlives_a_change_of_the_calendar(office: Office) -> None:
    document = bring_incoming_to(office, "in_progress")
    lead = _ask(office, document)
    deadlines.answer_extension(office.leader, part_pk=lead.pk, answer=Answer(LATER), now=NOW)
    _change(office)
    recompute_document(SYSTEM, document.pk, now=NOW)
    assert _lead(document).due_on == LATER


def test_year_is_confirmed_until_somebody_changes_it(office: Office) -> None:
    today = date(2009, 11, 16)
    assert list_unconfirmed(today) == [2009, 2010]
    workdays.confirm_year(office.sysadmin, year=2009)
    assert list_unconfirmed(today) == [2010]
    _change(office)
    assert list_unconfirmed(today) == [2009, 2010]
    with pytest.raises(Conflict):
        workdays.confirm_year(office.sysadmin, year=2033)


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (Day(on="2010-11-25", kind="holiday", name="x", mark=""), "không thuộc năm"),
        (Day(on="2009-13-25", kind="holiday", name="x", mark=""), "không đúng"),
        (Day(on="2009-11-26", kind="lễ", name="x", mark=""), "loại ngày"),
        (Day(on="2009-11-26", kind="holiday", name=" \r\n", mark=""), "tên ngày"),
        (Day(on="2009-11-26", kind="working", name="bù", mark=""), "vốn là ngày làm việc"),
        (Day(on="2009-01-01", kind="holiday", name="x", mark=""), "đã có trong lịch"),
    ],
)
def test_bad_day_is_refused(office: Office, day: Day, words: str) -> None:
    with pytest.raises(Invalid, match=words):
        _change(office, day)


def test_only_the_administrator_changes_the_calendar(office: Office) -> None:
    for name in ("clerk", "leader", "officer"):
        with pytest.raises(Forbidden):
            workdays.save_year(office.everyone[name], year=2009, days=[], source="x")
        with pytest.raises(Forbidden):
            workdays.confirm_year(office.everyone[name], year=2009)


def test_consistency_names_parts_that_are_due_wrongly(office: Office) -> None:
    document = bring_incoming_to(office, "directed")
    command = SubAssignCommand(
        document_pk=document.pk, person_pk=office.officer.person_pk or 0, part="lead"
    )
    child = part_services.sub_assign(office.head, command, now=NOW)
    assert list(consistency.find_faults()) == []
    Assignment.objects.filter(pk=child.pk).update(due_on=LATER)
    assert [line[:2] for line in consistency.find_faults()] == ["T3"]
    Assignment.objects.filter(pk=child.pk).update(due_on=DUE)
    lead = _lead(document)
    deadlines.ask_extension(office.head, part_pk=lead.pk, wanted_on=LATER, reason=REASON, now=NOW)
    deadlines.answer_extension(office.leader, part_pk=lead.pk, answer=Answer(LATER), now=NOW)
    Assignment.objects.filter(pk=lead.pk).update(due_on=DUE)
    assert [line[:2] for line in consistency.find_faults()] == ["T1"]
    Assignment.objects.filter(pk=lead.pk).update(due_on=LATER)
