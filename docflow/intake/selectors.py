"""Reading the intake."""

from docflow.documents.access import visible_to
from docflow.documents.models import Document
from docflow.documents.paging import Page, page_of
from docflow.documents.reading_services import Thing, mail_thing
from docflow.intake.access import visible_arrivals
from docflow.intake.checks import find_mail_entry
from docflow.intake.commands import MailSource
from docflow.intake.models import Arrival
from docflow.register.models import RegisterEntry
from docflow.rules.states import Direction
from mailsvc.directory.actor import Actor
from mailsvc.directory.models import Agency
from mailsvc.prepared.queries import PreparedFor


def list_arrivals(actor: Actor, *, page: int = 1) -> Page[Arrival]:
    """What waits for the clerk, oldest first."""
    rows = visible_arrivals(actor).filter(state=Arrival.State.WAITING)
    return page_of(rows.select_related("sender_agency").order_by("arrived_at", "pk"), page)


def count_arrivals(actor: Actor) -> int:
    """The length of that list."""
    return _WAITING.count(actor)


def find_by_mail(actor: Actor, source: MailSource) -> RegisterEntry | None:
    """The entry this mail already has in the actor's agency: "đã vào sổ số n"."""
    if actor.agency_pk is None:
        return None
    return find_mail_entry(actor.agency_pk, source)


def thing_of_mail(agency_pk: int, source: MailSource) -> Thing:
    """The mail as the journal of views names it."""
    code = Agency.objects.values_list("code", flat=True).get(pk=agency_pk)
    return mail_thing(code, mailbox_pk=source.mailbox_pk, message_id=source.message_id)


def find_last_registered(actor: Actor) -> Document | None:
    """What the actor himself registered last: a template for the next paper of the pile."""
    entries = RegisterEntry.objects.filter(
        entered_by_id=actor.person_pk,
        state=RegisterEntry.State.ACTIVE,
        document__in=visible_to(actor).filter(direction=Direction.IN),
    )
    last = entries.select_related("document").order_by("-pk").first()
    return last.document if last else None


_WAITING: PreparedFor[Arrival] = PreparedFor(
    lambda actor: visible_arrivals(actor).filter(state=Arrival.State.WAITING).order_by().only("pk")
)
