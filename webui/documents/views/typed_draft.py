"""Keeping a draft of a document while one types: asked by the page's script, answered in JSON."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from docflow.models import TypedDraft
from docflow.routing.typing_services import drop_typed as drop
from docflow.routing.typing_services import files_of
from docflow.routing.typing_services import keep_typed as keep
from mailsvc.base import clock
from mailsvc.base.errors import AppError, Conflict
from webui.documents.drafting import annexes_to_keep
from webui.documents.forms.draft import KEPT_FIELDS
from webui.documents.frame import may_draft
from webui.documents.uploads import seal
from webui.shared.http import WebRequest


@require_POST
def keep_typed(request: WebRequest) -> HttpResponse:
    """When it was kept; else the reason, and whether trying again may help.

    By the page's button, where no script runs: back to the form with what was kept.
    """
    is_page = "text/html" in request.headers.get("Accept", "")
    if not may_draft(request.actor):
        return JsonResponse({"code": "role", "text": ""}, status=403)
    try:
        row = _keep(request)
    except AppError as error:
        if is_page:
            raise
        return _refused(error)
    if is_page:
        messages.success(
            request, _("Đã giữ bản đang gõ, cả tệp. Đồng chí soạn tiếp lúc nào cũng được.")
        )
        return redirect(_address(row))
    return JsonResponse({"at": f"{clock.local(row.typed_at):%H:%M}"} | _files_told(request, row))


def _keep(request: WebRequest) -> TypedDraft:
    fields = {name: request.POST.getlist(name) for name in KEPT_FIELDS if name in request.POST}
    return keep(
        request.actor,
        token=request.POST.get("typed", ""),
        fields=fields or None,
        files=annexes_to_keep(request),
        document_pk=_document_pk(request),
        is_over="over" in request.POST,
    )


def _files_told(request: WebRequest, row: TypedDraft) -> dict[str, object]:
    """To whom sent some: what is kept now, and the token the form goes on with."""
    if "kept" not in request.POST and not request.FILES:
        return {}
    files = files_of(row)
    named = [
        {"name": one.name, "size": filesizeformat(one.size_bytes), "id": one.sha256}
        for one in files
    ]
    return {"kept": seal(request.actor, files), "files": named}


def _address(row: TypedDraft) -> str:
    if row.document_id is not None:
        return reverse("documents:edit_draft", args=[row.document_id])
    return f"{reverse('documents:draft')}?tiep={row.token}"


def _signed_out(_request: HttpRequest) -> HttpResponse:
    """For scripts: a page of HTML would tell them nothing."""
    told = {"code": "signed_out", "login": reverse("documents:draft")}
    return JsonResponse(told, status=401)


keep_typed.when_signed_out = _signed_out  # type: ignore[attr-defined]


@require_POST
def drop_typed(request: WebRequest) -> HttpResponse:
    """Back to the form without it."""
    drop(request.actor, token=request.POST.get("typed", ""))
    document_pk = _document_pk(request)
    if document_pk is None:
        return redirect("documents:draft")
    return redirect("documents:edit_draft", document_pk)


def _document_pk(request: WebRequest) -> int | None:
    """None for a document that was never saved."""
    sent = request.POST.get("document", "")
    return int(sent) if sent.isdecimal() and len(sent) < 16 else None


def _refused(error: AppError) -> HttpResponse:
    status = 409 if isinstance(error, Conflict) else 422
    told = {"code": error.code, "text": error.public_text}
    made = error.facts.get("document_pk")
    if made is not None:
        told["page"] = reverse("documents:document", args=[made])
    return JsonResponse(told, status=status)
