"""The document a mail is written about: from its own page, or because what is answered is one."""

from docflow.documents.access import access_document
from docflow.documents.models import Document
from docflow.register.selectors import find_entry
from docflow.rules.states import Direction
from mailsvc.base.errors import NotFound
from mailsvc.directory.actor import Actor
from mailsvc.stationery.placeholders import About
from webui.mail.door import Door
from webui.mail.origin import Origin
from webui.mail.registered import find_registered

_SUBJECT_CHARS = 300


def find_about(actor: Actor, value: str) -> Document | None:
    """None for no number, and for a document that is no longer the actor's to see."""
    if not (value.isascii() and value.isdecimal() and len(value) < 11):
        return None
    try:
        return access_document(actor, int(value))
    except NotFound:
        return None


def about_of(actor: Actor, door: Door, origin: Origin, value: str) -> About | None:
    """What templates may say of it; None where there is no document."""
    found = find_about(actor, value)
    if found is None and origin.content:
        entry = find_registered(actor, door, origin.content, origin.view)
        found = find_about(actor, str(entry.document_pk)) if entry else None
    if found is None:
        return None
    line = find_entry(found)
    return About(
        so_van_ban=found.symbol,
        so_den=str(line.number) if line and found.direction == Direction.IN else "",
        trich_yeu=found.subject,
        ho_so=found.file_code,
    )


def subject_of(document: Document) -> str:
    """What a mail about it is called first."""
    name = " ".join(part for part in (document.type_name, document.symbol) if part)
    return f"{name}: {document.subject}"[:_SUBJECT_CHARS]
