"""A page for the supervisor: answers when the web process and its database do."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse

from mailsvc.directory.selectors import has_demo_accounts


@login_not_required
def health(request: HttpRequest) -> HttpResponse:
    """`ok`; a database error becomes 503 in the middleware."""
    has_demo_accounts()
    return HttpResponse("ok", content_type="text/plain")
