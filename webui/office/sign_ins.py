"""Where one is signed in: ending one other place, or all of them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from mailsvc.signins import services
from webui.shared.http import WebRequest


@require_POST
def end_one(request: WebRequest, pk: int) -> HttpResponse:
    """That browser is at the log-in with its next click."""
    services.end_sign_in(request.actor, pk=pk, session_key=_here(request))
    messages.success(request, _("Đã thoát khỏi nơi ấy."), extra_tags="ok")
    return redirect("office:account")


@require_POST
def end_others(request: WebRequest) -> HttpResponse:
    """All but this browser."""
    count = services.end_others(request.actor, session_key=_here(request))
    said = ngettext("Đã thoát khỏi %(n)s nơi khác.", "Đã thoát khỏi %(n)s nơi khác.", count)
    text = said % {"n": count} if count else _("Đồng chí không đăng nhập ở nơi nào khác.")
    messages.success(request, text, extra_tags="ok")
    return redirect("office:account")


def _here(request: WebRequest) -> str:
    return request.session.session_key or ""
