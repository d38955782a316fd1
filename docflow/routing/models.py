"""Directives, assignments and notes of incoming documents; versions and approvals of drafts."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from docflow.rules import parts


class Directive(models.Model):
    """A leader's opinion (bút phê): written once; a correction is a new one (ND30 art. 23).

    `due_days` says that the deadline was given in working days, so a change of the calendar moves
    it; a day that was named stays.
    """

    class Kind(models.TextChoices):
        DIRECT = "direct", _("ý kiến chỉ đạo")
        REDIRECT = "redirect", _("đổi chủ trì")
        CORRECT = "correct", _("bổ sung, đính chính")

    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.DIRECT)
    previous = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="later"
    )
    needs_approval = models.BooleanField(default=False, help_text="the result is shown first")
    due_days = models.PositiveSmallIntegerField(null=True, blank=True, help_text="working days")
    document = models.ForeignKey(
        "docflow.Document", on_delete=models.PROTECT, related_name="directives"
    )
    author = models.ForeignKey("directory.Person", on_delete=models.PROTECT, related_name="+")
    author_title = models.CharField(max_length=100)
    text = models.TextField()
    due_on = models.DateField()
    given_at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(kind="correct") | Q(previous__isnull=False),
                name="docflow_directive_corrects",
            )
        ]

    def __str__(self) -> str:
        return self.text[:60]


class Assignment(models.Model):
    """One receiver's part in a directive: a unit or a person.

    `parent` is set on what a unit shares out among its people; `first_due_on` is the deadline as it
    was first given, `due_on` the one in force, both set by `given_by`.
    """

    Part = parts.Part
    State = parts.PartState

    document = models.ForeignKey(
        "docflow.Document", on_delete=models.PROTECT, related_name="assignments"
    )
    directive = models.ForeignKey(Directive, on_delete=models.PROTECT, related_name="assignments")
    part = models.CharField(max_length=10, choices=Part.choices)
    unit = models.ForeignKey(
        "directory.Unit", null=True, blank=True, on_delete=models.PROTECT, db_index=False
    )
    person = models.ForeignKey(
        "directory.Person",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="assignments",
        db_index=False,
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.NEW)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    given_by = models.ForeignKey(
        "directory.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    instruction = models.TextField(blank=True, help_text="the head's words to his officer")
    due_on = models.DateField(null=True, blank=True)
    first_due_on = models.DateField(null=True, blank=True)
    due_days = models.PositiveSmallIntegerField(null=True, blank=True, help_text="working days")
    counted_from = models.DateField(null=True, blank=True, help_text="the day `due_days` begin")
    read_at = models.DateTimeField(null=True, blank=True)
    is_closed_by_lead = models.BooleanField(default=False, help_text="ended with the lead's part")
    accepted_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    result = models.TextField(blank=True)

    class Meta:
        ordering = ("pk",)
        indexes: ClassVar = [
            models.Index(fields=("person", "state"), name="docflow_assignment_person"),
            models.Index(fields=("unit", "state"), name="docflow_assignment_unit"),
            # Whose documents they are is read off these alone (`documents.access`).
            models.Index(fields=("person", "document"), name="docflow_assignment_his"),
            models.Index(fields=("unit", "document"), name="docflow_assignment_theirs"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("directive",),
                condition=Q(part="lead", parent__isnull=True),
                name="docflow_assignment_one_lead",
            ),
            models.UniqueConstraint(
                fields=("parent",),
                condition=Q(
                    part="lead", parent__isnull=False, state__in=("new", "read", "working")
                ),
                name="docflow_assignment_one_inner_lead",
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | Q(person__isnull=False),
                name="docflow_assignment_inner_person",
            ),
            models.CheckConstraint(
                condition=Q(unit__isnull=False) | Q(person__isnull=False),
                name="docflow_assignment_receiver",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document_id}: {self.part}"


class WorkNote(models.Model):
    """What a handler writes down while working."""

    document = models.ForeignKey(
        "docflow.Document", on_delete=models.PROTECT, related_name="work_notes"
    )
    author = models.ForeignKey("directory.Person", on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.text[:60]


class Version(models.Model):
    """A draft as it stood at a save; `sha256` covers `content`, annexes by their own sha256."""

    document = models.ForeignKey(
        "docflow.Document", on_delete=models.PROTECT, related_name="versions"
    )
    number = models.PositiveIntegerField()
    author = models.ForeignKey("directory.Person", on_delete=models.PROTECT, related_name="+")
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ("-number",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("document", "number"), name="docflow_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.document_id} v{self.number}"


class TypedDraft(models.Model):
    """What somebody is typing into the form of a draft and has not saved: one for each draft.

    `token` names one showing of the form for a new document; once that is saved, `made` is it, so
    that the same form sent twice makes no second one.
    """

    token = models.CharField(max_length=32, unique=True)
    person = models.ForeignKey("directory.Person", on_delete=models.CASCADE, related_name="+")
    document = models.ForeignKey(
        "docflow.Document", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    made = models.OneToOneField(
        "docflow.Document", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    fields = models.JSONField(default=dict, help_text="name → list of values, as the form sends it")
    files = models.JSONField(default=list, help_text="annexes stored and in no document yet")
    typed_at = models.DateTimeField()

    class Meta:
        ordering = ("-typed_at",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("person", "document"),
                condition=Q(document__isnull=False),
                name="docflow_typed_one_a_draft",
            )
        ]

    def __str__(self) -> str:
        return self.token


class Approval(models.Model):
    """Someone's approval of exactly one version (ND30 art. 11); struck when that changes."""

    class Kind(models.TextChoices):
        CONTENT = "content", _("duyệt nội dung")
        FINAL = "final", _("duyệt ban hành")

    document = models.ForeignKey(
        "docflow.Document", on_delete=models.PROTECT, related_name="approvals"
    )
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="approvals")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    sha256 = models.CharField(max_length=64)
    by = models.ForeignKey("directory.Person", on_delete=models.PROTECT, related_name="+")
    by_title = models.CharField(max_length=100)
    at = models.DateTimeField()
    struck_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("pk",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("document", "kind"),
                condition=Q(struck_at__isnull=True),
                name="docflow_approval_one_valid",
            )
        ]

    def __str__(self) -> str:
        return f"{self.document_id}: {self.kind}"
