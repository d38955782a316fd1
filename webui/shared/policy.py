"""What browsers may do with our pages: one policy, made once, on every answer."""

from collections.abc import Callable

from csp.constants import HEADER
from csp.utils import build_policy
from django.http import HttpRequest, HttpResponseBase

Handler = Callable[[HttpRequest], HttpResponseBase]


class PolicyMiddleware:
    """The Content-Security-Policy of the settings, but for an answer that brings its own.

    In place of django-csp's middleware, which puts the same words together for each answer.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response
        self._policy = build_policy()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if HEADER not in response:
            response[HEADER] = self._policy
        return response
