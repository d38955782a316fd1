"""The lists of the agency: what the decree names, and what the agency has added."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from docflow.catalogue import services
from docflow.catalogue.access import editable_agency
from docflow.catalogue.selectors import list_items
from docflow.models import OwnItem
from docflow.rules.circulation import list_circulations, list_usual_fields
from docflow.rules.kinds import list_former_types, list_legal_types, list_types
from docflow.rules.levels import URGENCY_STAMP, Secrecy, Urgency
from docflow.rules.workdays import default_days
from mailsvc.base import clock
from mailsvc.base.errors import Conflict
from webui.documents.forms.catalogue import EndForm, ItemForm
from webui.documents.frame import posted, render_page
from webui.documents.refusals import focus_first_error, refusals_on
from webui.shared.http import WebRequest

_UNPROCESSABLE = 422


def catalogue(request: WebRequest) -> HttpResponse:
    """GET shows all lists; POST adds an entry."""
    agency_pk = editable_agency(request.actor)
    form = ItemForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            item = services.add_item(request.actor, agency_pk=agency_pk, **form.cleaned_data)
            messages.success(request, _("Đã thêm “%(name)s”.") % {"name": item.name})
            return redirect("documents:catalogue")
    return _page(request, agency_pk, form)


@require_POST
def end_item(request: WebRequest, pk: int) -> HttpResponse:
    """The last day of an entry."""
    agency_pk = editable_agency(request.actor)
    form = EndForm(request.POST, auto_id=f"i{pk}_%s")
    if form.is_valid():
        with refusals_on(form):
            item = services.end_item(request.actor, item_pk=pk, **form.cleaned_data)
            words = _("Đã ghi hiệu lực của “%(name)s”; văn bản cũ giữ nguyên.")
            messages.success(request, words % {"name": item.name})
            return redirect("documents:catalogue")
    return _page(request, agency_pk, ItemForm(), failed=(pk, form))


@require_POST
def withdraw_item(request: WebRequest, pk: int) -> HttpResponse:
    """Take back an entry nobody used."""
    editable_agency(request.actor)
    try:
        item = services.withdraw_item(request.actor, item_pk=pk)
        messages.success(request, _("Đã bỏ “%(name)s”.") % {"name": item.name})
    except Conflict as conflict:
        messages.error(request, conflict.public_text, extra_tags="bad")
    return redirect("documents:catalogue")


def _page(
    request: WebRequest,
    agency_pk: int,
    form: ItemForm,
    failed: tuple[int, EndForm] | None = None,
) -> HttpResponse:
    if form.errors:
        focus_first_error(form)
    today = clock.today()
    context: dict[str, object] = {
        "form": form,
        "items": [
            (item, _end_form(item, failed), item.valid_to is not None and item.valid_to < today)
            for item in list_items(agency_pk)
        ],
        "types": list_types(),
        "legal_types": list_legal_types(),
        "former_types": list_former_types(),
        "marks": list_circulations(),
        "usual": list_usual_fields(),
        "urgencies": [
            (label, URGENCY_STAMP.get(code, ""), default_days(code))
            for code, label in Urgency.choices
        ],
        "secrecies": [label for _code, label in Secrecy.choices],
        "failed_pk": failed[0] if failed else 0,
    }
    status = _UNPROCESSABLE if form.errors or failed else 200
    return render_page(request, "catalogue.html", context, here="keeping", status=status)


def _end_form(item: OwnItem, failed: tuple[int, EndForm] | None) -> EndForm:
    if failed is not None and failed[0] == item.pk:
        return failed[1]
    return EndForm(initial={"valid_to": item.valid_to}, auto_id=f"i{item.pk}_%s")
