"""Having seen all notices."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from docflow.notices.services import mark_seen
from webui.shared.http import WebRequest


@require_POST
def see_all(request: WebRequest) -> HttpResponse:
    """Back to the first page, without them."""
    mark_seen(request.actor)
    return redirect("work:home")
