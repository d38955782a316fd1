"""Who looked at what: views and downloads in the journal, once a person, document and day.

They stand in a chain of their own beside the agency's steps (ADR 11), so that reading never waits
for the row that every registration locks.
"""

from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum

from docflow.documents.access import agencies_of
from docflow.documents.models import Document, DocumentFile
from mailsvc.audit import services as audit
from mailsvc.audit.models import AuditEvent
from mailsvc.audit.selectors import find_events
from mailsvc.base import clock
from mailsvc.directory.actor import Actor
from mailsvc.directory.roles import Role

_SHOWN = 50
_CHAIN = "{}/xem"


class Look(StrEnum):
    """What was done with it."""

    OPENED = "document.opened"
    DOWNLOADED = "document.downloaded"
    PRINTED = "document.printed"


@dataclass(frozen=True)
class Reading:
    """One line of the history of views: who, when, what."""

    at: datetime
    name: str
    look: Look
    file_name: str


def note_reading(
    actor: Actor, document: Document, look: Look, *, file: DocumentFile | None = None
) -> None:
    """Journal it (ND30 Annex VI III.5.a); the day's second time costs one look and writes nothing.

    The caller reached the document through `access`. If it cannot be written, nothing is shown:
    there is no view without a trace. One row, written by `record`, hence no transaction of its own.
    """
    today = find_events(
        object_type="document",
        object_pk=document.pk,
        actions=(look,),
        actor=actor.address,
        since=datetime.combine(clock.today(), time.min, clock.VIETNAM),
    )
    if any(event.facts.get("file") == (file.pk if file else None) for event in today):
        return
    audit.record(
        actor,
        chain=_CHAIN.format(document.agency.code),
        action=look,
        object_type="document",
        object_pk=document.pk,
        facts={"by": actor.name, **_file_facts(file)},
    )


def list_readings(actor: Actor, document: Document) -> list[Reading]:
    """The newest views, for the document's clerk and leaders; nothing for others."""
    may = agencies_of(actor, Role.CLERK) | agencies_of(actor, Role.LEADER)
    if document.agency_id not in may:
        return []
    events = find_events(object_type="document", object_pk=document.pk, actions=tuple(Look))
    return [_reading(event) for event in events[-_SHOWN:][::-1]]


def _file_facts(file: DocumentFile | None) -> dict[str, audit.JSON]:
    return {"file": file.pk, "name": file.name, "sha256": file.sha256} if file else {}


def _reading(event: AuditEvent) -> Reading:
    facts = event.facts
    return Reading(event.at, facts["by"], Look(event.action), facts.get("name", ""))
