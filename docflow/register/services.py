"""Giving, sealing and voiding numbers, inside the caller's transaction."""

from datetime import date, datetime

from django.db import transaction

from docflow.documents.models import Document
from docflow.register.counter import next_number
from docflow.register.models import NumberSeries, Register, RegisterEntry
from docflow.rules.kinds import find_type
from docflow.rules.numbers import series_key
from docflow.rules.states import Direction
from mailsvc.base import clock
from mailsvc.base.errors import Conflict
from mailsvc.directory.actor import Actor
from mailsvc.directory.models import Agency
from mailsvc.prepared.queries import Prepared, Small
from mailsvc.prepared.rows import insert

_SERIES: Prepared[NumberSeries] = Prepared(
    lambda agency_pk, direction, year, key: NumberSeries.objects.select_related(
        "register__agency"
    ).filter(
        register__agency_id=agency_pk,
        register__direction=direction,
        register__year=year,
        key=key,
    ),
    int,
    str,
    Small,
    str,
)


def find_series(agency_pk: int, *, direction: str, doc_type: str, on: date) -> NumberSeries:
    """The series of that day's year with its agency, opened when new; nothing is locked yet."""
    key = series_key(direction, find_type(doc_type))
    known = _SERIES.first(agency_pk, direction, on.year, key)
    return known or _open_series(Agency.objects.get(pk=agency_pk), direction, on.year, key)


def take_number(
    actor: Actor,
    series: NumberSeries,
    document: Document,
    *,
    on: date,
    now: datetime,
    remark: str = "",
) -> RegisterEntry:
    """The next number with its entry, the series locked from here on. Conflict on a day before.

    `remark` says why `on` is not today (docflow.register.earlier). The caller is in a transaction
    and has done all it could before: what follows keeps the other clerks of this series waiting.
    """
    number = next_number(series.pk, on)
    if number is None:
        raise refuse_number(series, on)
    entry = RegisterEntry(
        series=series,
        number=number,
        document=document,
        entered_on=on,
        entered_at=now,
        entered_by_id=actor.person_pk,
        remark=remark,
    )
    insert(entry)
    return entry


def void_entry(actor: Actor, document: Document, *, reason: str, now: datetime) -> RegisterEntry:
    """Strike the document's active entry; its number is never given again.

    Conflict where the book is closed over its day, or the server's clock was set back meanwhile;
    the series is locked, as closing locks it.
    """
    rows = RegisterEntry.objects.select_for_update()
    entry = rows.get(document=document, state=RegisterEntry.State.ACTIVE)
    if now < entry.entered_at:
        raise _clock_behind(entry.entered_at)
    series = NumberSeries.objects.select_for_update().get(pk=entry.series_id)
    closed = Register.objects.get(pk=series.register_id).closed_until
    if closed is not None and entry.entered_on <= closed:
        raise _closed(closed)
    entry.state = RegisterEntry.State.VOID
    entry.reason = reason
    entry.voided_by_id = actor.person_pk
    entry.voided_at = now
    entry.save(update_fields=["state", "reason", "voided_by", "voided_at"])
    return entry


def seal_entry(actor: Actor, document: Document, *, now: datetime) -> RegisterEntry:
    """Note the agency's seal on what bears the document's number; the caller holds its lock.

    With the number a seal is struck too: another number is sealed anew.
    """
    entry = RegisterEntry.objects.get(document=document, state=RegisterEntry.State.ACTIVE)
    entry.sealed_at, entry.sealed_by_id = now, actor.person_pk
    entry.save(update_fields=["sealed_at", "sealed_by"])
    return entry


def open_register(agency: Agency, direction: str, year: int) -> Register:
    """The book of that year, begun when new."""
    register, _ = Register.objects.get_or_create(
        agency=agency,
        direction=direction,
        year=year,
        defaults={
            "name": f"Sổ {Direction(direction).label.lower()} {year}",
            "code": agency.label.upper(),
        },
    )
    return register


@transaction.atomic
def _open_series(agency: Agency, direction: str, year: int, key: str) -> NumberSeries:
    """A new series is as open as its book, whose row is locked against a closing meanwhile."""
    register = open_register(agency, direction, year)
    register = Register.objects.select_for_update().get(pk=register.pk)
    is_open = register.state == Register.State.OPEN
    closed_until = register.closed_until if is_open else date(year, 12, 31)
    series, _ = NumberSeries.objects.get_or_create(
        register=register, key=key, defaults={"closed_until": closed_until}
    )
    return series


def refuse_number(series: NumberSeries, on: date) -> Conflict:
    """Why the series gave no number."""
    series = NumberSeries.objects.select_related("register").get(pk=series.pk)
    if series.closed_until is not None and on <= series.closed_until:
        if series.register.state == Register.State.LOCKED:
            return Conflict("locked", "Sổ đang tạm khóa: văn thư mở tạm khóa rồi cấp số.")
        return _closed(series.closed_until)
    # ND30 art. 15(1), 22(2): numbers follow the order of time within the year.
    return Conflict(
        "date_order",
        f"Số gần nhất của sổ đã ghi ngày {series.last_on:%d/%m/%Y}, không cấp số lùi ngày.",
    )


def _closed(until: date) -> Conflict:
    return Conflict(
        "closed",
        f"Sổ đã khóa đến hết ngày {until:%d/%m/%Y}. Lãnh đạo cơ quan mở lại sổ, nêu lý do, "
        "rồi mới thêm hoặc hủy dòng được.",
    )


def _clock_behind(entered_at: datetime) -> Conflict:
    given = f"{clock.local(entered_at):%H:%M %d/%m/%Y}"
    return Conflict(
        "clock_behind",
        f"Số này được cấp lúc {given}, sau giờ hiện nay của máy chủ: đồng chí báo quản trị xem lại "
        "giờ máy chủ, rồi hủy số sau.",
    )
