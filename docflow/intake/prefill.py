"""What the clerk's form starts with: read from a mail and its files, or from an arrival."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.conf import settings

from docflow.catalogue.selectors import own_types
from docflow.documents.files import StoredFile, store_file
from docflow.documents.pdf_text import read_pdf_text
from docflow.exchange import package as exchange
from docflow.intake.access import need_clerk
from docflow.intake.commands import MailSource
from docflow.intake.models import Arrival
from docflow.rules.fields import FoundFields, read_fields, tidy_mail_subject
from docflow.rules.kinds import OFFICIAL_LETTER, DocType, find_nearest
from docflow.rules.levels import Urgency, refuse_state_secret
from docflow.rules.numbers import join_symbol
from docflow.rules.states import FileRole
from docflow.texts.services import read_files
from mailsvc.base import clock
from mailsvc.base.errors import Forbidden, Refused
from mailsvc.base.text import fold
from mailsvc.directory.actor import Actor
from mailsvc.directory.selectors import find_mailbox, list_agencies
from mailsvc.message.parse import parse, part_bytes
from mailsvc.message.view import AttachmentInfo, MessageView

_PDF = "application/pdf"
_SOURCE_NAME = "thu-goc.eml"
_SOURCE_MIME = "message/rfc822"
_PDFS_READ = 3


@dataclass(frozen=True)
class Prefill:
    """Proposed fields of an incoming document."""

    doc_type: str
    number: str
    notation: str
    issued_on: date | None
    issuer: str
    subject: str
    urgency: str
    signer_name: str = ""
    signer_position: str = ""
    doc_uid: str = ""

    @property
    def symbol(self) -> str:
        return join_symbol(self.number, self.notation)


@dataclass(frozen=True)
class AttachmentChoice:
    """A file of the mail the clerk may take along."""

    index: int
    name: str
    size_bytes: int
    mime: str
    is_suggested_main: bool


@dataclass(frozen=True)
class MailPrefill:
    """A mail as the clerk's form shows it."""

    agency_pk: int
    fields: Prefill
    attachments: tuple[AttachmentChoice, ...]
    source: MailSource
    note: str = ""


def prefill_from_mail(actor: Actor, *, mailbox_pk: int, content: bytes) -> MailPrefill:
    """Read a mail for the clerk; Forbidden for others and for a state secret's stamp on page 1."""
    agency_pk = actor.agency_pk
    if agency_pk is None:
        raise Forbidden("clerk", "Chỉ văn thư cơ quan được vào sổ văn bản.")
    need_clerk(actor, agency_pk)
    view = parse(content)
    refuse_state_secret(text=view.text)
    packed = _find_package(view, content)
    own, note = own_types(agency_pk, on=clock.today()), ""
    if packed is not None:
        fields, choices = _as_sent(packed), _package_choices(packed)
        if packed.type_name:
            fields, note = _by_name(packed, fields, own)
    else:
        fields, choices = _from_text(view, content, own), _attachment_choices(view)
    source = MailSource(mailbox_pk, source_id(view, content))
    return MailPrefill(agency_pk, fields, choices, source, note)


def prefill_from_arrival(arrival: Arrival) -> Prefill:
    """An arrival's metadata is the sender's own; a scan's is what its text says."""
    if not arrival.is_scan:
        return _as_sent(arrival)
    files = [
        StoredFile(FileRole(f.role), f.name, f.mime, f.size_bytes, f.sha256)
        for f in arrival.files.all()
    ]
    found = prefill_from_files(files, agency_pk=arrival.agency_id)
    return Prefill(
        doc_type=found.doc_type or OFFICIAL_LETTER,
        number=found.number,
        notation=found.notation,
        issued_on=found.issued_on,
        issuer=found.issuer,
        subject=found.subject,
        urgency=found.urgency or Urgency.NORMAL,
    )


def prefill_from_files(files: Sequence[StoredFile], *, agency_pk: int) -> FoundFields:
    """What the first PDF's own text says; nothing for a scan that was not read yet."""
    first = next((file for file in files if file.mime == _PDF), None)
    if first is None:
        return FoundFields()
    own = own_types(agency_pk, on=clock.today())
    found = read_fields(read_files([first.sha256])[first.sha256].text, own=own)
    return replace(found, issuer=_spelled_as_known(found.issuer)) if found.issuer else found


def store_mail_files(
    content: bytes, *, main_index: int | None, indexes: Sequence[int]
) -> tuple[StoredFile, ...]:
    """The chosen attachments and the mail itself, stored."""
    view = parse(content)
    packed = _find_package(view, content)
    stored: list[StoredFile] = []
    for choice in _package_choices(packed) if packed else _attachment_choices(view):
        if choice.index not in indexes and choice.index != main_index:
            continue
        data = packed.files[choice.index].content if packed else part_bytes(content, choice.index)
        role = FileRole.MAIN if choice.index == main_index else FileRole.ANNEX
        stored.append(store_file(data, name=choice.name, mime=choice.mime, role=role))
    source = store_file(content, name=_SOURCE_NAME, mime=_SOURCE_MIME, role=FileRole.SOURCE)
    return (*stored, source)


