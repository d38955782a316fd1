"""Papers of the work on a document: what mails bring while it is under way (ND30 art. 29(1))."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from docflow.documents.files import StoredFile
from docflow.documents.models import Document
from docflow.documents.services import add_files
from docflow.routing.steps import begin, tidy
from docflow.rules.states import FileRole
from mailsvc.base.errors import Conflict, Invalid
from mailsvc.directory.actor import Actor

PAPERS_MAX = 50


@transaction.atomic
def keep_papers(
    actor: Actor,
    *,
    document_pk: int,
    papers: Sequence[StoredFile],
    source: str,
    now: datetime | None = None,
) -> Document:
    """Put papers beside the document; they are no part of it and never go out with it.

    `source` says where they come from, in words. What it has already is left out; Conflict when
    that is all of it, Invalid for none or too many. Whoever sees the document sees its papers.
    """
    step = begin(actor, document_pk, "keep_paper", now=now)
    if any(paper.role != FileRole.PAPER for paper in papers):
        raise AssertionError("only papers are kept: another role would become part of the document")
    if not 0 < len(papers) <= PAPERS_MAX:
        raise Invalid("papers", f"Đồng chí chọn từ 1 đến {PAPERS_MAX} tệp để lưu vào hồ sơ.")
    there = set(step.document.files.filter(is_current=True).values_list("sha256", flat=True))
    single = {paper.sha256: paper for paper in reversed(papers)}  # the first of twins stays
    fresh = [paper for paper in papers if paper is single[paper.sha256]]
    fresh = [paper for paper in fresh if paper.sha256 not in there]
    if not fresh:
        raise Conflict("paper_kept", "Các tệp đã chọn đều có trong hồ sơ này rồi.")
    add_files(step.document, fresh, now=step.now)
    names = ", ".join(paper.name for paper in fresh)
    said = tidy(f"{names} ({source})" if source else names)
    return step.finish(text=said, facts={"sha256": [paper.sha256 for paper in fresh]})
