"""The tables of periodic and of one-off jobs."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from mailsvc.directory.models import Account


class PeriodicJob(models.Model):
    """When a job last began, ended well, and what went wrong."""

    name = models.CharField(primary_key=True, max_length=60)
    next_run_at = models.DateTimeField(db_index=True)
    started_at = models.DateTimeField(null=True, blank=True)
    succeeded_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return self.name


class Job(models.Model):
    """One piece of work that somebody asked for and that takes longer than a page may."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("đang chờ")
        RUNNING = "running", _("đang chạy")
        DONE = "done", _("xong")
        FAILED = "failed", _("không thành")
        CANCELLED = "cancelled", _("đã dừng")

    owner = models.ForeignKey(
        Account, null=True, blank=True, on_delete=models.CASCADE, related_name="jobs"
    )
    title = models.CharField(max_length=200)
    work = models.CharField(max_length=200, help_text="dotted path of the function")
    arguments = models.JSONField(default=dict)
    back_url = models.CharField(max_length=300, blank=True, help_text="where it was asked for")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.WAITING)
    done_count = models.PositiveIntegerField(default=0)
    total_count = models.PositiveIntegerField(null=True, blank=True)
    checkpoint = models.JSONField(default=dict, help_text="where the next attempt goes on")
    attempts = models.PositiveSmallIntegerField(default=0)
    is_cancel_asked = models.BooleanField(default=False)
    text = models.CharField(max_length=500, blank=True, help_text="how it ended, for its owner")
    details = models.JSONField(default=list, help_text="lines: what was left out and why")
    file_name = models.CharField(max_length=150, blank=True, help_text="what it made, to download")
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    alive_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-pk",)
        indexes: ClassVar = [models.Index(fields=("status", "alive_at"), name="jobs_job_alive")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """True until it has ended, one way or another."""
        return self.status in (Job.Status.WAITING, Job.Status.RUNNING)
