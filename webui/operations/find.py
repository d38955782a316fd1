"""From a trace id, a Message-ID or an ENVID to the mail."""

from django.http import HttpResponse
from django.shortcuts import redirect

from mailsvc.queue.operator_selectors import find_mails
from webui.operations.frame import render_page
from webui.shared.http import WebRequest


def find(request: WebRequest) -> HttpResponse:
    """`?ma=`: straight to the mail when there is one, else a list, or what to do about nothing."""
    text = request.GET.get("ma", "")[:300]
    found = find_mails(request.actor, text)
    if len(found) == 1:
        return redirect("operations:mail", found[0].pk)
    return render_page(request, "find.html", {"text": text, "found": found})
