"""Performing one queued job: claim, call, record. The only place that knows django-tasks."""

import logging
from datetime import timedelta

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import translation
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from mailsvc.base import clock
from mailsvc.base.errors import AppError, Unavailable
from mailsvc.directory.actor import SYSTEM, Actor
from mailsvc.directory.selectors import find_account, get_actor
from mailsvc.jobs.models import Job
from mailsvc.jobs.run import Cancelled, Interrupted, Lost, Outcome, Run, find_work, tell

logger = logging.getLogger(__name__)

LONG = "long"
ATTEMPTS_MAX = 5
_WAIT_S = 30
_DETAILS_MAX = 200
# What runs in this process now; the worker keeps their leases.
running_here: set[int] = set()


@task()
def perform(job_pk: int) -> None:
    """Run the job unless somebody else has it or it was cancelled."""
    job = _claim(job_pk)
    if job is None:
        return
    running_here.add(job.pk)
    try:
        _call(job)
    finally:
        running_here.discard(job.pk)


def _call(job: Job) -> None:
    """Call the function and record how it ended; the edge where its errors become words."""
    try:
        actor = _actor(job)
        with translation.override(job.owner.language if job.owner else "vi"):
            run = Run(job, actor)
            outcome = find_work(job.work).function(run, **job.arguments)
        run.save()  # the last steps too, however fast they were
        _end(job, Job.Status.DONE, outcome)
    except Lost:
        logger.warning("job %s: another worker has it", job.pk)
    except Cancelled:
        _end(job, Job.Status.CANCELLED, Outcome(""))
    except Interrupted:
        _put_back(job, wait_s=0)
    except Unavailable as error:
        _put_off(job, error)
    except AppError as error:
        _end(job, Job.Status.FAILED, Outcome(error.public_text))
    except Exception:
        logger.exception("job %s (%s) failed", job.pk, job.work)
        text = "Có lỗi trong hệ thống, quản trị đã được báo. Phần đã làm vẫn giữ nguyên."
        _end(job, Job.Status.FAILED, Outcome(text))


def queue(job: Job, *, is_long: bool | None = None, wait_s: int = 0) -> None:
    """Hand the job to django-tasks, in the caller's transaction."""
    is_slow = find_work(job.work).is_long if is_long is None else is_long
    order = perform.using(
        queue_name=LONG if is_slow else "default",
        run_after=clock.now() + timedelta(seconds=wait_s) if wait_s else None,
    )
    order.enqueue(job.pk)


def results() -> "QuerySet[DBTaskResult[..., None]]":
    """django-tasks' own rows."""
    return DBTaskResult.objects.all()


def _claim(pk: int) -> Job | None:
    now = clock.now()
    waiting = Job.objects.filter(pk=pk, status=Job.Status.WAITING)
    if not waiting.update(
        status=Job.Status.RUNNING, attempts=F("attempts") + 1, started_at=now, alive_at=now
    ):
        return None
    return Job.objects.select_related("owner").get(pk=pk)


def _actor(job: Job) -> Actor:
    """The owner with his duties of today; a closed account ends the job."""
    if job.owner_id is None:
        return SYSTEM
    account = find_account(pk=job.owner_id)
    if account is None:
        raise AppError("job_owner", "Tài khoản đã bị khóa.")
    return get_actor(account)


def _end(job: Job, status: Job.Status, outcome: Outcome) -> None:
    mine = Job.objects.filter(pk=job.pk, attempts=job.attempts, status=Job.Status.RUNNING)
    mine.update(
        status=status,
        text=outcome.text[:500],
        details=outcome.details[:_DETAILS_MAX],
        file_name=outcome.file_name[:150],
        finished_at=clock.now(),
    )
    tell(job)


@transaction.atomic
def _put_back(job: Job, *, wait_s: int) -> None:
    mine = Job.objects.filter(pk=job.pk, attempts=job.attempts, status=Job.Status.RUNNING)
    if mine.update(status=Job.Status.WAITING):
        queue(job, wait_s=wait_s)
    tell(job)


def _put_off(job: Job, error: Unavailable) -> None:
    """What is away now may be back in half a minute; after five tries its owner hears of it."""
    if job.attempts >= ATTEMPTS_MAX:
        _end(job, Job.Status.FAILED, Outcome(error.public_text))
    else:
        _put_back(job, wait_s=_WAIT_S * job.attempts)
