"""Carrier mail: a readable mail with the transfer package attached, into the queue."""

from collections.abc import Iterable

from django.conf import settings

from docflow.dispatch.models import Dispatch
from docflow.documents.files import StoredFile, read_content
from docflow.documents.models import Document
from docflow.exchange.package import FILE_NAME, MIME, PackageFile, TransferPackage, write
from docflow.rules.kinds import find_type
from docflow.rules.levels import Urgency
from docflow.rules.numbers import make_uid
from docflow.rules.own import is_own
from docflow.rules.states import FileRole
from mailsvc.base.errors import Conflict
from mailsvc.base.text import clean_line
from mailsvc.base.trace import new_trace_id
from mailsvc.directory.actor import Actor
from mailsvc.directory.models import Mailbox
from mailsvc.message.compose import OutgoingFile, OutgoingMessage, compose, new_message_id
from mailsvc.message.view import Address
from mailsvc.smtp.envelope import Envelope, Recipient
from mailsvc.submission.services import Source, accept


def send_package(actor: Actor, dispatch: Dispatch, files: Iterable[StoredFile]) -> str:
    """Queue the mail in the caller's transaction; its trace id. Raises what `accept` raises."""
    document = dispatch.document
    sender = _official_mailbox(document)
    trace_id = new_trace_id()
    content = compose(_message(dispatch, sender, list(files), trace_id))
    accepted = accept(
        actor=actor,
        envelope=Envelope(mail_from=sender.address, recipients=(Recipient(dispatch.address),)),
        content=content,
        # The agency sends, from its official mailbox; the clerk's right was checked by the step.
        source=Source.SYSTEM,
        is_urgent=document.urgency != Urgency.NORMAL,
        trace_id=trace_id,
    )
    return accepted.trace_id


def make_package(document: Document, files: Iterable[StoredFile]) -> TransferPackage:
    """The document as it travels between installations."""
    if document.issued_on is None:
        raise AssertionError("an issued document has its date")
    kind = find_type(document.doc_type)
    is_ours = is_own(kind.code)
    return TransferPackage(
        uid=make_uid(document.agency.code, document.issued_on, document.symbol),
        sender=document.agency.code,
        issuer=document.issuer,
        doc_type=document.doc_type,
        number=document.number,
        notation=document.notation,
        issued_on=document.issued_on,
        subject=document.subject,
        urgency=document.urgency,
        signer_name=document.signer_name,
        signer_position=document.signer_position,
        type_name=kind.name if is_ours else "",
        type_abbr=kind.abbr if is_ours else "",
        files=tuple(
            PackageFile(file.role, file.name, file.mime, read_content(file.sha256))
            for file in files
        ),
    )


def _message(
    dispatch: Dispatch, sender: Mailbox, files: list[StoredFile], trace_id: str
) -> OutgoingMessage:
    """The PDF for people, the package for systems."""
    document = dispatch.document
    main = [file for file in files if file.role == FileRole.MAIN]
    package = write(make_package(document, files))
    readable = [OutgoingFile(f.name, read_content(f.sha256), f.mime) for f in main]
    return OutgoingMessage(
        from_=Address(document.agency.name, sender.address),
        to=(Address(clean_line(dispatch.name), dispatch.address),),
        subject=clean_line(f"{document.type_name} số {document.symbol}: {document.subject}"),
        text=_text(document),
        date=dispatch.sent_at,
        message_id=new_message_id(trace_id, host=settings.MAIL_DOMAIN),
        files=(*readable, OutgoingFile(FILE_NAME, package, MIME)),
    )


def _text(document: Document) -> str:
    return (
        f"{document.agency.name} gửi {document.type_name.lower()} số {document.symbol} "
        f"ngày {document.issued_on:%d/%m/%Y}.\n\n"
        f"Trích yếu: {document.subject}\n\n"
        f"Văn bản ở tệp PDF kèm theo. Tệp {FILE_NAME} dành cho hệ thống quản lý văn bản "
        "của nơi nhận.\n"
    )


def _official_mailbox(document: Document) -> Mailbox:
    mailbox = document.agency.official_mailbox
    if mailbox is None:
        raise Conflict(
            "official_mailbox",
            "Cơ quan chưa có hộp thư chính thức, không gửi văn bản qua thư được.",
        )
    return mailbox
