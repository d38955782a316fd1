"""The sample documents: in every state, by the right hands, before today, and only once."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from config.demo.history import SHARES
from config.demo.letters import Letter
from config.demo.load import load_province
from config.demo.papers import load_papers
from config.demo.timeline import previous_working_day
from docflow.consistency import find_faults
from docflow.documents.models import Document
from docflow.intake.selectors import count_arrivals
from docflow.register.models import RegisterEntry
from mailsvc.base import clock
from mailsvc.directory.passwords import authenticate_program
from mailsvc.usage.models import DirtyPeriod, PersonMonth
from mailsvc.usage.selectors import adoption_report, list_months

TODAY = date(2026, 11, 22)  # a Sunday: nothing may be dated into the Monday after
INCOMING = {"registered", "presented", "directed", "in_progress", "completed", "noted"}
OUTGOING = {"draft", "content_review", "signing", "approved", "issued"}
MONTHS = [200911, *SHARES]


def plain_pdf(letter: Letter) -> bytes:
    """Quicker than a page with fonts."""
    return b"%PDF-1.4 " + letter.symbol.encode()


@pytest.mark.django_db
def test_thirty_documents_once(
    django_capture_on_commit_callbacks: Callable[..., object],
) -> None:
    """One load for every check: it takes seconds."""
    load_province()
    before = adoption_report(200911)
    with django_capture_on_commit_callbacks(execute=True):
        assert load_papers(TODAY, render=plain_pdf) == 30
    check_states()
    check_days()
    check_arrivals()
    assert list(find_faults()) == []
    assert load_papers(TODAY, render=plain_pdf) == 0
    # Sample steps make nobody a user; the callbacks above ran after the months were taken away,
    # as they never do outside a test.
    assert adoption_report(200911) == before
    assert list_months() == MONTHS


def check_states() -> None:
    found = set(Document.objects.values_list("direction", "state"))
    assert {state for direction, state in found if direction == "in"} == INCOMING
    assert {state for direction, state in found if direction == "out"} == OUTGOING


def check_days() -> None:
    """Numbers follow the days, and nothing lies ahead."""
    entries = RegisterEntry.objects.order_by("series", "number")
    for series in {entry.series_id for entry in entries}:
        days = [entry.entered_on for entry in entries if entry.series_id == series]
        assert days == sorted(days)
        assert days[-1] < TODAY
    assert clock.local_day(Document.objects.latest("state_at").state_at) < TODAY


def check_arrivals() -> None:
    """Each clerk finds a letter of the other agency waiting."""
    for label in ("stttt", "stc"):
        clerk = authenticate_program(f"vanthu@{label}.dienbien.example", "congvan-demo")
        assert count_arrivals(clerk) == 1


@pytest.mark.django_db(transaction=True)
def test_sample_steps_make_nobody_a_user() -> None:
    load_province()
    load_papers(TODAY, render=plain_pdf)
    assert set(PersonMonth.objects.values_list("ym", flat=True)) == set(MONTHS)
    assert not DirtyPeriod.objects.exists()


@pytest.mark.parametrize("weekday", range(7))
def test_whatever_the_day_of_the_week(weekday: int) -> None:
    day = date(2026, 11, 16) + timedelta(days=weekday)
    found = previous_working_day(day)
    assert found <= day
    assert found.weekday() < 5
