"""A step of one part of a document: accept, finish, give back, take back, extend."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from docflow.documents.access import access_document
from docflow.models import Assignment
from docflow.routing.part_steps import access_part, choose_part_row
from docflow.routing.parties import parties_of_part
from mailsvc.base.errors import Conflict, NotFound
from webui.documents.page import show_document
from webui.documents.part_panels import PART_KINDS, make_part_form
from webui.documents.refusals import refusals_on
from webui.shared.http import WebRequest


def part(request: WebRequest, pk: int, action: str) -> HttpResponse:
    """The form of the action, its service, back to the document's page."""
    if action not in PART_KINDS:
        raise NotFound("part_action", _("Không có việc này."))
    kind, found = PART_KINDS[action], access_part(request.actor, pk)
    if request.method != "POST":
        return redirect("documents:document", found.document_id)
    form = make_part_form(found, action, request.POST)
    if not form.is_valid():
        # A wrong form is not the matter where the step is another's.
        choose_part_row(found, parties_of_part(request.actor, found), action)
        return _again(request, found, action, form)
    try:
        with refusals_on(form):
            kind.run(request.actor, pk, form)
    except Conflict as conflict:
        fresh = access_document(request.actor, found.document_id)
        return show_document(request, fresh, conflict=conflict.public_text)
    if form.errors:
        return _again(request, found, action, form)
    messages.success(request, str(kind.done))
    return redirect("documents:document", found.document_id)


def _again(request: WebRequest, part: Assignment, action: str, form: forms.Form) -> HttpResponse:
    """The page with what was typed, and why it was refused."""
    fresh = access_document(request.actor, part.document_id)
    return show_document(request, fresh, failed=(f"{action}:{part.pk}", form))
