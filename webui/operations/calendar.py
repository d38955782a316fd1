"""The calendar of a year: its days, what a change would move, keeping it, confirming it."""

from dataclasses import dataclass
from datetime import date
from itertools import islice

from django.contrib import messages
from django.forms import BaseFormSet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from docflow.deadlines.calendar import change_year, holder_of, list_moves
from mailsvc.base import clock
from mailsvc.base.errors import Conflict, Invalid, NotFound
from mailsvc.workdays.calendar import Day
from mailsvc.workdays.selectors import YearView, get_proposal
from mailsvc.workdays.services import confirm_year
from webui.operations.calendar_forms import (
    DayForm,
    DayFormSet,
    YearForm,
    initial_rows,
    to_days,
)
from webui.operations.frame import render_page
from webui.shared.http import WebRequest

_FIRST, _LAST = 2000, 2100
_SHOWN = 100
_COUNTED = 10_000
_UNPROCESSABLE = 422


@dataclass(frozen=True)
class _Typed:
    """What the page was sent, or the year as it is."""

    seen: YearView
    rows: "BaseFormSet[DayForm]"
    form: YearForm
    days: list[Day]


def calendar(request: WebRequest) -> HttpResponse:
    """This year's."""
    return redirect("operations:calendar_year", clock.today().year)


@require_http_methods(["GET", "POST"])
def calendar_year(request: WebRequest, year: int) -> HttpResponse:
    """GET the days; POST `do`: preview what would move, save, confirm, or go on with the form."""
    if not _FIRST <= year <= _LAST:
        raise NotFound("calendar", _("Không có lịch năm này."))
    seen = get_proposal(year)
    do = request.POST.get("do", "")
    if request.method == "GET":
        rows = DayFormSet(initial=initial_rows(seen.days), prefix="d")
        return _page(request, _Typed(seen, rows, YearForm(initial={"source": seen.source}), []))
    if do == "confirm":
        return _confirm(request, year)
    typed = _read(request, seen)
    if do == "edit" or not (typed.rows.is_valid() and typed.form.is_valid()):
        return _page(request, typed, status=200 if do == "edit" else _UNPROCESSABLE)
    try:
        return _save(request, typed) if do == "save" else _preview(request, typed)
    except Invalid as error:
        typed.form.add_error(None, error.public_text)
        return _page(request, typed, status=_UNPROCESSABLE)


def _read(request: WebRequest, seen: YearView) -> _Typed:
    rows = DayFormSet(request.POST, prefix="d")
    form = YearForm(request.POST)
    are_valid = rows.is_valid() and form.is_valid()
    return _Typed(seen, rows, form, to_days(rows, form, seen.days) if are_valid else [])


def _save(request: WebRequest, typed: _Typed) -> HttpResponse:
    year, source = typed.seen.year, typed.form.cleaned_data["source"]
    change_year(request.actor, year=year, days=typed.days, source=source)
    words = _("Đã lưu lịch năm %(year)d; hạn đang được tính lại (xem “Việc chạy nền”).")
    messages.success(request, words % {"year": year}, extra_tags="ok")
    return redirect("operations:calendar_year", year)


def _confirm(request: WebRequest, year: int) -> HttpResponse:
    try:
        confirm_year(request.actor, year=year)
        words = _("Đã xác nhận lịch năm %(year)d.") % {"year": year}
        messages.success(request, words, extra_tags="ok")
    except Conflict as conflict:
        messages.error(request, conflict.public_text, extra_tags="bad")
    return redirect("operations:calendar_year", year)


def _preview(request: WebRequest, typed: _Typed) -> HttpResponse:
    moves = list(islice(list_moves(request.actor, year=typed.seen.year, days=typed.days), _COUNTED))
    before = {day["on"]: day for day in typed.seen.days}
    after = {day["on"]: day for day in typed.days}
    context: dict[str, object] = {
        "year": typed.seen.year,
        "typed": typed,
        "added": [_shown(day) for on, day in sorted(after.items()) if on not in before],
        "dropped": [_shown(day) for on, day in sorted(before.items()) if on not in after],
        "moves": [(move, holder_of(move.part)) for move in moves[:_SHOWN]],
        "count": len(moves),
        "more": max(len(moves) - _SHOWN, 0),
    }
    return render_page(request, "calendar_preview.html", context, here="calendar")


def _shown(day: Day) -> tuple[date, str]:
    return date.fromisoformat(day["on"]), day["name"]


def _page(request: WebRequest, typed: _Typed, *, status: int = 200) -> HttpResponse:
    year = typed.seen.year
    context: dict[str, object] = {
        "year": year,
        "seen": typed.seen,
        "rows": typed.rows,
        "form": typed.form,
        "unsure": [day for day in typed.seen.days if "check" in day["mark"]],
        "before": year - 1,
        "after": year + 1,
    }
    return render_page(request, "calendar.html", context, here="calendar", status=status)
