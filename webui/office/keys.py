"""All shortcuts on one page; the same text is the sheet that “?” shows over any page."""

from django.http import HttpResponse
from django.shortcuts import render

from webui.shared.http import WebRequest


def keys(request: WebRequest) -> HttpResponse:
    """The page, or its table alone for the sheet."""
    name = "office/_keys.html" if request.htmx else "office/keys.html"
    return render(request, name)
