"""The language switch: Vietnamese first, English beside it."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from mailsvc.base.errors import Invalid
from mailsvc.directory.services import set_language

LANGUAGES = ("vi", "en")


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
