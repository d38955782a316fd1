"""What the clerk has not brought to its end: numbered and not sealed or issued, issued, not sent.

No fault of the database, so no invariant: people forgot, or a mail server said no. Part of the
check of the outgoing register, as missing numbers are.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from docflow.dispatch.models import Dispatch
from docflow.documents.models import Document, Recipient
from docflow.papers.models import Posting
from docflow.rules.states import Direction, DispatchState, State
from mailsvc.workdays.calendar import is_working_day

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Unsent:
    """A place in Nơi nhận that an issued document has not gone to, and why."""

    document: Document
    name: str
    reason: str = ""


def list_late_to_issue(*, today: date, agency_pk: int | None = None) -> QuerySet[Document]:
    """Numbered, and not sealed or not issued on the next working day (ND30 art. 18(2))."""
    rows = Document.objects.filter(
        direction=Direction.OUT,
        state__in=(State.NUMBERED, State.SEALED),
        issued_on__lt=_last_working_day(today),
    )
    return _of(rows, agency_pk).order_by("issued_on", "pk")


def list_unsent(*, agency_pk: int | None = None, year: int | None = None) -> Iterator[Unsent]:
    """Of issued documents: places nothing was sent to, and places the mail did not reach.

    Whatever went there on paper afterwards has its line in the register of posts.
    """
    issued = _of(Document.objects.filter(direction=Direction.OUT, state=State.ISSUED), agency_pk)
    if year is not None:
        issued = issued.filter(issued_on__year=year)
    sent = Dispatch.objects.filter(document=OuterRef("document")).filter(
        Q(agency__isnull=False, agency=OuterRef("agency"))
        | Q(agency=None, address=OuterRef("address"))
    )
    missed = Recipient.objects.filter(~Exists(sent), ~_posted("name"), document__in=issued)
    for one in missed.select_related("document").order_by("document__issued_on", "pk"):
        yield Unsent(one.document, one.name)
    failed = Dispatch.objects.filter(~_posted("name"), state=DispatchState.FAILED)
    for way in failed.filter(document__in=issued).select_related("document").order_by("pk"):
        yield Unsent(way.document, way.name, way.reason)


def find_faults(*, today: date) -> Iterator[str]:
    """One line each, of all agencies."""
    for document in list_late_to_issue(today=today):
        left = "not sealed" if document.state == State.NUMBERED else "sealed, not issued"
        yield f"document {document.pk}: numbered on {document.issued_on}, {left}"
    for one in list_unsent():
        why = f": {one.reason}" if one.reason else ""
        yield f"document {one.document.pk}: issued, not sent to {one.name}{why}"


def _posted(name: str) -> Exists:
    """On paper to that very place."""
    return Exists(
        Posting.objects.filter(document=OuterRef("document"), to_place__iexact=OuterRef(name))
    )


def _of(rows: QuerySet[Document], agency_pk: int | None) -> QuerySet[Document]:
    return rows if agency_pk is None else rows.filter(agency_id=agency_pk)


def _last_working_day(today: date) -> date:
    """What was numbered before it was due before today."""
    day = today - _DAY
    while not is_working_day(day):
        day -= _DAY
    return day
