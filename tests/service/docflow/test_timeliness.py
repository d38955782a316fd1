"""How timely a month's work is: taken by the next working day, done by its day; counts only."""

from datetime import date, timedelta

import pytest

from docflow.routing import services
from docflow.routing.timeliness import Timeliness, count_timely
from tests.service.docflow.offices import NOW, Office, bring_incoming_to, make_incoming

NOVEMBER = date(2009, 11, 1), date(2009, 12, 1)


def test_nothing_given_is_nought_of_nought(office: Office) -> None:
    assert count_timely(*NOVEMBER) == Timeliness(0, 0, 0, 0)


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
