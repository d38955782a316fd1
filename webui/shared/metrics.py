"""Prometheus' page: for a program on this machine, or one that shows the token."""

import ipaddress
from secrets import compare_digest

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from mailsvc.base.errors import NotFound
from mailsvc.metrics.page import CONTENT_TYPE, Reader, render
from mailsvc.operations.figures import read_alerts
from mailsvc.queue.figures import read_depth, read_spool

READERS = (
    Reader("queue", read_depth),
    Reader("spool", read_spool),
    Reader("alerts", read_alerts),
)
# What a proxy adds: such a request only seems to come from this machine.
_FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_REAL_IP", "HTTP_FORWARDED")


@require_GET
@login_not_required
def metrics(request: HttpRequest) -> HttpResponse:
    """The figures of all processes; NotFound for strangers, as if there were no such page."""
    if not (_is_from_here(request) or _shows_token(request)):
        raise NotFound("no_page", "Không có trang này.")
    return HttpResponse(render(READERS), content_type=CONTENT_TYPE)


def _is_from_here(request: HttpRequest) -> bool:
    if any(name in request.META for name in _FORWARDED):
        return False
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def _shows_token(request: HttpRequest) -> bool:
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    token: str = settings.METRICS_TOKEN
    return bool(token) and scheme == "Bearer" and compare_digest(given.encode(), token.encode())
