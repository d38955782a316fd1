"""R1–R8 of docs/ARCHITECTURE.md over the whole database: one line per fault, none when sound."""

import hashlib
from collections.abc import Iterator
from datetime import timedelta
from itertools import chain

from django.db.models import Count, F, Q

from docflow.deadlines import consistency as deadlines
from docflow.dispatch.models import Dispatch, StatusEvent
from docflow.dispatch.selectors import mail_states
from docflow.documents.files import path_of
from docflow.documents.models import Document, DocumentFile
from docflow.intake.models import Arrival
from docflow.papers import consistency as papers
from docflow.register import consistency as register
from docflow.register.models import RegisterEntry
from docflow.routing.models import Assignment
from docflow.rules.parts import OPEN
from docflow.rules.states import Carrier, DispatchState, MailCode, State, StatusCode
from docflow.search import consistency as search
from mailsvc.base import clock

_CHUNK = 1024 * 1024
# `dispatch.follow` looks every minute; after this long it has not looked at all.
_FOLLOWED_WITHIN = timedelta(hours=1)
_NEED_EVENT = (
    (DispatchState.REFUSED, StatusCode.REFUSED),
    (DispatchState.SENT, MailCode.SENT),
    (DispatchState.FAILED, MailCode.FAILED),
)
_WITHOUT_NUMBER = (State.DRAFT, State.CONTENT_REVIEW, State.SIGNING, State.APPROVED, State.RETURNED)
_WITHOUT_WORK = (
    State.COMPLETED,
    State.NOTED,
    State.FILED,
    State.RECALLED,
    State.VOID,
    State.REGISTERED,
    State.PRESENTED,
)


def find_faults() -> Iterator[str]:
    """All checks, in the order of their numbers."""
    return chain(
        register.find_faults(),
        register.find_lost_heads(),
        papers.find_faults(),
        _entries(),
        _files(),
        _assignments(),
        deadlines.find_faults(),
        _dispatches(),
        _mails(),
        _arrivals(),
        search.find_faults(),
    )


def _entries() -> Iterator[str]:
    """R2: each entry has its document, each document past its number has one entry in force."""
    active = Count("entries", filter=Q(entries__state=RegisterEntry.State.ACTIVE))
    documents = Document.objects.annotate(active=active)
    numbered = documents.exclude(state__in=(*_WITHOUT_NUMBER, State.VOID))
    for pk in numbered.exclude(active=1).values_list("pk", flat=True):
        yield f"R2 document {pk}: not exactly one entry in force"
    bare = documents.filter(state__in=(*_WITHOUT_NUMBER, State.VOID), active__gt=0)
    for pk in bare.values_list("pk", flat=True):
        yield f"R2 document {pk}: an entry in force without the state for it"
    strange = RegisterEntry.objects.exclude(
        series__register__direction=F("document__direction"),
        series__register__agency=F("document__agency"),
    )
    for pk in strange.values_list("pk", flat=True):
        yield f"R2 entry {pk}: in the register of another agency or direction"


def _files() -> Iterator[str]:
    """R2: the bytes of every file are there and are what was written."""
    known = DocumentFile.objects.order_by("sha256").values_list("sha256", "size_bytes").distinct()
    for sha256, size in known.iterator():
        path = path_of(sha256)
        if not path.exists():
            yield f"R2 file {sha256}: missing"
        elif path.stat().st_size != size or _sha256_of(sha256) != sha256:
            yield f"R2 file {sha256}: altered"


def _assignments() -> Iterator[str]:
    """R4: no open part under a document that is closed or not directed."""
    still_open = Assignment.objects.filter(
        state__in=OPEN,
        document__state__in=_WITHOUT_WORK,
    )
    for pk in still_open.values_list("pk", flat=True):
        yield f"R4 assignment {pk}: open under a closed document"


def _dispatches() -> Iterator[str]:
    """R5: a dispatch has ended or is alive: with the receiver, or with the mail queue."""
    lost = Dispatch.objects.filter(carrier=Carrier.LOCAL, arrival__isnull=True)
    for pk in lost.values_list("pk", flat=True):
        yield f"R5 dispatch {pk}: reached no intake"
    silent = Dispatch.objects.filter(carrier=Carrier.MAIL, trace_id="")
    for pk in silent.values_list("pk", flat=True):
        yield f"R5 dispatch {pk}: has no mail"
    for state, code in _NEED_EVENT:
        unsaid = Dispatch.objects.filter(state=state).exclude(
            pk__in=StatusEvent.objects.filter(code=code).values("dispatch")
        )
        for pk in unsaid.values_list("pk", flat=True):
            yield f"R5 dispatch {pk}: {state} without a receipt"


def _mails() -> Iterator[str]:
    """R5: a mail still on its way is in the queue, or the queue ended it moments ago."""
    going = Dispatch.objects.filter(carrier=Carrier.MAIL, state=DispatchState.QUEUED)
    latest = clock.now() - _FOLLOWED_WITHIN
    for dispatch in going.exclude(trace_id="").iterator():
        states = mail_states(dispatch)
        if not states:
            yield f"R5 dispatch {dispatch.pk}: its mail is not in the queue"
        elif all(row.finished_at is not None and row.finished_at < latest for row in states):
            yield f"R5 dispatch {dispatch.pk}: its mail has ended and nobody noticed"


def _arrivals() -> Iterator[str]:
    """R6: every admitted arrival has one entry."""
    entries = Count("document__entries", filter=Q(document__entries__state="active"))
    admitted = Arrival.objects.filter(state=Arrival.State.REGISTERED).annotate(entries=entries)
    for pk in admitted.exclude(entries=1).values_list("pk", flat=True):
        yield f"R6 arrival {pk}: admitted without exactly one entry"


def _sha256_of(sha256: str) -> str:
    digest = hashlib.sha256()
    with path_of(sha256).open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
