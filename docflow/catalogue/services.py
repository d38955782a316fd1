"""Adding to the lists of an agency, ending an entry, taking back one that nobody used."""

import re
from datetime import date, datetime

from django.db import transaction

from docflow.catalogue.access import need_editor
from docflow.catalogue.models import OwnItem
from docflow.catalogue.selectors import entry_of
from docflow.documents.models import Document
from docflow.intake.models import Arrival
from docflow.register.models import NumberSeries
from docflow.rules.circulation import list_circulations
from docflow.rules.kinds import all_types
from docflow.rules.own import ListKind, remember
from docflow.rules.reasons import need_line
from mailsvc.audit import services as audit
from mailsvc.base import clock
from mailsvc.base.errors import Conflict, Invalid, NotFound
from mailsvc.base.text import clean_line, fold
from mailsvc.directory.actor import Actor
from mailsvc.directory.models import Agency

NAME_MAX, ABBR_MAX = 100, 10
_ABBR = re.compile(r"[^\W_]+")


@transaction.atomic
def add_item(
    actor: Actor,
    *,
    agency_pk: int,
    kind: str,
    name: str,
    abbr: str = "",
    valid_from: date | None = None,
    now: datetime | None = None,
) -> OwnItem:
    """One more entry, from a day on. Locks the agency: names and abbreviations stay apart."""
    at = now or clock.now()
    need_editor(actor, agency_pk)
    agency = Agency.objects.select_for_update().get(pk=agency_pk)
    if kind not in ListKind.values:
        raise _invalid("kind", "Hãy chọn danh mục.")
    item = OwnItem(
        agency=agency,
        kind=kind,
        name=need_line(name, field="name", missing="Hãy ghi tên.", most=NAME_MAX),
        abbr=_checked_abbr(kind, abbr),
        valid_from=valid_from or clock.local_day(at),
        added_by=actor.name[:160],
        added_at=at,
    )
    _refuse_twin(item)
    item.save(force_insert=True)
    remember(entry_of(item))
    _record(actor, item, "catalogue.add")
    return item


@transaction.atomic
def end_item(actor: Actor, *, item_pk: int, valid_to: date | None) -> OwnItem:
    """The last day it is offered; None offers it again. Documents that bear it keep it."""
    item = _lock(actor, item_pk)
    if valid_to is not None and valid_to < item.valid_from:
        raise _invalid("valid_to", f"Ngày cuối phải từ {item.valid_from:%d/%m/%Y} trở đi.")
    item.valid_to = valid_to
    if valid_to is None:
        _refuse_twin(item)
    item.save(update_fields=["valid_to"])
    _record(actor, item, "catalogue.end")
    return item


@transaction.atomic
def withdraw_item(actor: Actor, *, item_pk: int, now: datetime | None = None) -> OwnItem:
    """Take back what was entered by mistake; Conflict once any document bears it.

    The row stays: a document that gets the entry in this very moment still finds its name.
    """
    item = _lock(actor, item_pk)
    if _is_used(item):
        raise Conflict("catalogue", "Mục này đã có văn bản dùng: ghi ngày cuối hiệu lực, đừng xóa.")
    item.withdrawn_at = now or clock.now()
    item.save(update_fields=["withdrawn_at"])
    _record(actor, item, "catalogue.withdraw")
    return item


def _lock(actor: Actor, pk: int) -> OwnItem:
    item = OwnItem.objects.filter(pk=pk, withdrawn_at__isnull=True).first()
    if item is None:
        raise NotFound("catalogue", "Không có mục này.")
    need_editor(actor, item.agency_id)
    Agency.objects.select_for_update().get(pk=item.agency_id)
    return OwnItem.objects.select_for_update().get(pk=pk)


def _checked_abbr(kind: str, abbr: str) -> str:
    """What may stand in a notation: letters and digits, capitals as written (`QyĐ`)."""
    typed = clean_line(abbr)
    if kind == ListKind.CIRCULATION:
        return ""
    if not typed:
        raise _invalid("abbr", "Hãy ghi chữ viết tắt: nó đứng trong ký hiệu văn bản.")
    if len(typed) > ABBR_MAX or not _ABBR.fullmatch(typed):
        raise _invalid("abbr", f"Chữ viết tắt chỉ gồm chữ và số, nhiều nhất {ABBR_MAX} ký tự.")
    return typed


def _refuse_twin(item: OwnItem) -> None:
    """Nothing that the decree or the agency has already, under one name or abbreviation."""
    taken = [(one.name, one.abbr) for one in all_types()] if item.kind == ListKind.TYPE else []
    if item.kind == ListKind.CIRCULATION:
        taken = [(one.name, "") for one in list_circulations()]
    rows = OwnItem.objects.filter(agency=item.agency, kind=item.kind, withdrawn_at__isnull=True)
    others = rows.exclude(pk=item.pk).exclude(valid_to__lt=item.valid_from)
    taken += list(others.values_list("name", "abbr"))
    if fold(item.name) in {fold(name) for name, _abbr in taken}:
        raise _invalid("name", "Danh mục đã có tên này.")
    if item.abbr and item.abbr in {abbr for _name, abbr in taken}:
        raise _invalid("abbr", "Danh mục đã có chữ viết tắt này.")


def _is_used(item: OwnItem) -> bool:
    documents = Document.objects.filter(agency_id=item.agency_id)
    if item.kind != ListKind.TYPE:
        return documents.filter(**{item.kind: item.code}).exists()
    return (
        documents.filter(doc_type=item.code).exists()
        or Arrival.objects.filter(doc_type=item.code).exists()
        or NumberSeries.objects.filter(key=item.code).exists()
    )


def _invalid(field: str, words: str) -> Invalid:
    return Invalid(field, words, {field: words})


def _record(actor: Actor, item: OwnItem, action: str) -> None:
    audit.record(
        actor,
        chain=item.agency.code,
        action=action,
        object_type="catalogue",
        object_pk=item.pk,
        facts={
            "kind": item.kind,
            "name": item.name,
            "abbr": item.abbr,
            "valid_from": item.valid_from.isoformat(),
            "valid_to": item.valid_to.isoformat() if item.valid_to else "",
        },
    )
