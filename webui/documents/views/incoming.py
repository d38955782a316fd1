"""Sổ văn bản đến: the first page of the documents place."""

from django.http import HttpResponse

from docflow.rules.states import Direction
from webui.documents.registers import show_register
from webui.shared.http import WebRequest


def incoming(request: WebRequest) -> HttpResponse:
    """The register of incoming documents, as far as the actor may see it."""
    return show_register(request, Direction.IN, here="incoming")
