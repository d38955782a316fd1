"""What a one-off job is written with: `@work`, `Run`, `Outcome`.

    @work()
    def move_matching(run: Run, *, mailbox_pk: int, uids: list[int]) -> Outcome:
        for number, uid in enumerate(uids[run.done :], run.done):
            ...
            run.step(number + 1, total=len(uids))
        return Outcome(_("Đã chuyển hết."))

The function gets JSON arguments by name and checks permission by `run.actor` again. `run.step` is
its only duty towards us, between two pieces that each take a few seconds at most: it keeps
progress, and it raises to end the job when its owner cancels or the worker stops. A job may be run
again after a crash, from `run.done` and `run.checkpoint` of up to a second before: a piece done
twice must do no harm.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from mailsvc.base import clock
from mailsvc.directory.actor import Actor
from mailsvc.jobs.models import Job
from mailsvc.live import groups
from mailsvc.live.services import publish

_SAVE_S = 0.5
# Set while the process ends: running jobs go back to the queue at their next step.
stopping = threading.Event()


@dataclass(frozen=True)
class Outcome:
    """How a job ended: a sentence for its owner, lines for what was left out, a file it made."""

    text: str
    details: list[str] = field(default_factory=list)
    file_name: str = ""


@dataclass(frozen=True)
class Work:
    """A function that may be queued; a long one (minutes) never keeps short ones waiting."""

    function: Callable[..., Outcome]
    is_long: bool = False

    @property
    def path(self) -> str:
        return f"{self.function.__module__}.{self.function.__qualname__}"


def work(*, is_long: bool = False) -> Callable[[Callable[..., Outcome]], Work]:
    """Mark a module's function as a one-off job."""
    return lambda function: Work(function, is_long)


def find_work(path: str) -> Work:
    """The function of a queued job. ImportError when this version has it no longer."""
    found = import_string(path)
    if not isinstance(found, Work):
        raise ImportError(f"{path} is not marked as work")
    return found


class Cancelled(Exception):
    """The owner asked to stop."""


class Interrupted(Exception):
    """The worker's process ends: the job goes on at its next start."""


class Lost(Exception):
    """Another worker has the job: this one was thought dead."""


class Run:
    """One attempt of a job, as the job's function sees it."""

    def __init__(self, job: Job, actor: Actor) -> None:
        self.actor = actor
        self.done: int = job.done_count
        self.checkpoint: dict[str, Any] = job.checkpoint
        self._total: int | None = job.total_count
        self._job = job
        self._saved_at = clock.now()

    def step(
        self, done: int, *, total: int | None = None, checkpoint: dict[str, Any] | None = None
    ) -> None:
        """Note how far it is. Raises Cancelled, Interrupted or Lost, which the job lets pass."""
        self.done = done
        self._total = self._total if total is None else total
        self.checkpoint = self.checkpoint if checkpoint is None else checkpoint
        if stopping.is_set():
            self.save()
            raise Interrupted
        if (clock.now() - self._saved_at).total_seconds() >= _SAVE_S:
            self.save()
            if Job.objects.filter(pk=self._job.pk, is_cancel_asked=True).exists():
                raise Cancelled

    def save(self) -> None:
        """Keep progress and checkpoint now; `step` does it twice a second at most."""
        self._saved_at = clock.now()
        mine = Job.objects.filter(
            pk=self._job.pk, attempts=self._job.attempts, status=Job.Status.RUNNING
        )
        moved = mine.update(
            done_count=self.done,
            total_count=self._total,
            checkpoint=self.checkpoint,
            alive_at=self._saved_at,
        )
        if not moved:
            raise Lost
        tell(self._job)

    @property
    def upload(self) -> Path:
        """The file that came with the order."""
        return folder(self._job.pk) / "upload"

    @property
    def result(self) -> Path:
        """Where to write the file that the outcome names."""
        folder(self._job.pk).mkdir(parents=True, mode=0o700, exist_ok=True)
        return folder(self._job.pk) / "result"


def folder(pk: int) -> Path:
    """The files of a job."""
    path: Path = settings.JOBS_DIR / str(pk)
    return path


def tell(job: Job) -> None:
    """Its owner's browsers look again."""
    if job.owner_id is not None:
        publish(groups.account(job.owner_id), {"kind": "job.moved", "pk": job.pk})
