"""Who is away."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from mailsvc.absence.models import Absence
from mailsvc.absence.rules import Notice
from mailsvc.base import clock
from mailsvc.directory.access import access_mailbox_settings
from mailsvc.directory.actor import Actor
from mailsvc.directory.models import Mailbox
from mailsvc.prepared.among import PreparedAmong


@dataclass(frozen=True)
class Away:
    """Somebody is away until a day (included), and whom to ask instead ("" for nobody)."""

    last_on: date
    deputy: str


def find_absence(actor: Actor, *, mailbox_pk: int) -> Absence | None:
    """The absence of a mailbox whose settings the actor may see, past ones left out."""
    mailbox = access_mailbox_settings(actor, mailbox_pk)
    rows = Absence.objects.select_related("deputy")
    return rows.filter(mailbox=mailbox, last_on__gte=clock.today()).first()


def find_away(addresses: Iterable[str], *, today: date | None = None) -> dict[str, Away]:
    """Those of these mailboxes (lower-case addresses) whose owner is away today."""
    rows = _now(today or clock.today()).filter(mailbox__address__in=set(addresses))
    return {row.mailbox.address: Away(row.last_on, name_of(row.deputy)) for row in rows}


def list_absences(addresses: Iterable[str], *, today: date) -> dict[str, Absence]:
    """The absences of today, by mailbox address: for delivery, which asks for every batch."""
    return {row.mailbox.address: row for row in _OF_MAILBOXES.all(addresses, today)}


def notice_of(absence: Absence, *, is_inside: bool) -> Notice | None:
    """What a sender is told; None: nothing, to outsiders where there is no text for them."""
    text = absence.inside_text if is_inside else absence.outside_text
    return Notice(text, name_of(absence.deputy)) if text else None


def name_of(deputy: Mailbox | None) -> str:
    """“Lò Văn Nam <nam@…>”."""
    return f"{deputy.name} <{deputy.address}>" if deputy is not None else ""


def _now(today: date) -> QuerySet[Absence]:
    days = Absence.objects.filter(first_on__lte=today, last_on__gte=today)
    return days.select_related("mailbox", "deputy")


_OF_MAILBOXES: PreparedAmong[Absence] = PreparedAmong(
    lambda addresses, today: _now(today).filter(mailbox__address__in=addresses), str, date
)
