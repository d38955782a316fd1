"""Exporting what was found: the same rows as on the page, as a file (ND30 Annex VI III.6.h)."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from docflow.documents.models import Document
from docflow.printing.tables import FORMATS, write_table
from docflow.search.query import Query
from docflow.search.selectors import select_documents
from docflow.search.table import ROWS_MAX, make_sheet
from mailsvc.directory.actor import Actor
from mailsvc.jobs.run import Outcome, Run, work

# What is written while the person waits; more becomes a job.
AT_ONCE = {"xlsx": 5000, "docx": 500, "pdf": 200}
_DAYS = ("since", "until")


def export(
    actor: Actor, query: Query, columns: Sequence[str], kind: str, *, most: int = ROWS_MAX
) -> bytes:
    """The file of the newest rows; every one is one the actor may see."""
    rows = _rows(actor, query)[:most]
    return write_table(make_sheet(_("Văn bản tìm được"), rows.iterator(1000), columns), kind)


@work(is_long=True)
def export_later(run: Run, **asked: Any) -> Outcome:
    """Arguments: query, columns, kind. The rights are those of the moment it runs."""
    query = query_of(asked["query"])
    run.result.write_bytes(export(run.actor, query, asked["columns"], asked["kind"]))
    return Outcome(_("Đã xuất xong, bấm để tải về."), file_name=f"van-ban.{asked['kind']}")


def arguments_of(query: Query) -> dict[str, Any]:
    """The query as JSON."""
    return {k: v.isoformat() if isinstance(v, date) else v for k, v in asdict(query).items()}


def query_of(arguments: dict[str, Any]) -> Query:
    """Back from JSON."""
    days = {k: date.fromisoformat(arguments[k]) for k in _DAYS if arguments[k]}
    return Query(**(arguments | days))


def known_kind(kind: str) -> str:
    """A format there is; the spreadsheet for anything else."""
    return kind if kind in FORMATS else "xlsx"


def _rows(actor: Actor, query: Query) -> QuerySet[Document]:
    rows = select_documents(actor, query).select_related("agency", "author", "unit")
    return rows.prefetch_related("entries")
