"""A page or file that somebody is about to be shown, told to the journal first."""

from docflow.documents.reading_services import (
    Look,
    SeenFile,
    Thing,
    note_reading,
    thing_of,
)
from docflow.intake.commands import MailSource
from docflow.intake.selectors import thing_of_mail
from docflow.models import Arrival, ArrivalFile, Document, DocumentFile
from mailsvc.directory.actor import Actor


def note_document(
    actor: Actor, document: Document, look: Look, *, file: DocumentFile | None = None
) -> None:
    """A document, or one of its files."""
    note_reading(actor, thing_of(document), look, file=_seen(file))


def note_arrival(
    actor: Actor, arrival: Arrival, look: Look, *, file: ArrivalFile | None = None
) -> None:
    """What waits at the clerk's, before it has a number."""
    thing = Thing(arrival.agency.code, "arrival", str(arrival.pk))
    note_reading(actor, thing, look, file=_seen(file))


def note_mail(actor: Actor, agency_pk: int, source: MailSource) -> None:
    """A mail read beside the form that registers it."""
    note_reading(actor, thing_of_mail(agency_pk, source), Look.OPENED)


def _seen(file: DocumentFile | ArrivalFile | None) -> SeenFile | None:
    return None if file is None else SeenFile(file.pk, file.name, file.sha256)
