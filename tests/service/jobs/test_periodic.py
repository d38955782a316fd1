"""Periodic jobs run once when due; one that fails stops nobody."""

from datetime import timedelta

import pytest

from mailsvc.base import clock
from mailsvc.jobs.models import PeriodicJob
from mailsvc.jobs.services import Schedule, run_due

pytestmark = [pytest.mark.django_db, pytest.mark.db_bound]


def test_job_runs_when_due_and_not_before() -> None:
    calls: list[str] = []
    schedules = [Schedule("a", lambda: calls.append("a"), 60)]
    now = clock.now()
    assert run_due(schedules, now=now) == ["a"]
    assert run_due(schedules, now=now + timedelta(seconds=59)) == []
    assert run_due(schedules, now=now + timedelta(seconds=60)) == ["a"]
    assert calls == ["a", "a"]


def test_failing_job_is_noted_and_stops_nobody() -> None:
    def fail() -> None:
        raise ValueError("đĩa đầy")

    done: list[str] = []
    schedules = [Schedule("a", fail, 60), Schedule("b", lambda: done.append("b"), 60)]
    assert run_due(schedules, now=clock.now()) == ["a", "b"]
    assert done == ["b"]
    assert PeriodicJob.objects.get(name="a").last_error == "ValueError: đĩa đầy"
    assert PeriodicJob.objects.get(name="b").succeeded_at is not None
