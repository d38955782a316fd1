"""Who looked at what: views and downloads in the journal, once a person, thing and day.

They stand in a chain of their own beside the agency's steps (ADR 11), so that reading never waits
for the row that every registration locks. What a document was before it had a number, an arrival or
a mail, is looked at under its own name and shown with the document afterwards.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum

from docflow.documents.access import agencies_of
from docflow.documents.models import Document
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

    OPENED = "opened"
    DOWNLOADED = "downloaded"
    PRINTED = "printed"


@dataclass(frozen=True)
class Thing:
    """What is looked at (`document`, `arrival`, `mail`) and the agency whose chain tells of it."""

    agency_code: str
    kind: str
    pk: str


@dataclass(frozen=True)
class SeenFile:
    """One file of it; `pk` is that of its row."""

    pk: int
    name: str
    sha256: str


@dataclass(frozen=True)
class Reading:
    """One line of the history of views: who, when, what."""

    at: datetime
    name: str
    look: Look
    file_name: str
    is_before: bool = False


def thing_of(document: Document) -> Thing:
    """The document itself."""
    return Thing(document.agency.code, "document", str(document.pk))


def mail_thing(agency_code: str, *, mailbox_pk: int, message_id: str) -> Thing:
    """A mail that may become a document; known by a hash, as its Message-ID may be long."""
    name = hashlib.sha256(f"{mailbox_pk}:{message_id}".encode()).hexdigest()
    return Thing(agency_code, "mail", name)


def note_reading(actor: Actor, thing: Thing, look: Look, *, file: SeenFile | None = None) -> None:
    """Journal it (ND30 Annex VI III.5.a); the day's second time costs one look and writes nothing.

    The caller reached the thing through `access`. If it cannot be written, nothing is shown: there
    is no view without a trace. One row, written by `record`, hence no transaction of its own.
    """
    action = f"{thing.kind}.{look}"
    today = find_events(
        object_type=thing.kind,
        object_pk=thing.pk,
        actions=(action,),
        actor=actor.address,
        since=datetime.combine(clock.today(), time.min, clock.VIETNAM),
    )
    if any(event.facts.get("file") == (file.pk if file else None) for event in today):
        return
    audit.record(
        actor,
        chain=_CHAIN.format(thing.agency_code),
        action=action,
        object_type=thing.kind,
        object_pk=thing.pk,
        facts={"by": actor.name, **_file_facts(file)},
    )


def list_readings(actor: Actor, document: Document) -> list[Reading]:
    """The newest views, those before it was registered too; nothing but for clerk and leaders."""
    may = agencies_of(actor, Role.CLERK) | agencies_of(actor, Role.LEADER)
    if document.agency_id not in may:
        return []
    events = [event for thing in _lives_of(document) for event in _events(thing)]
    events.sort(key=lambda event: event.at, reverse=True)
    return [_reading(event) for event in events[:_SHOWN]]


def _lives_of(document: Document) -> Iterator[Thing]:
    """The document, and what it was before."""
    yield thing_of(document)
    # Not every document came that way: without an arrival the attribute is missing.
    arrival = getattr(document, "arrival", None)
    if arrival is not None:
        yield Thing(document.agency.code, "arrival", str(arrival.pk))
    if document.source_message_id and document.source_mailbox_id is not None:
        yield mail_thing(
            document.agency.code,
            mailbox_pk=document.source_mailbox_id,
            message_id=document.source_message_id,
        )


def _events(thing: Thing) -> list[AuditEvent]:
    actions = [f"{thing.kind}.{look}" for look in Look]
    return find_events(object_type=thing.kind, object_pk=thing.pk, actions=actions)


def _file_facts(file: SeenFile | None) -> dict[str, audit.JSON]:
    return {"file": file.pk, "name": file.name, "sha256": file.sha256} if file else {}


def _reading(event: AuditEvent) -> Reading:
    kind, _dot, look = event.action.partition(".")
    facts = event.facts
    is_before = kind != "document"
    return Reading(event.at, facts["by"], Look(look), facts.get("name", ""), is_before)
