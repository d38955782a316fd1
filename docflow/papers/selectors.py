"""Reading lines about paper; a person reads those of the agencies whose books he keeps."""

from datetime import date

from django.db.models import F, QuerySet

from docflow.documents.access import visible_to
from docflow.documents.models import Document
from docflow.papers.access import keeping_agencies
from docflow.papers.models import CopyUse, Posting, SecretPaper
from docflow.register.models import RegisterEntry
from docflow.rules.numbers import split_symbol
from docflow.rules.states import Direction
from mailsvc.directory.actor import Actor


def find_kept_document(actor: Actor, *, agency_pk: int, symbol: str) -> Document | None:
    """The newest document the agency has issued under this symbol, that the actor may see."""
    number, notation = split_symbol(symbol)
    if not number:
        return None
    rows = visible_to(actor).filter(
        agency_id=agency_pk,
        direction=Direction.OUT,
        number__in={number, number.zfill(2)},  # `5/QĐ-UBND` is `05/QĐ-UBND`
        notation__iexact=notation,
        entries__state=RegisterEntry.State.ACTIVE,
    )
    return rows.order_by("-pk").first()


def list_postings(actor: Actor, *, most: int) -> list[Posting]:
    """The newest first."""
    rows = Posting.objects.filter(agency_id__in=keeping_agencies(actor))
    return list(rows.select_related("document")[:most])


def postings_of(agency_pk: int, since: date, until: date) -> QuerySet[Posting]:
    """Of these days, as the book reads; the caller has asked who may see it."""
    rows = Posting.objects.filter(agency_id=agency_pk, posted_on__range=(since, until))
    return rows.order_by("posted_on", "pk")


def list_copy_uses(actor: Actor, *, most: int) -> list[CopyUse]:
    """Those still out first."""
    rows = CopyUse.objects.filter(agency_id__in=keeping_agencies(actor))
    rows = rows.order_by(F("returned_on").asc(nulls_first=True), "-used_on", "-pk")
    return list(rows.select_related("document", "user", "allowed_by")[:most])


def copy_uses_of(agency_pk: int, since: date, until: date) -> QuerySet[CopyUse]:
    """Taken in these days, as the book reads; the caller has asked who may see it."""
    rows = CopyUse.objects.filter(agency_id=agency_pk, used_on__range=(since, until))
    return rows.order_by("used_on", "pk")


def list_secrets(actor: Actor, *, year: int, most: int) -> list[SecretPaper]:
    """The year's lines of both directions, struck ones too, newest first."""
    rows = SecretPaper.objects.filter(
        series__agency_id__in=keeping_agencies(actor), series__year=year
    )
    shown = rows.select_related("series", "holder", "voided_by")
    return list(shown.order_by("-pk")[:most])
