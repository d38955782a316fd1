"""What was typed when the log-in had run out: put aside, and given back to the same person.

It waits in the visitor's session, which the log-in goes on with. Only a form of ours is put aside
(its token is sealed), so nobody fills the database from outside; whoever else logs in at this
computer never sees it.
"""

from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.urls import reverse

from mailsvc.base.errors import AppError
from webui.mail import once
from webui.mail.forms.compose import TEXT_CHARS
from webui.shared.http import WebRequest

_KEY = "typed_mail"
_NOT_KEPT = frozenset({"csrfmiddlewaretoken", "action", "over", "confirmed", "template"})


def put_aside(request: HttpRequest, mailbox_pk: int) -> HttpResponse:
    """For the view's middleware: keep the form, then to the log-in and back."""
    path = reverse("mail:compose", args=[mailbox_pk])
    body = _fields(request.POST).urlencode()
    if once.is_ours(request.POST.get("token", "")) and len(body) < 9 * TEXT_CHARS:
        request.session[_KEY] = body
        path += "?typed=1"
    return redirect_to_login(path)


def answer_signed_out(_request: HttpRequest, mailbox_pk: int) -> HttpResponse:
    """For scripts: a page of HTML would tell them nothing."""
    path = reverse("mail:compose", args=[mailbox_pk])
    return JsonResponse({"code": "signed_out", "login": path}, status=401)


def take_back(request: WebRequest) -> QueryDict | None:
    """The form that was put aside, once, for the person who wrote it."""
    if "typed" not in request.GET or _KEY not in request.session:
        return None
    fields = QueryDict(request.session.pop(_KEY))
    try:
        once.unseal(request.actor, fields.get("token", ""))
    except (AppError, signing.BadSignature):
        return None
    return fields


def _fields(posted: QueryDict) -> QueryDict:
    kept = QueryDict(mutable=True)
    for name, values in posted.lists():
        if name not in _NOT_KEPT:
            kept.setlist(name, values)
    return kept
