"""Away: who acts for me with documents, for whom I act; giving it and taking it back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from docflow.routing.selectors import list_my_work, list_receivers
from mailsvc.base import clock
from mailsvc.base.errors import Conflict
from mailsvc.directory.deputies import depute, list_given, list_received, revoke
from webui.documents.refusals import refusals_on
from webui.shared.http import WebRequest
from webui.work.deputies_form import DeputyForm
from webui.work.frame import render_work


@require_http_methods(["GET", "POST"])
def deputies(request: WebRequest) -> HttpResponse:
    """Show, or give and show again."""
    today = clock.today()
    people = list_receivers(request.actor).people
    others = [(p.pk, p.full_name) for p in people if p.pk != request.actor.person_pk]
    data = request.POST if request.method == "POST" else None
    form = DeputyForm(data, people=others, initial={"first_on": today})
    if data is not None and form.is_valid():
        try:
            with refusals_on(form):
                depute(request.actor, form.to_command())
        except Conflict as conflict:
            form.add_error(None, conflict.public_text)
        if not form.errors:
            messages.success(request, _("Đã ủy quyền."), extra_tags="ok")
            return redirect("work:deputies")
    context: dict[str, object] = {
        "form": form,
        "given": list(list_given(request.actor)),
        "received": list(list_received(request.actor)),
        "today": today,
    }
    items = list_my_work(request.actor, today=today)
    response = render_work(request, "deputies.html", context, items=items, here="deputies")
    response.status_code = 422 if form.errors else 200
    return response


@require_POST
def end_deputation(request: WebRequest, pk: int) -> HttpResponse:
    """From now on the deputy may not."""
    revoke(request.actor, pk=pk)
    messages.success(request, _("Đã thôi ủy quyền."), extra_tags="ok")
    return redirect("work:deputies")
