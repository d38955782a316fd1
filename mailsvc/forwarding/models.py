"""The table of forwarding rules; rows are written by `forwarding.services` only."""

from typing import ClassVar

from django.db import models

from mailsvc.directory.models import Mailbox


class ForwardRule(models.Model):
    """A mailbox that forwards; without `keeps_copy` its mail goes nowhere else."""

    mailbox = models.OneToOneField(Mailbox, on_delete=models.CASCADE, related_name="forward")
    keeps_copy = models.BooleanField(default=True)
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.mailbox_id} →"


class ForwardTarget(models.Model):
    """One address it forwards to."""

    rule = models.ForeignKey(ForwardRule, on_delete=models.CASCADE, related_name="targets")
    address = models.CharField(max_length=254)

    class Meta:
        ordering = ("pk",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("rule", "address"), name="forwarding_target_once")
        ]

    def __str__(self) -> str:
        return self.address
