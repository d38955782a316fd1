"""One act on the rows ticked in a box: at once for a few, as a job with progress for many."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from docflow.routing.bulk import (
    BULK_ACTIONS,
    Given,
    bulk_job,
    job_arguments,
    need_rows,
    run_bulk,
)
from mailsvc.base.errors import NotFound
from mailsvc.jobs import onetime
from webui.shared.http import WebRequest
from webui.work.box import address_of, show_box
from webui.work.bulk_form import BulkForm

_AT_ONCE = 20


@require_POST
def bulk(request: WebRequest, action: str) -> HttpResponse:
    """Back to the box with what was done, and for each other row why not."""
    if action not in BULK_ACTIONS:
        raise NotFound("bulk", _("Không có việc làm hàng loạt này."))
    back = address_of(action)
    typed = request.POST.getlist("row")
    pks = [int(one) for one in typed if one.isdecimal() and len(one) < 16]
    if not pks:
        messages.warning(request, _("Chưa chọn dòng nào: đánh dấu ở đầu dòng rồi bấm lại."))
        return redirect(back)
    need_rows(pks)
    form = BulkForm(action, request.actor, request.POST)
    if not form.is_valid():
        return show_box(request, action, failed=form, ticked=set(pks))
    if len(pks) > _AT_ONCE:
        job = onetime.enqueue(
            request.actor,
            bulk_job,
            title=_("Làm hàng loạt: %(count)d dòng") % {"count": len(pks)},
            arguments=job_arguments(action, pks, form.given),
            back_url=back,
        )
        return redirect("jobs:job", job.pk)
    _tell(request, action, pks, form.given)
    return redirect(back)


def _tell(request: WebRequest, action: str, pks: list[int], given: Given) -> None:
    results = run_bulk(request.actor, action, pks, given)
    failed = [result for result in results if result.words]
    done = len(results) - len(failed)
    if done:
        words = ngettext("Đã làm %(done)d dòng.", "Đã làm %(done)d dòng.", done)
        messages.success(request, words % {"done": done}, extra_tags="ok")
    for result in failed:
        messages.warning(request, f"{result.title}: {result.words}", extra_tags="bad")
