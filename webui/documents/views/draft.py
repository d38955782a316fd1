"""A new draft."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from docflow.routing import draft_services
from mailsvc.base.errors import Forbidden
from webui.documents.drafting import make_draft_form, show_draft, stored_annexes, typing_of
from webui.documents.frame import may_draft
from webui.documents.refusals import refusals_on
from webui.shared.http import WebRequest


def draft(request: WebRequest) -> HttpResponse:
    """Officers and heads of unit begin a document."""
    if not may_draft(request.actor):
        raise Forbidden("role", _("Việc soạn văn bản là của chuyên viên và trưởng đơn vị."))
    typing = typing_of(request)
    form = make_draft_form(request, typing=typing)
    files = stored_annexes(request, form) if request.method == "POST" else ()
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            made = draft_services.create_draft(
                request.actor, form.to_content(files), token=typing.token
            )
        if not form.errors:
            messages.success(request, _("Đã lưu dự thảo. Xem bản in thử rồi trình duyệt."))
            return redirect("documents:document", made.pk)
    return show_draft(request, form, None, files, typing=typing)
