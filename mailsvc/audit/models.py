"""Tables of the journal."""

from typing import ClassVar

from django.db import models


class AuditChain(models.Model):
    """The head of one chain; locked while a row is added."""

    name = models.CharField(primary_key=True, max_length=60)
    last_seq = models.PositiveBigIntegerField(default=0)
    head_hash = models.CharField(max_length=64, default="")

    def __str__(self) -> str:
        return self.name


class AuditEvent(models.Model):
    """One act. `facts` holds what changed, as plain JSON; never message bodies."""

    # Found by (chain, seq); an index of its own would cost every act.
    chain = models.ForeignKey(
        AuditChain, on_delete=models.PROTECT, related_name="events", db_index=False
    )
    seq = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    actor = models.CharField(max_length=254, blank=True)
    on_behalf_of = models.CharField(max_length=254, blank=True)
    action = models.CharField(max_length=60)
    object_type = models.CharField(max_length=40)
    object_pk = models.CharField(max_length=64)
    facts = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ("chain", "seq")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("chain", "seq"), name="audit_event_seq")
        ]
        indexes: ClassVar = [
            models.Index(fields=("object_type", "object_pk"), name="audit_event_object"),
            models.Index(
                fields=("on_behalf_of", "at"),
                condition=~models.Q(on_behalf_of=""),
                name="audit_event_for_whom",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.chain_id} {self.seq} {self.action}"
