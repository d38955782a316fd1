"""The threads that perform one-off jobs: one takes everything, the others short jobs only."""

import logging
import threading
import uuid

from django.db import DatabaseError, close_old_connections, connection
from django_tasks.base import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker as TaskWorker
from django_tasks_db.models import DBTaskResult

from mailsvc.base import clock
from mailsvc.jobs.models import Job
from mailsvc.jobs.perform import LONG, running_here
from mailsvc.jobs.run import stopping

logger = logging.getLogger(__name__)

POLL_S = 1.0


def run_waiting(queues: tuple[str, ...] = ("default", LONG)) -> None:
    """Perform what is due now, one after the other, until nothing is."""
    performer = TaskWorker(
        queue_names=list(queues),
        interval=POLL_S,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=uuid.uuid4().hex,
        excluded_queue_names=[],
    )
    ready = DBTaskResult.objects.ready().filter(queue_name__in=queues)
    while not stopping.is_set() and (order := ready.first()) is not None:
        if _claim(order):
            performer.run_task(order)


def _claim(order: "DBTaskResult[..., None]") -> bool:
    """Take it unless another thread was faster; the library's own way locks the database."""
    mine = DBTaskResult.objects.filter(pk=order.pk, status=TaskResultStatus.READY)
    return bool(mine.update(status=TaskResultStatus.RUNNING, started_at=clock.now()))


def renew_leases() -> None:
    """Jobs running in this process stay ours while it lives, however long a step takes."""
    if running_here:
        mine = Job.objects.filter(pk__in=list(running_here), status=Job.Status.RUNNING)
        mine.update(alive_at=clock.now())


class JobThread(threading.Thread):
    """Performs jobs of its queues until `stopping`."""

    def __init__(self, queues: tuple[str, ...]) -> None:
        super().__init__(name=f"jobs-{'-'.join(queues)}", daemon=True)
        self._queues = queues

    def run(self) -> None:
        while not stopping.is_set():
            try:
                run_waiting(self._queues)
            except DatabaseError as error:
                logger.error("jobs: database unavailable: %s", type(error).__name__)
            close_old_connections()
            stopping.wait(POLL_S)
        connection.close()


def start_threads() -> list[JobThread]:
    """One for all queues, one for short jobs."""
    threads = [JobThread(("default", LONG)), JobThread(("default",))]
    for thread in threads:
        thread.start()
    return threads
