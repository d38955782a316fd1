"""The content of a draft: checked, written to the document, hashed for approval."""

import hashlib
import json
from datetime import date
from typing import Any

from docflow.catalogue.checks import check_marks, check_type
from docflow.documents.models import Document, Recipient
from docflow.documents.services import refresh_keys
from docflow.routing.commands import DraftContent, RecipientRef
from docflow.routing.models import Version
from docflow.routing.steps import tidy
from docflow.rules.kinds import find_drafted_type
from docflow.rules.levels import Urgency, refuse_state_secret
from docflow.rules.states import FileRole
from mailsvc.base.errors import AppError, Invalid
from mailsvc.base.text import clean_line
from mailsvc.directory.models import Agency
from mailsvc.directory.selectors import list_agencies
from mailsvc.smtp.address import validate_address

SUBJECT_MAX = 500
RECIPIENTS_MAX = 200


def check_content(content: DraftContent, *, agency_pk: int, on: date) -> None:
    """What even a draft must obey; Invalid names the fields, Forbidden a state secret."""
    refuse_state_secret(content.secrecy, text=f"{content.subject}\n{content.body}")
    check_type(find_drafted_type(content.doc_type), agency_pk, on=on)
    check_marks(agency_pk, circulation=content.circulation, field=content.field, on=on)
    fields: dict[str, str] = {}
    subject = clean_line(content.subject)
    if not subject:
        fields["subject"] = "Hãy ghi trích yếu."
    elif len(subject) > SUBJECT_MAX:
        fields["subject"] = f"Trích yếu dài quá {SUBJECT_MAX} ký tự."
    if content.urgency not in Urgency.values:
        fields["urgency"] = "Độ khẩn không có trong danh mục."
    if len(content.recipients) > RECIPIENTS_MAX:
        fields["recipients"] = f"Nhiều nhất {RECIPIENTS_MAX} nơi nhận."
    if fields:
        raise Invalid("draft", "Dự thảo còn thiếu hoặc sai, xem các ô được đánh dấu.", fields)


def write_content(document: Document, content: DraftContent) -> None:
    """Set the fields on the (unsaved) document."""
    document.doc_type = content.doc_type
    document.subject = clean_line(content.subject)
    document.body = tidy(content.body)
    document.urgency = content.urgency
    document.circulation = content.circulation
    document.field = content.field
    refresh_keys(document)


def write_recipients(document: Document, refs: tuple[RecipientRef, ...]) -> None:
    """Replace the lines of Nơi nhận; Invalid for one that leads nowhere or stands twice."""
    agencies = {agency.pk: agency for agency in list_agencies()}
    rows = [_recipient(document, ref, agencies, place) for place, ref in enumerate(refs, start=1)]
    keys = [(row.agency_id, row.address) for row in rows]
    if len(set(keys)) != len(keys):
        raise _bad_recipient("Một nơi nhận được ghi hai lần.")
    document.recipients.all().delete()
    Recipient.objects.bulk_create(rows)


def snapshot(document: Document) -> dict[str, Any]:
    """All an approval covers, as plain data (ND30 art. 11).

    What is empty is left out of the newer fields, so that approvals of before they were there hold.
    """
    marks = {"circulation": document.circulation, "field": document.field}
    return {
        **{name: code for name, code in marks.items() if code},
        "doc_type": document.doc_type,
        "subject": document.subject,
        "body": document.body,
        "urgency": document.urgency,
        "recipients": [
            {"agency": r.agency_id, "address": r.address, "name": r.name}
            for r in document.recipients.order_by("position")
        ],
        "files": [
            {"name": f.name, "sha256": f.sha256}
            for f in document.files.filter(role=FileRole.ANNEX, is_current=True).order_by("pk")
        ],
    }


def hash_of(content: dict[str, Any]) -> str:
    """SHA-256 of the snapshot in canonical JSON."""
    plain = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()


def latest_version(document: Document) -> Version:
    """The version in force; every draft has one."""
    return Version.objects.filter(document=document).order_by("-number")[0]


def _recipient(
    document: Document, ref: RecipientRef, agencies: dict[int, Agency], place: int
) -> Recipient:
    if ref.agency_pk is None:
        return Recipient(
            document=document,
            address=_address(ref),
            name=clean_line(ref.name or ref.address)[:200],
            position=place,
        )
    agency = agencies.get(ref.agency_pk)
    if agency is None or ref.address:
        raise _bad_recipient("Hãy chọn nơi nhận trong danh sách, hoặc ghi địa chỉ thư.")
    if agency.pk == document.agency_id:
        raise _bad_recipient("Nơi nhận không thể là chính cơ quan mình.")
    return Recipient(document=document, agency=agency, name=agency.name, position=place)


def _address(ref: RecipientRef) -> str:
    try:
        return validate_address(ref.address.strip())
    except AppError as error:
        raise _bad_recipient(f"Địa chỉ thư “{clean_line(ref.address)[:80]}” không đúng.") from error


def _bad_recipient(words: str) -> Invalid:
    return Invalid("recipients", words, {"recipients": words})
