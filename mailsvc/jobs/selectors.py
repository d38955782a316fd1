"""Reading one-off jobs."""

from pathlib import Path

from mailsvc.base.errors import NotFound
from mailsvc.directory.actor import Actor
from mailsvc.jobs.access import access_job
from mailsvc.jobs.models import Job
from mailsvc.jobs.run import folder


def list_jobs(actor: Actor) -> list[Job]:
    """The actor's jobs of the last week, newest first."""
    if actor.account_pk is None:
        return []
    return list(Job.objects.filter(owner_id=actor.account_pk)[:100])


def get_file(actor: Actor, pk: int) -> tuple[Path, str]:
    """The file a job made and its name. NotFound for strangers and jobs without one."""
    job = access_job(actor, pk)
    path = folder(job.pk) / "result"
    if job.status != Job.Status.DONE or not job.file_name or not path.is_file():
        raise NotFound("job_file", "Việc này không có tệp để tải về.")
    return path, job.file_name
