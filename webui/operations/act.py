"""Hold, release, retry, drop: first what it would touch, then doing it, an answer for each."""

from collections.abc import Sequence
from dataclasses import dataclass

from django import forms
from django.http import HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mailsvc.base.errors import NotFound
from mailsvc.directory.actor import Actor
from mailsvc.operations.services import drop
from mailsvc.queue import operator_services
from mailsvc.queue.models import QueuedRecipient
from mailsvc.queue.operator_selectors import (
    QueueFilter,
    filter_recipients,
    list_recipients,
)
from mailsvc.queue.operator_services import AT_ONCE_MAX, Handled
from webui.documents.refusals import refusals_on
from webui.operations.forms import ConfirmForm, DropForm, FilterForm, HoldForm
from webui.operations.frame import render_page
from webui.operations.waiting import make_row
from webui.operations.words import handling_tag
from webui.shared.http import WebRequest

_SHOWN = 20
_FORMS: dict[str, type[forms.Form]] = {
    "hold": HoldForm,
    "release": ConfirmForm,
    "retry": ConfirmForm,
    "drop": DropForm,
}


@dataclass(frozen=True)
class Words:
    """The action on its page."""

    title: str
    button: str
    warning: str
    is_grave: bool = False


@require_http_methods(["GET", "POST"])
def act(request: WebRequest, action: str) -> HttpResponse:
    """GET: `?pk=` recipients, `?thu=` a mail, or a filter; how many that is. POST: do it."""
    if action not in _FORMS:
        raise NotFound("action", _("Không có việc này."))
    if request.method == "GET":
        chosen, total = _chosen(request.actor, request.GET)
        return _ask(request, action, chosen, total, _FORMS[action]())
    pks = _numbers(request.POST.get("pks", "").split(","))
    form = _FORMS[action](request.POST)
    if form.is_valid():
        with refusals_on(form):
            return _tell(request, action, _run(request.actor, action, pks, form))
    chosen = list_recipients(request.actor, pks)
    return _ask(request, action, chosen, len(chosen), form, status=422)


def _chosen(actor: Actor, query: QueryDict) -> tuple[list[QueuedRecipient], int]:
    """The recipients meant, as many as go at once, and how many there are in all."""
    if "pk" in query:
        chosen = list_recipients(actor, _numbers(query.getlist("pk")))
        return chosen, len(chosen)
    if "thu" in query:
        wanted = QueueFilter(trace_ids=(query.get("thu", ""),))
    else:
        wanted = FilterForm(query).to_filter()
    if wanted.is_empty:  # a button without a tick means nothing, not everything
        return [], 0
    found = filter_recipients(actor, wanted)
    return list(found[:AT_ONCE_MAX]), found.count()


def _numbers(texts: Sequence[str]) -> list[int]:
    return [int(one) for one in texts if one.isdecimal() and len(one) < 19][:AT_ONCE_MAX]


def _run(actor: Actor, action: str, pks: list[int], form: forms.Form) -> list[Handled]:
    given = form.cleaned_data
    if action == "hold":
        return operator_services.hold(actor, recipient_pks=pks, reason=given["reason"])
    if action == "release":
        return operator_services.release(actor, recipient_pks=pks)
    if action == "retry":
        return operator_services.retry_now(actor, recipient_pks=pks)
    return drop(
        actor, recipient_pks=pks, reason=given["reason"], tells_sender=given["tells_sender"]
    )


def _ask(
    request: WebRequest,
    action: str,
    chosen: list[QueuedRecipient],
    total: int,
    form: forms.Form,
    *,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, object] = {
        "action": action,
        "words": _words(action),
        "form": form,
        "pks": ",".join(str(one.pk) for one in chosen),
        "count": len(chosen),
        "mails": len({one.message_id for one in chosen}),
        "total": total,
        "rows": [make_row(one) for one in chosen[:_SHOWN]],
        "more": max(len(chosen) - _SHOWN, 0),
    }
    return render_page(request, "act.html", context, here="waiting", status=status)


def _tell(request: WebRequest, action: str, handled: list[Handled]) -> HttpResponse:
    """The answers belong to this one doing: hence no redirect; a second send finds it done."""
    rows = [(one, handling_tag(one.handling)) for one in handled]
    context: dict[str, object] = {
        "action": action,
        "words": _words(action),
        "rows": rows,
        "done": sum(one.handling is operator_services.Handling.DONE for one in handled),
        "pks": [one.recipient_pk for one in handled],
        "undo": {"hold": "release", "release": "hold"}.get(action, ""),
    }
    return render_page(request, "done.html", context, here="waiting")


def _words(action: str) -> Words:
    return {
        "hold": Words(
            _("Giữ lại"),
            _("Giữ lại"),
            _("Thư nằm yên trong hàng đợi, không gửi đi, cho tới khi được thả ra."),
        ),
        "release": Words(
            _("Thả ra"), _("Thả ra"), _("Thư được gửi tiếp ngay, hoặc đúng giờ người gửi đã hẹn.")
        ),
        "retry": Words(
            _("Gửi lại ngay"),
            _("Gửi lại ngay"),
            _("Không chờ tới lần hẹn; nơi đến đang im cũng được thử lại."),
        ),
        "drop": Words(
            _("Bỏ khỏi hàng đợi"),
            _("Bỏ hẳn"),
            _("Không lấy lại được. Nếu chưa chắc, hãy giữ lại thay vì bỏ."),
            is_grave=True,
        ),
    }[action]
