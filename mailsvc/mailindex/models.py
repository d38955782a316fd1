"""Which mailboxes have an index and what is to do; rows are written by `mailindex.services`."""

from typing import ClassVar

from django.db import models

from mailsvc.directory.models import Mailbox


class IndexedMailbox(models.Model):
    """A mailbox somebody searches in. `due_at` None: nothing to do until somebody looks again."""

    mailbox = models.OneToOneField(Mailbox, on_delete=models.CASCADE, related_name="+")
    wanted_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)
    missing = models.PositiveIntegerField(default=0, help_text="mails whose text is not read yet")
    last_error = models.CharField(max_length=60, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=("due_at",), name="mailindex_due")]

    def __str__(self) -> str:
        return f"{self.mailbox_id}: {self.missing}"
