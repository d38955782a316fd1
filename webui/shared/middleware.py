"""Two edges of every request: who acts, and what an expected error looks like."""

import logging
from collections.abc import Callable

from django.contrib.auth.middleware import get_user
from django.contrib.auth.views import redirect_to_login
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.functional import SimpleLazyObject

from mailsvc.base import trace
from mailsvc.base.errors import AppError, RateLimited
from mailsvc.directory.models import Account
from mailsvc.directory.selectors import get_actor
from mailsvc.preferences.selectors import get_preferences
from mailsvc.signins.services import note_use
from mailsvc.workdays.selectors import refresh as refresh_calendar

logger = logging.getLogger(__name__)

Handler = Callable[[HttpRequest], HttpResponseBase]


class ActorMiddleware:
    """Signed-in requests get `request.actor`; others go to the log-in unless the view is public."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        token = trace.current.set(trace.new_trace_id())
        try:
            response = self.get_response(request)
        finally:
            trace.current.reset(token)
        if hasattr(request, "actor") and not response.has_header("Cache-Control"):
            response["Cache-Control"] = "no-store"  # shared computers: nothing stays behind
        return response

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponse],
        arguments: tuple[object, ...],
        named: dict[str, object],
    ) -> HttpResponseBase | None:
        """A view may say what becomes of a form sent after the log-in ran out."""
        try:
            user = get_user(request)  # and no lazy stand-in: what `request.user` becomes at a look
            if isinstance(user, Account):
                actor = get_actor(user)
                refresh_calendar()
                note_use(session_key=request.session.session_key or "")
                request.actor = actor  # type: ignore[attr-defined]
                request.preferences = SimpleLazyObject(  # type: ignore[attr-defined]
                    lambda: get_preferences(actor)
                )
                return None
        except DatabaseError as error:  # the session lies there: no view can be asked
            return _plain_unavailable(error)
        if not getattr(view, "login_required", True):
            return None
        instead = getattr(view, "when_signed_out", None)
        if instead is not None and request.method == "POST":
            return instead(request, *arguments, **named)  # type: ignore[no-any-return]
        return redirect_to_login(request.get_full_path())


class AppErrorMiddleware:
    """Maps the error tree to pages; the database being away is one of the expected errors."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, AppError):
            logger.info("refused %s: %s", error.code, sorted(error.facts))
            return _error_page(request, error)
        if isinstance(error, DatabaseError):
            return _plain_unavailable(error)
        return None


def _error_page(request: HttpRequest, error: AppError) -> HttpResponse:
    response = render(
        request,
        "error.html",
        {"text": error.public_text, "code": error.code, "status": error.http_status},
        status=error.http_status,
    )
    if isinstance(error, RateLimited):
        response["Retry-After"] = str(error.retry_after_s)
    return response


def _plain_unavailable(error: DatabaseError) -> HttpResponse:
    """Without the database there is no session, hence no frame: one plain sentence."""
    logger.error("database unavailable: %s", type(error).__name__)
    return HttpResponse(
        "<!doctype html><html lang='vi'><meta charset='utf-8'><title>Công Văn</title>"
        "<p>Cơ sở dữ liệu tạm thời không trả lời. Đồng chí bấm nút quay lại, chờ một phút rồi làm "
        "lại; nội dung vừa gõ vẫn còn trong trang trước.</p></html>",
        status=503,
        headers={"Retry-After": "60", "Cache-Control": "no-store"},
    )
