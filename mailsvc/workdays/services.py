"""Changing and confirming a year's calendar."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from django.db import transaction

from mailsvc.audit import services as audit
from mailsvc.base import clock
from mailsvc.base.errors import Conflict, Invalid
from mailsvc.base.text import clean_line
from mailsvc.directory.access import require_administrator
from mailsvc.directory.actor import Actor
from mailsvc.directory.services import CHAIN
from mailsvc.workdays.calendar import WORKING, Day
from mailsvc.workdays.models import CalendarYear
from mailsvc.workdays.selectors import get_year, refresh

KINDS = ("holiday", "compensatory", "swap", WORKING)
_DAYS_MAX = 80
_SATURDAY = 5


@transaction.atomic
def save_year(actor: Actor, *, year: int, days: Sequence[Day], source: str) -> CalendarYear:
    """Put these named days in the place of the year's; it then waits to be confirmed.

    Invalid for a day of another year, named twice, of an unknown kind, or a working day that is
    one anyway. Whoever holds deadlines computes them anew (docflow.deadlines).
    """
    require_administrator(actor)
    rows = check_days(year=year, days=days)
    if not clean_line(source):
        raise _invalid("source", "Hãy ghi căn cứ: thông báo hoặc quyết định của năm.")
    row, _ = CalendarYear.objects.update_or_create(
        pk=year,
        defaults={
            "days": sorted(rows, key=lambda day: day["on"]),
            "source": clean_line(source)[:300],
            "changed_at": clock.now(),
            "confirmed_by": "",
            "confirmed_at": None,
        },
    )
    _record(actor, "calendar.save", row)
    return row


@transaction.atomic
def confirm_year(actor: Actor, *, year: int) -> CalendarYear:
    """A person has compared the year with its notice. Conflict for a year without any days."""
    require_administrator(actor)
    seen = get_year(year)
    if not seen.days:
        raise Conflict("calendar", f"Năm {year} chưa có ngày nghỉ nào để xác nhận.")
    now = clock.now()
    row, _ = CalendarYear.objects.get_or_create(
        pk=year, defaults={"days": seen.days, "source": seen.source, "changed_at": now}
    )
    row.confirmed_by, row.confirmed_at = actor.name, now
    row.save(update_fields=["confirmed_by", "confirmed_at"])
    _record(actor, "calendar.confirm", row)
    return row


def check_days(*, year: int, days: Sequence[Day]) -> list[Day]:
    """The days as they would be kept; Invalid as `save_year` says."""
    rows = [_checked(year, day) for day in days]
    twice = [on for on, count in Counter(row["on"] for row in rows).items() if count > 1]
    if twice:
        on = date.fromisoformat(twice[0])
        raise _invalid("on", f"Ngày {on:%d/%m/%Y} đã có trong lịch.")
    if len(rows) > _DAYS_MAX:
        raise _invalid("on", f"Một năm có nhiều nhất {_DAYS_MAX} ngày đặc biệt.")
    return rows


def _checked(year: int, day: Day) -> Day:
    try:
        on = date.fromisoformat(day["on"])
    except ValueError as error:
        raise _invalid("on", "Ngày không đúng.") from error
    if on.year != year:
        raise _invalid("on", f"Ngày {on:%d/%m/%Y} không thuộc năm {year}.")
    if day["kind"] not in KINDS:
        raise _invalid("kind", "Hãy chọn loại ngày.")
    if day["kind"] == WORKING and on.weekday() < _SATURDAY:
        raise _invalid("on", f"Ngày {on:%d/%m/%Y} vốn là ngày làm việc, không cần làm bù.")
    name = clean_line(day["name"])[:100]
    if not name:
        raise _invalid("name", "Hãy ghi tên ngày.")
    return Day(on=day["on"], kind=day["kind"], name=name, mark=clean_line(day["mark"])[:200])


def _invalid(field: str, words: str) -> Invalid:
    return Invalid(field, words, {field: words})


def _record(actor: Actor, action: str, row: CalendarYear) -> None:
    facts: dict[str, audit.JSON] = {
        "source": row.source,
        "off": [day["on"] for day in row.days if day["kind"] != WORKING],
        "working": [day["on"] for day in row.days if day["kind"] == WORKING],
    }
    audit.record(
        actor, chain=CHAIN, action=action, object_type="calendar", object_pk=row.pk, facts=facts
    )
    transaction.on_commit(lambda: refresh(is_forced=True))
