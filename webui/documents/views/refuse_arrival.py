"""Refusing an arrival: the sender reads the reason, no number is used."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from docflow.intake import services
from docflow.intake.access import access_arrival
from webui.documents.forms.words import ReasonForm
from webui.documents.refusals import refusals_on
from webui.documents.views.arrival import show_arrival
from webui.shared.http import WebRequest


def refuse_arrival(request: WebRequest, pk: int) -> HttpResponse:
    """Send it back."""
    found = access_arrival(request.actor, pk)
    if request.method != "POST":
        return redirect("documents:arrival", pk)
    form = ReasonForm(request.POST)
    if form.is_valid():
        with refusals_on(form):
            reason = form.cleaned_data["reason"]
            services.refuse_arrival(request.actor, arrival_pk=pk, reason=reason)
    if form.errors:
        return show_arrival(request, found, failed=form)
    messages.success(request, _("Đã từ chối tiếp nhận; nơi gửi được báo lý do."))
    return redirect("documents:intake")
