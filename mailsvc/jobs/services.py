"""Running the periodic jobs."""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from mailsvc.jobs.models import PeriodicJob

logger = logging.getLogger(__name__)

_ERROR_LENGTH = 300


@dataclass(frozen=True)
class Schedule:
    """A job: its name, what it calls, and the seconds between two runs."""

    name: str
    run: Callable[[], object]
    every_s: int


def run_due(schedules: Iterable[Schedule], *, now: datetime) -> list[str]:
    """Run every job that is due; gives the names of those run here.

    One query when none is: this is asked every other second, day and night.
    """
    waiting = set(PeriodicJob.objects.filter(next_run_at__gt=now).values_list("name", flat=True))
    return [
        schedule.name
        for schedule in schedules
        if schedule.name not in waiting and _claim(schedule, now) and _run(schedule, now)
    ]


def _claim(schedule: Schedule, now: datetime) -> bool:
    """Take the job by moving its next run; another worker that was faster wins."""
    job, _ = PeriodicJob.objects.get_or_create(name=schedule.name, defaults={"next_run_at": now})
    if job.next_run_at > now:
        return False
    next_run_at = now + timedelta(seconds=schedule.every_s)
    return bool(
        PeriodicJob.objects.filter(name=job.name, next_run_at=job.next_run_at).update(
            next_run_at=next_run_at, started_at=now
        )
    )


def _run(schedule: Schedule, now: datetime) -> bool:
    try:
        schedule.run()
    except Exception as error:
        logger.exception("job %s failed", schedule.name)
        text = f"{type(error).__name__}: {error}"[:_ERROR_LENGTH]
        PeriodicJob.objects.filter(name=schedule.name).update(last_error=text)
    else:
        PeriodicJob.objects.filter(name=schedule.name).update(succeeded_at=now, last_error="")
    return True
