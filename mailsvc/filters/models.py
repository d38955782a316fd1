"""The tables of rules; rows are written by `filters.services` only."""

from django.db import models

from mailsvc.directory.models import Mailbox
from mailsvc.filters.rules import Actions, Condition, Field, Op, Rule


class FilterRule(models.Model):
    """One rule of a mailbox; those with a lower position are asked first."""

    mailbox = models.ForeignKey(Mailbox, on_delete=models.CASCADE, related_name="filters")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=80)
    is_on = models.BooleanField(default=True)
    needs_all = models.BooleanField(default=True)
    conditions = models.JSONField(help_text="list of [field, op, value]")
    folder = models.CharField(max_length=240, blank=True, help_text="empty: stays in the inbox")
    marks_read = models.BooleanField(default=False)
    stars = models.BooleanField(default=False)
    stops = models.BooleanField(default=True)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return self.name

    @property
    def rule(self) -> Rule:
        """The row as a value."""
        return Rule(
            name=self.name,
            is_on=self.is_on,
            needs_all=self.needs_all,
            conditions=tuple(Condition(Field(f), Op(o), v) for f, o, v in self.conditions),
            actions=Actions(self.folder, self.marks_read, self.stars),
            stops=self.stops,
        )


class FilterState(models.Model):
    """Whether the store has a mailbox's rules as they are."""

    mailbox = models.OneToOneField(
        Mailbox, primary_key=True, on_delete=models.CASCADE, related_name="filter_state"
    )
    changed_at = models.DateTimeField()
    pushed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return str(self.mailbox_id)

    @property
    def is_pushed(self) -> bool:
        return self.pushed_at is not None and self.pushed_at >= self.changed_at
