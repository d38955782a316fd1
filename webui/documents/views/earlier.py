"""Lines dated earlier: asked for by the clerk, answered by the leader."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from docflow.models import EarlierDay
from docflow.register import earlier as services
from docflow.register.earlier_selectors import list_earlier_days
from docflow.register.keepers import may_answer
from mailsvc.directory.roles import Role
from webui.documents.forms.earlier import AnswerForm, EarlierForm
from webui.documents.frame import answering_agency, posted, render_page
from webui.documents.refusals import focus_first_error, refusals_on
from webui.shared.http import WebRequest

_UNPROCESSABLE = 422


def earlier(request: WebRequest) -> HttpResponse:
    """GET lists what was asked; POST asks, or for a leader allows."""
    agency_pk = answering_agency(request.actor)
    form = EarlierForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            row = services.ask_earlier(request.actor, agency_pk=agency_pk, **form.cleaned_data)
            is_granted = row.state == EarlierDay.State.GRANTED
            done = _("Đã cho phép ghi lùi ngày; văn thư chọn ngày này khi vào sổ, cấp số.")
            asked = _("Đã gửi đề nghị; lãnh đạo thấy ở “Việc của tôi”.")
            messages.success(request, done if is_granted else asked)
            return redirect("documents:earlier")
    return _page(request, agency_pk, form)


@require_POST
def answer_earlier(request: WebRequest, pk: int) -> HttpResponse:
    """The leader's yes or no."""
    agency_pk = answering_agency(request.actor)
    form = AnswerForm(request.POST, auto_id=f"e{pk}_%s")
    if form.is_valid():
        with refusals_on(form):
            row = services.answer_earlier(request.actor, pk=pk, **form.cleaned_data)
            is_granted = row.state == EarlierDay.State.GRANTED
            messages.success(
                request, _("Đã cho phép ghi lùi ngày.") if is_granted else _("Đã trả lời.")
            )
            return redirect("documents:earlier")
    return _page(request, agency_pk, EarlierForm(), failed=(pk, form))


def _page(
    request: WebRequest,
    agency_pk: int,
    form: EarlierForm,
    failed: tuple[int, AnswerForm] | None = None,
) -> HttpResponse:
    if form.errors:
        focus_first_error(form)
    rows = list_earlier_days(agency_pk)
    context: dict[str, object] = {
        "form": form,
        "rows": [(row, _answer_form(row, failed)) for row in rows],
        "may_answer": may_answer(request.actor, agency_pk),
        "may_ask": any(
            request.actor.has_role(role, agency_pk=agency_pk) for role in (Role.CLERK, Role.LEADER)
        ),
        "leads": request.actor.has_role(Role.LEADER, agency_pk=agency_pk),
        "failed_pk": failed[0] if failed else 0,
    }
    status = _UNPROCESSABLE if form.errors or failed else 200
    return render_page(request, "earlier.html", context, here="keeping", status=status)


def _answer_form(row: EarlierDay, failed: tuple[int, AnswerForm] | None) -> AnswerForm:
    if failed is not None and failed[0] == row.pk:
        return failed[1]
    return AnswerForm(auto_id=f"e{row.pk}_%s")
