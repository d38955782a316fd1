"""Services of one-off jobs: queue one, ask it to stop, take back what a dead worker had, forget."""

import shutil
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from mailsvc.base import clock
from mailsvc.base.errors import Conflict
from mailsvc.directory.actor import Actor
from mailsvc.jobs.access import access_job
from mailsvc.jobs.models import Job
from mailsvc.jobs.perform import queue, results
from mailsvc.jobs.run import Work, folder, tell

OPEN_MAX = 10
KEEP_DAYS = 7
LEASE_S = 120
_OPEN = (Job.Status.WAITING, Job.Status.RUNNING)


@transaction.atomic
def enqueue(
    actor: Actor,
    work: Work,
    *,
    title: str,
    arguments: Mapping[str, Any],
    back_url: str = "",
    upload: Iterable[bytes] | None = None,
) -> Job:
    """Queue the work in the caller's transaction. Conflict when the actor has too many open.

    `title` says in the owner's words what is done; `arguments` are JSON; `upload` is kept as the
    job's file until it is forgotten.
    """
    opened = Job.objects.filter(owner_id=actor.account_pk, status__in=_OPEN)
    if not actor.is_system and opened.count() >= OPEN_MAX:
        raise Conflict(
            "jobs_open",
            f"Đồng chí đang có {OPEN_MAX} việc chạy nền: chờ một việc xong rồi làm lại.",
        )
    job = Job.objects.create(
        owner_id=actor.account_pk,
        title=title[:200],
        work=work.path,
        arguments=dict(arguments),
        back_url=back_url,
        created_at=clock.now(),
    )
    if upload is not None:
        _keep_upload(job, upload)
    queue(job, is_long=work.is_long)
    return job


def _keep_upload(job: Job, upload: Iterable[bytes]) -> None:
    folder(job.pk).mkdir(parents=True, mode=0o700, exist_ok=True)
    with (folder(job.pk) / "upload").open("wb") as file:
        for chunk in upload:
            file.write(chunk)


@transaction.atomic(durable=True)
def cancel(actor: Actor, *, pk: int) -> Job:
    """One that waits ends at once, one that runs at its next step. Conflict when it has ended."""
    job = access_job(actor, pk)
    waiting = Job.objects.filter(pk=pk, status=Job.Status.WAITING)
    ended = waiting.update(status=Job.Status.CANCELLED, finished_at=clock.now())
    running = Job.objects.filter(pk=pk, status=Job.Status.RUNNING)
    if not ended and not running.update(is_cancel_asked=True):
        raise Conflict("job_ended", "Việc này đã kết thúc, không dừng được nữa.")
    tell(job)
    return job


def revive() -> None:
    """Queue again the jobs of workers that died: their lease has run out."""
    limit = clock.now() - timedelta(seconds=LEASE_S)
    for job in Job.objects.filter(status=Job.Status.RUNNING, alive_at__lt=limit):
        with transaction.atomic():
            still = Job.objects.filter(pk=job.pk, attempts=job.attempts, alive_at__lt=limit)
            if still.update(status=Job.Status.WAITING):
                queue(job)


def forget_old() -> None:
    """Ended jobs, their files and django-tasks' own rows go after a week."""
    limit = clock.now() - timedelta(days=KEEP_DAYS)
    Job.objects.filter(finished_at__lt=limit).delete()
    results().filter(finished_at__lt=limit).delete()
    _sweep(limit)


def _sweep(limit: datetime) -> None:
    """Folders of forgotten jobs, and of those whose transaction never committed."""
    if not settings.JOBS_DIR.is_dir():
        return
    kept = {str(pk) for pk in Job.objects.values_list("pk", flat=True)}
    for path in settings.JOBS_DIR.iterdir():
        if path.name not in kept and path.stat().st_mtime < limit.timestamp():
            shutil.rmtree(path, ignore_errors=True)
