"""What a command must hold before a number is spent."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Q

from docflow.catalogue.checks import check_marks
from docflow.documents.models import Document
from docflow.documents.services import fold_issuer
from docflow.intake.commands import MailSource, RegisterIncoming
from docflow.register.models import RegisterEntry
from docflow.rules.kinds import find_type
from docflow.rules.levels import Urgency, refuse_state_secret
from docflow.rules.reasons import REASON_MIN
from docflow.rules.states import Direction, FileRole, State
from mailsvc.base.errors import Conflict, Invalid
from mailsvc.base.text import clean_line

# ND30 Annex VI part II.
_LENGTHS = {
    "issuer": 200,
    "subject": 500,
    "number": 11,
    "notation": 30,
    "signer_name": 50,
    "signer_position": 100,
    "note": 500,
}


def check_command(command: RegisterIncoming, *, today: date) -> None:
    """Shape and limits; Invalid names the fields, Forbidden a state secret."""
    refuse_state_secret(command.secrecy, text=command.subject)
    find_type(command.doc_type)
    check_marks(command.agency_pk, circulation=command.circulation, field=command.field, on=today)
    fields: dict[str, str] = {}
    for name, limit in _LENGTHS.items():
        if len(clean_line(getattr(command, name))) > limit:
            fields[name] = f"Dài quá {limit} ký tự."
    if not clean_line(command.issuer):
        fields["issuer"] = "Hãy ghi cơ quan ban hành."
    if not clean_line(command.subject):
        fields["subject"] = "Hãy ghi trích yếu."
    if command.urgency not in Urgency.values:
        fields["urgency"] = "Độ khẩn không có trong danh mục."
    if command.issued_on is not None and command.issued_on > today:
        fields["issued_on"] = "Ngày văn bản không thể sau hôm nay."
    if command.due_on is not None and command.due_on < today:
        fields["due_on"] = "Thời hạn không được trước ngày hôm nay."
    if fields:
        raise Invalid("incoming", "Còn ô thiếu hoặc sai, xem các ô được đánh dấu.", fields)


def refuse_second_mail(agency_pk: int, source: MailSource) -> None:
    """Conflict naming the number when this mail is registered already."""
    entry = find_mail_entry(agency_pk, source)
    if entry is not None:
        raise Conflict(
            "mail_registered",
            f"Thư này đã vào sổ văn bản đến số {entry.number} ngày {entry.entered_on:%d/%m/%Y}.",
            document_pk=entry.document_id,
        )


def find_mail_entry(agency_pk: int, source: MailSource) -> RegisterEntry | None:
    """The entry in force of the document that came with this mail."""
    return RegisterEntry.objects.filter(
        state=RegisterEntry.State.ACTIVE,
        document__agency_id=agency_pk,
        document__source_mailbox_id=source.mailbox_pk,
        document__source_message_id=source.message_id,
    ).first()


def refuse_duplicate(
    command: RegisterIncoming, sha256s: set[str], *, but: Document | None = None
) -> None:
    """Conflict for a twin, unless the clerk said why it comes again (ND30 Annex VI III.1.h).

    `but` is the command's own new row.
    """
    if len(clean_line(command.duplicate_reason)) >= REASON_MIN:
        return
    twin, why = _find_twin(command, sha256s, but)
    if twin is None:
        return
    entry = twin.entries.filter(state=RegisterEntry.State.ACTIVE).first()
    place = f" số đến {entry.number} ngày {entry.entered_on:%d/%m/%Y}" if entry else ""
    raise Conflict(
        "duplicate",
        f"Văn bản này có thể đã vào sổ:{place}, {twin.symbol} của {twin.issuer} ({why}). "
        f"Muốn vẫn vào sổ, hãy ghi lý do (ít nhất {REASON_MIN} ký tự).",
        document_pk=twin.pk,
    )


def _find_twin(
    command: RegisterIncoming, sha256s: set[str], but: Document | None
) -> tuple[Document | None, str]:
    """The first of the same package, of the same number of the year, of the same file; and why."""
    known = Document.objects.filter(agency_id=command.agency_pk, direction=Direction.IN)
    known = known.exclude(state=State.VOID)
    if but is not None:
        known = known.exclude(pk=but.pk)
    for condition, why in _likenesses(command, sha256s):
        twin = known.filter(condition).first()
        if twin is not None:
            return twin, why
    return None, ""


def _likenesses(command: RegisterIncoming, sha256s: set[str]) -> Iterator[tuple[Q, str]]:
    if command.doc_uid:
        yield Q(doc_uid=clean_line(command.doc_uid)), "trùng mã định danh văn bản"
    number = clean_line(command.number)
    if number and command.issued_on is not None:
        same = Q(issuer_key=fold_issuer(command.issuer), number=number)
        same &= Q(notation__iexact=clean_line(command.notation))
        yield (
            same & Q(issued_on__year=command.issued_on.year),
            "trùng số, ký hiệu, cơ quan ban hành và năm",
        )
    if sha256s:
        yield Q(files__role=FileRole.MAIN, files__sha256__in=sha256s), "trùng tệp văn bản"
