"""Sổ văn bản đi."""

from django.http import HttpResponse

from docflow.rules.states import Direction
from webui.documents.registers import show_register
from webui.shared.http import WebRequest


def outgoing(request: WebRequest) -> HttpResponse:
    """The register of outgoing documents."""
    return show_register(request, Direction.OUT, here="outgoing")
