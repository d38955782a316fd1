"""Stopping a background job."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mailsvc.jobs import onetime
from webui.shared.http import WebRequest


@require_POST
def cancel(request: WebRequest, pk: int) -> HttpResponse:
    """Ask it to stop; what is done stays done."""
    onetime.cancel(request.actor, pk=pk)
    messages.success(request, _("Đã yêu cầu dừng. Phần đã làm vẫn giữ nguyên."), extra_tags="ok")
    return redirect("jobs:job", pk)
