"""What an agency's people write on: the block under every mail. By its clerk or administrators."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from mailsvc.base.errors import NotFound, Refused
from mailsvc.directory.access import is_administrator
from mailsvc.directory.selectors import list_agencies
from mailsvc.stationery.access import access_agency_stationery
from mailsvc.stationery.selectors import read_block
from mailsvc.stationery.services import set_block
from webui.office.forms import BlockForm
from webui.shared.http import WebRequest


def own(request: WebRequest) -> HttpResponse:
    """The page of one's own agency, or the one an administrator has chosen."""
    asked = request.GET.get("agency", "")
    pk = int(asked) if asked.isdecimal() and len(asked) < 10 else request.actor.agency_pk
    if pk is None:
        raise NotFound("agency", _("Đồng chí chưa thuộc cơ quan nào."))
    return redirect("office:agency_stationery", pk)


def agency(request: WebRequest, agency_pk: int) -> HttpResponse:
    """GET shows the block, POST sets it."""
    access_agency_stationery(request.actor, agency_pk)
    if request.method != "POST":
        text = read_block(request.actor, agency_pk=agency_pk)
        return _page(request, agency_pk, BlockForm(initial={"text": text}))
    form = BlockForm(request.POST)
    if form.is_valid():
        try:
            set_block(request.actor, agency_pk=agency_pk, text=form.cleaned_data["text"])
        except Refused as refusal:  # at the form, with what was typed
            form.add_error("text", refusal.public_text)
        else:
            messages.success(request, _("Đã lưu phần chung của cơ quan."), extra_tags="ok")
            return redirect("office:agency_stationery", agency_pk)
    return _page(request, agency_pk, form, status=422)


def _page(request: WebRequest, agency_pk: int, form: BlockForm, status: int = 200) -> HttpResponse:
    agencies = list_agencies() if is_administrator(request.actor) else []
    context = {
        "agency": access_agency_stationery(request.actor, agency_pk),
        "agencies": agencies,
        "form": form,
    }
    return render(request, "office/stationery.html", context, status=status)
