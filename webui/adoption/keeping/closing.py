"""Closing months: provisional, locked, and a numbered revision with its reason."""

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from mailsvc.base import clock
from mailsvc.base.errors import NotFound, Refused
from mailsvc.usage import publication
from mailsvc.usage.access import may_publish, require_publisher
from mailsvc.usage.bits import first_day, month_text, parse_month
from mailsvc.usage.closing import Closing, Step, list_closings
from webui.adoption.frame import render_page
from webui.adoption.keeping.forms import RevisionForm
from webui.shared.http import WebRequest


@dataclass(frozen=True)
class Line:
    """A month with its state in words."""

    month: date
    text: str
    state: str
    tag: str
    one: Closing
    may_lock: bool
    may_revise: bool


@require_safe
def home(request: WebRequest) -> HttpResponse:
    """Every month that was counted."""
    return _show(request)


@require_POST
def lock(request: WebRequest, month: str) -> HttpResponse:
    """Publish a month: its figures stand."""
    publication.publish(request.actor, ym=_parse(month))
    messages.success(request, _("Đã chốt số liệu tháng %s.") % month, extra_tags="ok")
    return redirect("adoption:closing")


@require_POST
def revise(request: WebRequest, month: str) -> HttpResponse:
    """Publish it anew, with the facts of now and a reason."""
    require_publisher(request.actor)
    form, ym = RevisionForm(request.POST), _parse(month)
    if form.is_valid():
        try:
            made = publication.revise(request.actor, ym=ym, reason=form.cleaned_data["reason"])
        except Refused as error:
            form.add_error(None, error.public_text)  # at the form, with the reason typed
        else:
            facts = {"month": month, "n": made.revision}
            messages.success(
                request, _("Đã công bố điều chỉnh lần %(n)d của tháng %(month)s.") % facts
            )
            return redirect("adoption:closing")
    return _show(request, form=form, revised=ym, status=422)


def _show(
    request: WebRequest,
    *,
    form: RevisionForm | None = None,
    revised: int | None = None,
    status: int = 200,
) -> HttpResponse:
    closings = list_closings(request.actor, today=clock.today())
    may = may_publish(request.actor)
    lines = [_line(one, may=may) for one in closings]
    context = {
        "lines": lines,
        "message": _message(closings),
        "form": form or RevisionForm(),
        "revised": revised,
        "may_publish": may,
    }
    return render_page(request, "keeping/closing.html", context, here="closing", status=status)


def _line(one: Closing, *, may: bool) -> Line:
    state, tag = {
        Step.RUNNING: (_("đang diễn ra"), ""),
        Step.PROVISIONAL: (_("số tạm tính"), "soon"),
        Step.LOCKED: (_("đã chốt"), "done"),
        Step.MOVED: (_("đã chốt, có số liệu đến sau"), "late"),
    }[one.step]
    return Line(
        month=first_day(one.ym),
        text=month_text(one.ym),
        state=state,
        tag=tag,
        one=one,
        may_lock=may and one.step is Step.PROVISIONAL,
        may_revise=may and one.step is Step.MOVED,
    )


def _message(closings: list[Closing]) -> str:
    moved = sum(one.step is Step.MOVED for one in closings)
    if moved:
        return _("%d tháng đã chốt có số liệu đến sau: cần điều chỉnh hoặc để nguyên") % moved
    waiting = [one for one in closings if one.step is Step.PROVISIONAL]
    if waiting:
        facts = {
            "month": first_day(waiting[0].ym).strftime("%m/%Y"),
            "day": waiting[0].closes_on.strftime("%d/%m/%Y"),
        }
        return _("Tháng %(month)s còn tạm tính, tự chốt sau ngày %(day)s") % facts
    locked = sum(one.step is Step.LOCKED for one in closings)
    return _("%d tháng đã chốt số liệu, không tháng nào chờ chốt") % locked


def _parse(month: str) -> int:
    try:
        return parse_month(month)
    except ValueError:
        raise NotFound("usage_month", _("Tháng phải viết dạng 2009-11.")) from None
