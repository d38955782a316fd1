"""One act on the rows ticked in a box: at once for a few, as a job with progress for many."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from docflow.routing.bulk import BULK_ACTIONS, WITH_WORDS, bulk_job, need_rows, run_bulk
from mailsvc.base.errors import NotFound
from mailsvc.jobs import onetime
from webui.shared.http import WebRequest

_AT_ONCE = 20
_WORDS_MAX = 2000


@require_POST
def bulk(request: WebRequest, action: str) -> HttpResponse:
    """Back to the box with what was done, and for each other row why not."""
    if action not in BULK_ACTIONS:
        raise NotFound("bulk", _("Không có việc làm hàng loạt này."))
    back = reverse("work:box", args=[action])
    typed = request.POST.getlist("row")
    pks = [int(one) for one in typed if one.isdecimal() and len(one) < 16]
    text = request.POST.get("text", "")[:_WORDS_MAX]
    if not pks:
        messages.warning(request, _("Chưa chọn dòng nào: đánh dấu ở đầu dòng rồi bấm lại."))
    elif action in WITH_WORDS and not text.strip():
        messages.warning(request, _("Ghi kết quả ở ô bên dưới rồi bấm lại."))
    elif len(pks) > _AT_ONCE:
        need_rows(pks)
        title = _("Làm hàng loạt: %(count)d dòng") % {"count": len(pks)}
        arguments = {"action": action, "pks": pks, "text": text}
        job = onetime.enqueue(
            request.actor, bulk_job, title=title, arguments=arguments, back_url=back
        )
        return redirect("jobs:job", job.pk)
    else:
        _tell(request, action, pks, text)
    return redirect(back)


def _tell(request: WebRequest, action: str, pks: list[int], text: str) -> None:
    results = run_bulk(request.actor, action, pks, text=text)
    failed = [result for result in results if result.words]
    done = len(results) - len(failed)
    if done:
        words = ngettext("Đã làm %(done)d dòng.", "Đã làm %(done)d dòng.", done)
        messages.success(request, words % {"done": done}, extra_tags="ok")
    for result in failed:
        messages.warning(request, f"{result.title}: {result.words}", extra_tags="bad")
