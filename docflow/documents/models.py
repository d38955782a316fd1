"""Documents of both directions, their files, recipients, relations and visible history."""

from typing import ClassVar

from django.db import models
from django.db.models import Case, F, IntegerField, Q, Value, When
from django.utils.translation import gettext_lazy as _

from docflow.rules.circulation import find_circulation, find_field
from docflow.rules.kinds import find_type
from docflow.rules.levels import URGENCY_RANK, Urgency
from docflow.rules.numbers import join_symbol
from docflow.rules.states import Direction, FileRole, State

UNDER_WAY = tuple(
    state.value
    for state in State
    if state
    not in (State.COMPLETED, State.NOTED, State.FILED, State.RECALLED, State.ISSUED, State.VOID)
)

# By its rank, as lists are ordered and an index is.
URGENCY_PLACE = Case(
    *(When(urgency=level, then=Value(rank)) for level, rank in URGENCY_RANK.items()),
    default=Value(0),
    output_field=IntegerField(),
)


class Document(models.Model):
    """A document coming in or going out (ND30 Annex VI part II has the lengths)."""

    # A key without an index of its own leads one of those below: each more costs registrations.
    agency = models.ForeignKey(
        "directory.Agency", on_delete=models.PROTECT, related_name="documents", db_index=False
    )
    direction = models.CharField(max_length=3, choices=Direction.choices)
    state = models.CharField(max_length=20, choices=State.choices)
    doc_type = models.SlugField(
        max_length=30, db_index=False, help_text="code in rules/data/document_types.json"
    )
    number = models.CharField(max_length=11, blank=True, help_text="as written on the document")
    notation = models.CharField(max_length=30, blank=True)
    issued_on = models.DateField(null=True, blank=True)
    issuer = models.CharField(max_length=200)
    issuer_key = models.CharField(max_length=260, blank=True, help_text="folded, for duplicates")
    subject = models.CharField(max_length=500)
    body = models.TextField(blank=True)
    urgency = models.CharField(max_length=12, choices=Urgency.choices, default=Urgency.NORMAL)
    signer_name = models.CharField(max_length=50, blank=True)
    signer_position = models.CharField(max_length=100, blank=True)
    note = models.CharField(max_length=500, blank=True)
    circulation = models.SlugField(max_length=30, blank=True, db_index=False)
    field = models.SlugField(max_length=30, blank=True, db_index=False, help_text="lĩnh vực")
    file_code = models.CharField(
        max_length=60, blank=True, help_text="số và ký hiệu hồ sơ it is filed under"
    )
    due_on = models.DateField(null=True, blank=True)
    author = models.ForeignKey(
        "directory.Person",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="drafted",
        db_index=False,
    )
    unit = models.ForeignKey("directory.Unit", null=True, blank=True, on_delete=models.PROTECT)
    received_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    state_at = models.DateTimeField()
    source_mailbox = models.ForeignKey(
        "directory.Mailbox", null=True, blank=True, on_delete=models.PROTECT
    )
    source_message_id = models.CharField(max_length=255, blank=True)
    duplicate_reason = models.CharField(max_length=500, blank=True)
    doc_uid = models.CharField(
        max_length=200, blank=True, help_text="mã định danh of the sender's package"
    )

    class Meta:
        ordering = ("-pk",)
        indexes: ClassVar = [
            models.Index(fields=("agency", "direction", "state"), name="docflow_document_box"),
            models.Index(fields=("agency", "id"), name="docflow_document_newest"),
            models.Index(fields=("agency", "doc_type", "id"), name="docflow_document_of_type"),
            # The boxes list what is under way, few of all there are, in this order; what they are
            # counted by, and most of who may see them, stands behind it.
            models.Index(
                F("agency"),
                F("direction"),
                URGENCY_PLACE.desc(),
                F("due_on").asc(),
                F("id").desc(),
                F("state"),
                F("author"),
                F("unit"),
                condition=Q(state__in=UNDER_WAY),
                name="docflow_document_under_way",
            ),
            models.Index(fields=("author", "state"), name="docflow_document_author"),
            models.Index(fields=("agency", "issuer_key", "number"), name="docflow_document_twin"),
            models.Index(
                fields=("agency", "doc_uid"),
                condition=~Q(doc_uid=""),
                name="docflow_document_uid",
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("agency", "source_mailbox", "source_message_id"),
                condition=~Q(source_message_id="") & ~Q(state="void"),
                name="docflow_document_mail_once",
            ),
            models.CheckConstraint(
                condition=Q(direction="in") | Q(author__isnull=False),
                name="docflow_document_author",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.symbol} {self.subject}".strip()

    @property
    def symbol(self) -> str:
        """Số, ký hiệu: `15/QĐ-UBND`."""
        return join_symbol(self.number, self.notation)

    @property
    def type_name(self) -> str:
        return find_type(self.doc_type).name

    @property
    def circulation_name(self) -> str:
        """As it is stamped; "" for none."""
        found = find_circulation(self.circulation)
        return found.name if found else ""

    @property
    def field_name(self) -> str:
        found = find_field(self.field)
        return found.name if found else ""


class DocumentFile(models.Model):
    """A file of a document; its bytes are written once under their sha256 and never changed."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="files")
    role = models.CharField(max_length=10, choices=FileRole.choices)
    name = models.CharField(max_length=255)
    mime = models.CharField(max_length=127)
    size_bytes = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    is_current = models.BooleanField(default=True, help_text="false once a later file replaces it")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ("role", "pk")
        indexes: ClassVar = [models.Index(fields=("sha256",), name="docflow_file_sha256")]

    def __str__(self) -> str:
        return self.name


class Recipient(models.Model):
    """A line of Nơi nhận: an agency of this installation, or an e-mail address."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="recipients")
    agency = models.ForeignKey("directory.Agency", null=True, blank=True, on_delete=models.PROTECT)
    address = models.EmailField(max_length=254, blank=True)
    name = models.CharField(max_length=200)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("position",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("document", "position"), name="docflow_recipient_place"
            ),
            models.CheckConstraint(
                condition=Q(agency__isnull=False, address="")
                | (Q(agency__isnull=True) & ~Q(address="")),
                name="docflow_recipient_one_way",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Relation(models.Model):
    """A link between two documents of one agency."""

    class Kind(models.TextChoices):
        REPLY_TO = "reply_to", _("trả lời")

    source = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="relations")
    target = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="related_from")
    kind = models.CharField(max_length=12, choices=Kind.choices)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("source", "target", "kind"), name="docflow_relation_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.source_id} {self.kind} {self.target_id}"


class Movement(models.Model):
    """One step of a document, as people see it (ND30 art. 4(2)); the journal is separate."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="movements")
    action = models.CharField(max_length=30)
    state_from = models.CharField(max_length=20, blank=True)
    state_to = models.CharField(max_length=20)
    by = models.ForeignKey(
        "directory.Person", null=True, blank=True, on_delete=models.PROTECT, db_index=False
    )
    by_name = models.CharField(max_length=300, help_text="“B thay A theo giấy ủy quyền …”")
    text = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)
        indexes: ClassVar = [
            # Whose documents they are is read off it alone (`access._own`).
            models.Index(fields=("by", "document"), name="docflow_movement_whose"),
        ]

    def __str__(self) -> str:
        return f"{self.document_id}: {self.action}"
