"""Giving and voiding numbers, inside the caller's transaction."""

from datetime import date, datetime

from docflow.documents.models import Document
from docflow.register.models import NumberSeries, Register, RegisterEntry
from docflow.rules.kinds import find_type
from docflow.rules.numbers import series_key
from docflow.rules.states import Direction
from mailsvc.base.errors import Conflict
from mailsvc.directory.actor import Actor
from mailsvc.directory.models import Agency


def lock_series(agency: Agency, *, direction: str, doc_type: str, on: date) -> NumberSeries:
    """The series of that day's year, opened when new, its row locked until the transaction ends.

    The caller is in a transaction and locks nothing before this (lock order: Series first).
    """
    register, _ = Register.objects.get_or_create(
        agency=agency,
        direction=direction,
        year=on.year,
        defaults={
            "name": f"Sổ {Direction(direction).label.lower()} {on.year}",
            "code": agency.label.upper(),
        },
    )
    key = series_key(direction, find_type(doc_type))
    NumberSeries.objects.get_or_create(register=register, key=key)
    rows = NumberSeries.objects.select_for_update(of=("self",)).select_related("register")
    return rows.get(register=register, key=key)


def take_number(
    actor: Actor, series: NumberSeries, document: Document, *, on: date, now: datetime
) -> RegisterEntry:
    """The next number of a locked series, with its entry. Conflict when the day goes back."""
    # ND30 art. 15(1), 22(2): numbers follow the order of time within the year.
    if series.last_on is not None and on < series.last_on:
        raise Conflict(
            "date_order",
            f"Số gần nhất của sổ đã ghi ngày {series.last_on:%d/%m/%Y}, không cấp số lùi ngày.",
        )
    series.last_number += 1
    series.last_on = on
    series.save(update_fields=["last_number", "last_on"])
    return RegisterEntry.objects.create(
        series=series,
        number=series.last_number,
        document=document,
        entered_on=on,
        entered_at=now,
        entered_by_id=actor.person_pk,
    )


def void_entry(actor: Actor, document: Document, *, reason: str, now: datetime) -> RegisterEntry:
    """Strike the document's active entry; its number is never given again."""
    entry = RegisterEntry.objects.select_for_update().get(
        document=document, state=RegisterEntry.State.ACTIVE
    )
    entry.state = RegisterEntry.State.VOID
    entry.reason = reason
    entry.voided_by_id = actor.person_pk
    entry.voided_at = now
    entry.save(update_fields=["state", "reason", "voided_by", "voided_at"])
    return entry
