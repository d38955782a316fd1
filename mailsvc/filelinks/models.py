"""The tables of file links; rows are written by this package's services only."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q

from mailsvc.directory.models import Account, Mailbox

NAME_CHARS = 255


class FileLinkQuerySet(models.QuerySet["FileLink"]):
    """Whether a link opens, whether its bytes are there."""

    def stored(self) -> "FileLinkQuerySet":
        return self.filter(removed_at__isnull=True)

    def over(self, before: datetime) -> "FileLinkQuerySet":
        """Bytes that are there although nobody has been let in since then."""
        return self.stored().filter(Q(expires_at__lt=before) | Q(closed_at__lt=before))


class FileLink(models.Model):
    """A file and its address. The file is named by `pk`, never by what its sender called it."""

    mailbox = models.ForeignKey(Mailbox, on_delete=models.CASCADE, related_name="+")
    made_by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    key = models.CharField(max_length=40, unique=True, help_text="what the address ends with")
    stored_as = models.CharField(max_length=32, unique=True, help_text="the file's name on disk")
    name = models.CharField(max_length=NAME_CHARS)
    size_bytes = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True, help_text="by its sender")
    removed_at = models.DateTimeField(null=True, blank=True, help_text="the bytes are gone since")
    downloads = models.PositiveIntegerField(default=0)
    downloaded_at = models.DateTimeField(null=True, blank=True)

    objects = FileLinkQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(size_bytes__gt=0), name="filelinks_link_not_empty")
        ]

    def __str__(self) -> str:
        return self.name

    def is_open(self, now: datetime) -> bool:
        """True while those it was sent to may have it."""
        return self.closed_at is None and self.removed_at is None and now < self.expires_at


class FileLinkReader(models.Model):
    """An address the link was sent to, by which mail, and by whom it was passed on ("": sent)."""

    link = models.ForeignKey(FileLink, on_delete=models.CASCADE, related_name="readers")
    address = models.CharField(max_length=254)
    is_inside = models.BooleanField()
    trace_id = models.CharField(max_length=40, db_index=True)
    passed_on_by = models.CharField(max_length=254, blank=True)

    class Meta:
        ordering = ("pk",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("link", "address", "trace_id"), name="filelinks_reader_once"
            )
        ]

    def __str__(self) -> str:
        return self.address
