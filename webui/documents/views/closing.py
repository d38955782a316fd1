"""A book as a whole: locked for a while, closed up to a day, opened again."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from docflow.models import Register
from docflow.printing.book import count_lines
from docflow.printing.closing import close_book, close_later
from docflow.register import closing as services
from docflow.register.access import access_register
from docflow.register.book_selectors import list_events
from docflow.register.prints import book_of
from docflow.rules.states import Direction
from mailsvc.base.errors import Busy, Conflict, NotFound
from mailsvc.directory.roles import Role
from mailsvc.jobs.onetime import enqueue
from webui.documents.forms.closing import CloseForm
from webui.documents.forms.words import ConfirmForm, ReasonForm
from webui.documents.frame import render_page
from webui.documents.refusals import refusals_on
from webui.shared.http import WebRequest

_AT_ONCE = 500
_UNPROCESSABLE = 422
_DIRECTIONS = {"den": Direction.IN, "di": Direction.OUT}
_FORMS: dict[str, type[forms.Form]] = {
    "lock": ReasonForm,
    "unlock": ConfirmForm,
    "close": CloseForm,
    "reopen": ReasonForm,
}


def closing(request: WebRequest, which: str, year: int) -> HttpResponse:
    """GET shows how the book stands; POST `act` locks, unlocks, closes or opens it again."""
    if which not in _DIRECTIONS:
        raise NotFound("register", _("Không có sổ này."))
    register = access_register(request.actor, direction=_DIRECTIONS[which], year=year)
    act = request.POST.get("act", "")
    if request.method != "POST" or act not in _FORMS:
        return _page(request, register)
    form = _FORMS[act](request.POST, auto_id=f"{act}_%s")
    if form.is_valid():
        with refusals_on(form):
            try:
                return _run(request, register, act, form)
            except (Conflict, Busy) as refusal:
                form.add_error(None, refusal.public_text)
    return _page(request, register, failed=(act, form))


def _run(request: WebRequest, register: Register, act: str, form: forms.Form) -> HttpResponse:
    if act == "close":
        return _close(request, register, form)
    actor, pk, given = request.actor, register.pk, form.cleaned_data
    acts: dict[str, tuple[Callable[[], object], str]] = {
        "lock": (
            lambda: services.lock_register(actor, register_pk=pk, reason=given["reason"]),
            _("Đã tạm khóa sổ: chưa cấp số được cho đến khi mở."),
        ),
        "unlock": (
            lambda: services.unlock_register(actor, register_pk=pk),
            _("Đã mở tạm khóa."),
        ),
        "reopen": (
            lambda: services.reopen_register(actor, register_pk=pk, reason=given["reason"]),
            _("Đã mở lại sổ; lý do được ghi vào nhật ký."),
        ),
    }
    run, words = acts[act]
    run()
    messages.success(request, words)
    return redirect(request.path)


def _close(request: WebRequest, register: Register, form: forms.Form) -> HttpResponse:
    until = form.cleaned_data["until"]
    first = services.first_open_day(register)
    if count_lines(book_of(register), first, until) > _AT_ONCE:
        job = enqueue(
            request.actor,
            close_later,
            title=_("Khóa %s") % register.name,
            arguments={"register_pk": register.pk, "until": until.isoformat()},
            back_url=request.path,
        )
        return redirect("jobs:job", job.pk)
    event = close_book(request.actor, register, until=until)
    count = event.printed.line_count if event.printed else 0
    words = _("Đã khóa sổ đến hết ngày %(day)s: %(count)d dòng.")
    messages.success(request, words % {"day": f"{until:%d/%m/%Y}", "count": count})
    return redirect(request.path)


def _page(
    request: WebRequest, register: Register, failed: tuple[str, forms.Form] | None = None
) -> HttpResponse:
    kept = {name: form(auto_id=f"{name}_%s") for name, form in _FORMS.items()}
    if failed is not None:
        kept[failed[0]] = failed[1]
    is_in = register.direction == Direction.IN
    which = "den" if is_in else "di"
    context: dict[str, object] = {
        "register": register,
        "forms": kept,
        "failed": failed[0] if failed else "",
        "form": failed[1] if failed else None,
        "first": services.first_open_day(register),
        "events": list_events(register),
        "may_reopen": request.actor.has_role(Role.LEADER, agency_pk=register.agency_id),
        "book_url": reverse("documents:book", args=[which, register.year]),
        "title": register.name,
    }
    status = _UNPROCESSABLE if failed else 200
    return render_page(
        request, "closing.html", context, here="incoming" if is_in else "outgoing", status=status
    )
