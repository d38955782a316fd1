"""Requests for more time that wait for an answer."""

from django.db.models import QuerySet

from docflow.deadlines.models import Extension
from docflow.documents.access import visible_to
from docflow.documents.models import Document
from docflow.rules.states import State
from mailsvc.directory.actor import Actor


def open_extensions(document: Document) -> dict[int, Extension]:
    """By part: the request nobody has answered."""
    rows = Extension.objects.filter(part__document=document, state=Extension.State.ASKED)
    return {row.part_id: row for row in rows.select_related("asked_by")}


def extensions_to_answer(actor: Actor) -> QuerySet[Extension]:
    """Requests about dates the actor has set, of documents he may see and that are under way."""
    seen = visible_to(actor).filter(state__in=(State.DIRECTED, State.IN_PROGRESS))
    rows = Extension.objects.filter(
        state=Extension.State.ASKED, part__given_by=actor.person_pk or 0, part__document__in=seen
    )
    return rows.select_related("part__document", "asked_by")
