"""A large file from the page's script, which shows how far it is; answered in JSON."""

from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_POST

from mailsvc.base.errors import AppError
from webui.mail import typed
from webui.mail.desk import open_desk
from webui.mail.linking import keep_upload, url_of, words_of
from webui.shared.http import WebRequest


@require_POST
def link_file(request: WebRequest, mailbox_pk: int) -> HttpResponse:
    """The lines for the mail and the address in them; else the reason."""
    desk = open_desk(request.actor, mailbox_pk)
    try:
        file = request.FILES.get("large")
        link = keep_upload(request, desk.sender, file, request.POST.get("large_days", ""))
    except AppError as error:
        answer = {"code": error.code, "text": error.public_text}
        return JsonResponse(answer, status=error.http_status)
    return JsonResponse({"words": words_of(request, link), "url": url_of(request, link)})


link_file.when_signed_out = typed.answer_signed_out  # type: ignore[attr-defined]
