"""After the log-in with a slip's password: no other page before one's own password is set."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

FLAG = "first_password"
_OPEN = frozenset({"begin:password", "logout", "language", "login", "health", "metrics"})

Handler = Callable[[HttpRequest], HttpResponseBase]


class FirstPasswordMiddleware:
    """The log-in sets the flag in the session, the new password takes it away."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponseBase | None:
        match = request.resolver_match
        if match is None or match.view_name in _OPEN or not request.session.get(FLAG):
            return None
        return redirect("begin:password")
