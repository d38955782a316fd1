"""The door to one-off jobs: one's own only."""

from mailsvc.base.errors import NotFound
from mailsvc.directory.actor import Actor
from mailsvc.jobs.models import Job


def access_job(actor: Actor, pk: int) -> Job:
    """The actor's own job; a stranger's and a missing one give the same NotFound."""
    job = Job.objects.filter(pk=pk, owner_id=actor.account_pk).first()
    if job is None or actor.account_pk is None:
        raise NotFound("job", "Không có việc này, hoặc nó đã xong quá bảy ngày.")
    return job
