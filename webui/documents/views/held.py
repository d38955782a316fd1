"""Numbers held for papers that are not there yet."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from docflow.catalogue.selectors import Choices, drafted_types
from docflow.models import NumberHold
from docflow.register import holds
from docflow.register.hold_selectors import list_holds
from docflow.rules.kinds import name_of_series
from docflow.rules.numbers import format_number
from mailsvc.base import clock
from mailsvc.base.errors import Conflict
from mailsvc.directory.actor import Actor
from mailsvc.directory.roles import Role
from webui.documents.forms.held import HoldForm
from webui.documents.forms.words import ReasonForm
from webui.documents.frame import clerk_agency, keeper_agency, posted, render_page
from webui.documents.refusals import focus_first_error, refusals_on
from webui.shared.http import WebRequest

_UNPROCESSABLE = 422


def held(request: WebRequest) -> HttpResponse:
    """GET lists them, open ones first; POST holds the next number of a kind."""
    agency_pk = keeper_agency(request.actor)
    form = HoldForm(posted(request), types=_types(agency_pk))
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            try:
                hold = holds.hold_number(
                    request.actor, agency_pk=clerk_agency(request.actor), **form.cleaned_data
                )
            except Conflict as conflict:
                form.add_error(None, conflict.public_text)
            else:
                words = _("Đã giữ số %(number)s (%(kind)s), ghi ngày %(day)s.")
                messages.success(request, words % _facts(hold))
                return redirect("documents:held")
    return _page(request, agency_pk, form)


@require_POST
def void_hold(request: WebRequest, pk: int) -> HttpResponse:
    """The leader strikes one; what is wrong with the reason stands at its row."""
    agency_pk = keeper_agency(request.actor)
    form = ReasonForm(request.POST, auto_id=f"h{pk}_%s")
    if form.is_valid():
        with refusals_on(form):
            hold = holds.void_hold(request.actor, hold_pk=pk, reason=form.cleaned_data["reason"])
            words = _("Đã hủy số giữ %(number)s (%(kind)s); số vẫn nằm trong sổ.")
            messages.success(request, words % _facts(hold))
            return redirect("documents:held")
    return _page(request, agency_pk, HoldForm(types=_types(agency_pk)), failed=(pk, form))


def _page(
    request: WebRequest,
    agency_pk: int,
    form: HoldForm,
    failed: tuple[int, ReasonForm] | None = None,
) -> HttpResponse:
    actor = request.actor
    if form.errors:
        focus_first_error(form)
    rows = list_holds(agency_pk)
    context: dict[str, object] = {
        "form": form,
        "holds": [
            (hold, name_of_series(hold.series.key), _void_form(hold, failed)) for hold in rows
        ],
        "may_hold": _has(actor, Role.CLERK, agency_pk),
        "may_void": _has(actor, Role.LEADER, agency_pk),
        "failed_pk": failed[0] if failed else 0,
    }
    status = _UNPROCESSABLE if form.errors or failed else 200
    return render_page(request, "held.html", context, here="keeping", status=status)


def _types(agency_pk: int) -> Choices:
    return drafted_types(agency_pk, on=clock.today())


def _void_form(hold: NumberHold, failed: tuple[int, ReasonForm] | None) -> ReasonForm:
    if failed is not None and failed[0] == hold.pk:
        return failed[1]
    return ReasonForm(auto_id=f"h{hold.pk}_%s")


def _has(actor: Actor, role: Role, agency_pk: int) -> bool:
    return actor.has_role(role, agency_pk=agency_pk)


def _facts(hold: NumberHold) -> dict[str, str]:
    return {
        "number": format_number(hold.number),
        "kind": name_of_series(hold.series.key),
        "day": f"{hold.held_on:%d/%m/%Y}",
    }
