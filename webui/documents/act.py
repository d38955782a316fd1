"""One POST of the document page: a form, one service, a redirect to the page."""

from collections.abc import Callable
from typing import TypeVar

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect

from docflow.documents.access import access_document
from mailsvc.base.errors import Conflict
from webui.documents.page import show_document
from webui.documents.panels import make_form, refuse_unless_offered
from webui.documents.refusals import refusals_on
from webui.shared.http import WebRequest

AnyForm = TypeVar("AnyForm", bound=Form)


def take_step(
    request: WebRequest,
    pk: int,
    action: str,
    form_type: type[AnyForm],
    run: Callable[[AnyForm], object],
    *,
    done: str,
) -> HttpResponse:
    """Run the action's service with its form; a refusal of what was typed shows the page again."""
    document = access_document(request.actor, pk)
    if request.method != "POST":
        return redirect("documents:document", pk)
    form = make_form(request.actor, document, action, request.POST)
    if not isinstance(form, form_type):
        raise AssertionError("the panel's form and the view's differ")
    if not form.is_valid():
        refuse_unless_offered(request.actor, document, action)
        return show_document(request, document, failed=(action, form))
    try:
        with refusals_on(form):
            run(form)
    except Conflict as conflict:
        # Somebody was faster: the page as it is now, and why nothing was done.
        fresh = access_document(request.actor, pk)
        return show_document(request, fresh, conflict=conflict.public_text)
    if form.errors:
        return show_document(request, document, failed=(action, form))
    messages.success(request, done)
    return redirect("documents:document", pk)
