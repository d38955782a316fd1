"""The table of reports; rows are written by `phishing.services` only."""

from typing import ClassVar

from django.db import models

from mailsvc.directory.models import Account, Mailbox


class PhishingReport(models.Model):
    """A mail somebody found dangerous. `content` is its beginning, whole unless it is huge."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    mailbox = models.ForeignKey(Mailbox, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64, help_text="of the whole mail")
    sender = models.CharField(max_length=320, blank=True)
    domain = models.CharField(max_length=255, blank=True)
    subject = models.CharField(max_length=200, blank=True)
    content = models.BinaryField()
    reported_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ("-reported_at", "-pk")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("mailbox", "digest"), name="phishing_report_once")
        ]

    def __str__(self) -> str:
        return f"{self.pk}: {self.domain}"
