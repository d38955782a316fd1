"""The language of a page, and the switch: Vietnamese first, English beside it."""

from collections.abc import Callable

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import activate, get_language_from_request
from django.views.decorators.http import require_POST

from mailsvc.base.errors import Invalid
from mailsvc.directory.services import set_language

LANGUAGES = ("vi", "en")
Handler = Callable[[HttpRequest], HttpResponseBase]


class LanguageMiddleware:
    """By the browser's cookie, else by what it says it prefers.

    In place of Django's, which looks into each address twice for a language: no address of ours
    names one.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        language = get_language_from_request(request)
        activate(language)
        request.LANGUAGE_CODE = language
        response = self.get_response(request)
        patch_vary_headers(response, ("Accept-Language",))
        response.headers.setdefault("Content-Language", language)
        return response


@require_POST
@login_not_required
def switch_language(request: HttpRequest) -> HttpResponse:
    """Set the language for this browser, and for the account when signed in."""
    language = request.POST.get("language", "")
    if language not in LANGUAGES:
        raise Invalid("language", "Ngôn ngữ không có.")
    if request.user.is_authenticated:
        set_language(request.actor, language=language)  # type: ignore[attr-defined]
    target = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        target = "/"
    response = HttpResponseRedirect(target)
    response.set_cookie("cv_language", language, max_age=31_536_000, samesite="Lax")
    return response