def store_mail_pdfs(content: bytes) -> tuple[StoredFile, ...]:
    """The first PDFs of a mail, to be read and judged beside the form; Forbidden for a secret one.

    Nothing is registered by it: a file without a row is harmless.
    """
    view = parse(content)
    packed = _find_package(view, content)
    stored: list[StoredFile] = []
    for choice in _package_choices(packed) if packed else _attachment_choices(view):
        data = packed.files[choice.index].content if packed else part_bytes(content, choice.index)
        if data.startswith(b"%PDF-") and len(stored) < _PDFS_READ:
            role = FileRole.MAIN if choice.is_suggested_main else FileRole.ANNEX
            stored.append(store_file(data, name=choice.name, mime=_PDF, role=role))
    return tuple(sorted(stored, key=lambda file: file.role != FileRole.MAIN))


def source_id(view: MessageView, content: bytes) -> str:
    """The Message-ID; a mail without one is known by its bytes."""
    if view.message_id and len(view.message_id) <= 255:
        return view.message_id
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def _find_package(view: MessageView, content: bytes) -> exchange.TransferPackage | None:
    """The transfer package of the mail; a broken one counts as an ordinary attachment."""
    for file in view.attachments:
        if file.content_type == exchange.MIME or file.filename == exchange.FILE_NAME:
            try:
                return exchange.read(
                    part_bytes(content, file.index), max_bytes=settings.ATTACHMENTS_MAX_BYTES
                )
            except Forbidden:
                raise
            except Refused:
                return None
    return None


def _as_sent(told: Arrival | exchange.TransferPackage) -> Prefill:
    return Prefill(
        doc_type=told.doc_type,
        number=told.number,
        notation=told.notation,
        issued_on=told.issued_on,
        issuer=told.issuer,
        subject=told.subject,
        urgency=told.urgency,
        signer_name=told.signer_name,
        signer_position=told.signer_position,
        doc_uid=told.doc_uid if isinstance(told, Arrival) else told.uid,
    )


def _by_name(
    packed: exchange.TransferPackage, fields: Prefill, own: Sequence[DocType]
) -> tuple[Prefill, str]:
    """A type of the sender's own list: the nearest of ours, and what it is called there."""
    nearest = find_nearest(packed.type_name, packed.type_abbr, own)
    if nearest is None:
        return fields, f"Bên gửi ghi tên loại: {packed.type_name}"
    fields = replace(fields, doc_type=nearest.code)
    is_same = fold(nearest.name) == fold(packed.type_name)
    return fields, "" if is_same else f"Bên gửi ghi tên loại: {packed.type_name}"


def _from_text(view: MessageView, content: bytes, own: Sequence[DocType]) -> Prefill:
    """The PDF speaks first, then the mail's subject and body fill what it left open."""
    found = _from_pdfs(view, content, own)
    mail = read_fields(f"{view.subject}\n{view.text}", own=own)
    number, notation = (
        (found.number, found.notation) if found.number else (mail.number, mail.notation)
    )
    return Prefill(
        doc_type=found.doc_type or mail.doc_type or OFFICIAL_LETTER,
        number=number,
        notation=notation,
        issued_on=found.issued_on or mail.issued_on,
        issuer=_issuer(found.issuer, view),
        subject=found.subject or mail.subject or tidy_mail_subject(view.subject),
        urgency=found.urgency or mail.urgency or Urgency.NORMAL,
    )


def _issuer(read: str, view: MessageView) -> str:
    """The agency the PDF names, spelled as the directory does; else the sender's."""
    if read:
        return _spelled_as_known(read)
    mailbox = find_mailbox(view.from_.address) if view.from_.address else None
    if mailbox is not None and mailbox.agency is not None:
        return mailbox.agency.name
    return view.from_.name or view.from_.address


def _spelled_as_known(name: str) -> str:
    """`Sở tài chính tỉnh` as the directory writes it, when it knows such an agency."""
    key = fold(name)
    for agency in list_agencies().filter(fold_key__startswith=f" {key}"):
        if fold(agency.name) == key:
            return agency.name
    return name


def _from_pdfs(view: MessageView, content: bytes, own: Sequence[DocType]) -> FoundFields:
    """The first PDF that names a number; else the first with any text."""
    best = FoundFields()
    for file in [f for f in view.attachments if is_pdf(f)][:_PDFS_READ]:
        text = read_pdf_text(part_bytes(content, file.index))
        refuse_state_secret(text=text)
        found = read_fields(text, own=own)
        if found.number:
            return found
        if best == FoundFields():
            best = replace(found)
    return best


def is_pdf(file: AttachmentInfo) -> bool:
    """By declared type or by name: mail programs often send "octet-stream"."""
    return file.content_type == _PDF or file.filename.lower().endswith(".pdf")


def _attachment_choices(view: MessageView) -> tuple[AttachmentChoice, ...]:
    files = [file for file in view.attachments if not file.is_inline or is_pdf(file)]
    first_pdf = next((file.index for file in files if is_pdf(file)), None)
    main = first_pdf if first_pdf is not None else (files[0].index if files else None)
    return tuple(
        AttachmentChoice(f.index, f.filename, f.size, f.content_type, f.index == main)
        for f in files
    )


def _package_choices(package: exchange.TransferPackage) -> tuple[AttachmentChoice, ...]:
    return tuple(
        AttachmentChoice(n, f.name, len(f.content), f.mime, f.role == FileRole.MAIN)
        for n, f in enumerate(package.files)
    )
