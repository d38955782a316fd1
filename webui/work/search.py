"""The search box of every page: documents one may see, and inboxes; accents optional."""

from django.http import HttpResponse
from django.shortcuts import render

from docflow.documents.selectors import Box, list_documents
from docflow.models import Document
from docflow.rules.levels import URGENCY_STAMP
from mailsvc.base import clock
from mailsvc.base.text import clean_line
from webui.documents.tags import Tag, document_tag
from webui.shared.http import WebRequest
from webui.work.mails import search_mails

_SHOWN = 20
_QUERY_MAX = 200


def search(request: WebRequest) -> HttpResponse:
    """`?q=`; nothing typed finds nothing."""
    text = clean_line(request.GET.get("q", ""))[:_QUERY_MAX]
    incoming = _find(request, text, Box.INCOMING)
    outgoing = _find(request, text, Box.OUTGOING)
    mails = search_mails(request.actor, text)
    context = {"query": text, "incoming": incoming, "outgoing": outgoing, "mails": mails}
    return render(request, "work/search.html", context)


def _find(request: WebRequest, text: str, box: Box) -> list[tuple[Document, Tag, str]]:
    if not text:
        return []
    today = clock.today()
    rows = list_documents(request.actor, box=box, text=text, today=today).rows[:_SHOWN]
    return [(row, document_tag(row, today), URGENCY_STAMP.get(row.urgency, "")) for row in rows]
