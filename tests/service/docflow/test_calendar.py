"""A year's calendar is changed: what it would move is told before, the job moves just that."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.test import override_settings

from docflow.deadlines import calendar
from docflow.deadlines.calendar import change_year, list_moves, recompute, recompute_document
from docflow.documents.access import visible_to
from docflow.routing import services
from docflow.routing.models import Assignment
from mailsvc.audit.models import AuditEvent
from mailsvc.base.errors import Forbidden, Invalid
from mailsvc.directory.actor import SYSTEM
from mailsvc.directory.models import Post
from mailsvc.directory.roles import Role
from mailsvc.directory.selectors import find_account, get_actor
from mailsvc.jobs.models import Job
from mailsvc.jobs.run import Run
from mailsvc.jobs.worker import run_waiting
from mailsvc.workdays.calendar import Day, install, is_working_day
from mailsvc.workdays.selectors import get_proposal, get_year, refresh
from tests.service.docflow.offices import (
    NOW,
    Office,
    bring_incoming_to,
    direct_command,
    make_incoming,
)

pytestmark = pytest.mark.django_db

DUE, MOVED = date(2009, 11, 30), date(2009, 12, 1)
NOTICE = "Thông báo 77/TB-BNV"


@pytest.fixture(autouse=True)
def own_jobs(tmp_path: Path) -> Iterator[None]:
    with override_settings(JOBS_DIR=tmp_path / "jobs"):
        yield
    install({})


def _with_holiday(on: str = "2009-11-25") -> list[Day]:
    return [*get_year(2009).days, Day(on=on, kind="holiday", name="Nghỉ thử", mark="")]


def _open_work(office: Office) -> Assignment:
    bring_incoming_to(office, "in_progress")
    bring_incoming_to(office, "completed", make_incoming(office, "2"))
    named = bring_incoming_to(office, "presented", make_incoming(office, "3"))
    services.direct(office.leader, direct_command(office, named, due_on=DUE), now=NOW)
    return Assignment.objects.get(part="lead", document__number="1842")


def test_what_would_move_is_told_and_nothing_is_changed(office: Office) -> None:
    lead = _open_work(office)
    days = _with_holiday()
    moves = list(list_moves(office.sysadmin, year=2009, days=days))
    assert [(move.part.document_id, move.before, move.after) for move in moves] == [
        (lead.document_id, DUE, MOVED),  # lead
        (lead.document_id, DUE, MOVED),  # co-operating
    ]
    lead.refresh_from_db()
    assert lead.due_on == DUE
    assert is_working_day(date(2009, 11, 25))
    assert list(list_moves(office.sysadmin, year=2009, days=get_year(2009).days)) == []
    for name in ("clerk", "leader", "officer"):
        with pytest.raises(Forbidden):
            list(list_moves(office.everyone[name], year=2009, days=days))
    with pytest.raises(Invalid):
        list(list_moves(office.sysadmin, year=2010, days=days))


def test_changed_year_is_kept_and_its_job_moves_what_was_told(
    office: Office, django_capture_on_commit_callbacks
) -> None:
    lead = _open_work(office)
    days = _with_holiday()
    told = [move.part.pk for move in list_moves(office.sysadmin, year=2009, days=days)]
    with django_capture_on_commit_callbacks(execute=True):
        change_year(office.sysadmin, year=2009, days=days, source=NOTICE)
    assert not is_working_day(date(2009, 11, 25))
    assert (get_year(2009).source, get_year(2009).confirmed_by) == (NOTICE, "")
    run_waiting()
    job = Job.objects.get()
    assert (job.status, job.text) == (
        Job.Status.DONE,
        "Đã tính lại hạn: 2 việc đổi hạn, 1 văn bản đã xem.",
    )
    assert len(job.details) == 2
    assert "30/11/2009 → 01/12/2009" in job.details[0]
    moved = Assignment.objects.filter(due_on=MOVED).order_by("pk")
    assert [part.pk for part in moved] == sorted(told)
    lead.document.refresh_from_db()
    assert lead.document.due_on == MOVED
    acts = AuditEvent.objects.filter(action__in=["calendar.save", "document.due_moved"])
    assert sorted(acts.values_list("action", flat=True)) == ["calendar.save", "document.due_moved"]
    # Done again it moves nothing more.
    assert recompute_document(SYSTEM, lead.document_id) == []


def test_job_goes_on_after_the_document_it_has_done(office: Office) -> None:
    first = _open_work(office).document
    second = bring_incoming_to(office, "in_progress", make_incoming(office, "4"))
    change_year(office.sysadmin, year=2009, days=_with_holiday(), source=NOTICE)
    refresh(is_forced=True)
    Job.objects.update(status=Job.Status.RUNNING)
    job = Job.objects.get()
    job.done_count, job.checkpoint = 1, {"after": first.pk, "moved": ["đã đổi trước"]}
    outcome = recompute.function(Run(job, office.sysadmin))
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.due_on, second.due_on) == (DUE, MOVED)
    assert outcome.details[0] == "đã đổi trước"
    assert "2 văn bản đã xem" in outcome.text
    calendar.recompute_document(office.sysadmin, first.pk, now=NOW)


def test_administrator_sees_no_document_by_changing_the_calendar(office: Office) -> None:
    """Even one who has a desk in the agency: its work is moved by the calendar, not by him."""
    bring_incoming_to(office, "in_progress")
    person_pk = office.sysadmin.person_pk
    Post.objects.create(
        person_id=person_pk,
        agency=office.agency,
        unit=office.other_unit,
        role=Role.OFFICER,
        title="Chuyên viên",
        valid_from=date(2009, 1, 1),
    )
    other = make_incoming(office, "9")
    services.present(office.clerk, document_pk=other.pk, now=NOW)
    alone = direct_command(office, other, cooperating=())
    services.direct(office.leader, alone, now=NOW)
    account = find_account(address=office.sysadmin.address)
    assert account is not None
    change_year(office.sysadmin, year=2009, days=_with_holiday(), source=NOTICE)
    run_waiting()
    other.refresh_from_db()
    assert other.due_on == MOVED
    assert not visible_to(get_actor(account)).filter(pk=other.pk).exists()


def test_refused_year_queues_nothing(office: Office) -> None:
    for actor, days, error in [
        (office.leader, _with_holiday(), Forbidden),
        (office.sysadmin, _with_holiday("2010-01-01"), Invalid),
    ]:
        with pytest.raises(error):
            change_year(actor, year=2009, days=days, source=NOTICE)
    with pytest.raises(Invalid, match="căn cứ"):
        change_year(office.sysadmin, year=2009, days=_with_holiday(), source=" \r\n")
    assert not Job.objects.exists()
    assert not get_year(2009).is_changed


def test_year_nobody_knows_begins_with_the_statute_s_days(office: Office) -> None:
    proposed = get_proposal(2031)
    assert [day["on"] for day in proposed.days] == [
        "2031-01-01",
        "2031-04-30",
        "2031-05-01",
        "2031-09-02",
    ]
    assert not proposed.is_known
    assert is_working_day(date(2031, 1, 1))  # proposed, not in force
    assert get_proposal(2026) == get_year(2026)
