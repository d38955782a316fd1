"""How timely a month's work is: taken by the next working day, done by its day; counts only."""

from datetime import date, timedelta

import pytest

from docflow.deadlines.services import Answer, answer_extension, ask_extension
from docflow.routing import services
from docflow.routing.timeliness import Timeliness, count_timely
from tests.service.docflow.offices import NOW, REASON, Office, bring_incoming_to, make_incoming

NOVEMBER = date(2009, 11, 1), date(2009, 12, 1)


def test_nothing_given_is_nought_of_nought(office: Office) -> None:
    assert count_timely(*NOVEMBER) == Timeliness(0, 0, 0, 0, 0, 0)


@pytest.mark.parametrize(("days", "is_taken"), [(0, 1), (1, 1), (2, 0)])
def test_work_taken_by_the_next_working_day(office: Office, days: int, is_taken: int) -> None:
    document = bring_incoming_to(office, "directed")
    services.accept(office.officer, document_pk=document.pk, now=NOW + timedelta(days=days))
    found = count_timely(*NOVEMBER)
    assert (found.accepted_next_day, found.given) == (is_taken, 2), "lead and co-operating"
    assert count_timely(date(2009, 12, 1), date(2010, 1, 1)).given == 0


@pytest.mark.parametrize(("days", "is_done"), [(0, 1), (14, 1), (15, 0), (None, 0)])
def test_work_done_by_its_day(office: Office, days: int | None, is_done: int) -> None:
    document = bring_incoming_to(office, "in_progress", make_incoming(office))
    if days is not None:
        at = NOW + timedelta(days=days)
        services.complete(office.officer, document_pk=document.pk, result="Xong.", now=at)
    found = count_timely(*NOVEMBER)
    assert (found.done_in_time, found.due) == (is_done, 1)
    assert (found.done_in_first_time, found.first_due) == (is_done, 1)


def test_more_time_counts_as_time_and_the_first_day_stays(office: Office) -> None:
    """Due on 30/11, put off to 8/12, done on 3/12: late by the day that was first set."""
    document = bring_incoming_to(office, "in_progress")
    part = document.assignments.get(part="lead")
    first, granted = part.due_on, date(2009, 12, 8)
    assert first == date(2009, 11, 30)
    ask_extension(office.officer, part_pk=part.pk, wanted_on=granted, reason=REASON, now=NOW)
    answer_extension(office.leader, part_pk=part.pk, answer=Answer(granted), now=NOW)
    done_at = NOW + timedelta(days=17)
    services.complete(office.officer, document_pk=document.pk, result="Xong.", now=done_at)
    november, december = count_timely(*NOVEMBER), count_timely(date(2009, 12, 1), date(2010, 1, 1))
    assert (november.due, november.done_in_first_time, november.first_due) == (0, 0, 1)
    assert (december.done_in_time, december.due, december.first_due) == (1, 1, 0)
