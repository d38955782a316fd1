"""Two dialects of one question: which documents hold all these words?

The statements are constants; what a person typed goes in as a parameter, folded.
"""

import json
from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from docflow.documents.models import Document
from docflow.search.words import words_of
from mailsvc.prepared.driver import ask

_POSTGRES = "SELECT document_id FROM docflow_searchtext WHERE vector @@ %s::tsquery"
_BEYOND = f"{_POSTGRES} AND document_id > %s"
_WHOLE = "SELECT document_id FROM docflow_searchtext"
_PLANNED = " ".join(("EXPLAIN (FORMAT JSON)", _POSTGRES, "UNION ALL", _WHOLE))
_SQLITE = "SELECT rowid FROM docflow_searchwords WHERE docflow_searchwords MATCH %s"
_SQLITE_BEYOND = f"{_SQLITE} AND rowid > %s"


def matching(rows: QuerySet[Document], text: str) -> QuerySet[Document]:
    """Rows that hold every word of `text`; the last one may be a beginning still being typed."""
    asked = ask_words(text)
    return holding(rows, asked) if asked else rows


def ask_words(text: str) -> str:
    """The question for the words of `text`, in the database's own language; "" without any."""
    words = words_of(text)
    if not words:
        return ""
    return _tsquery(words) if connection.vendor == "postgresql" else _fts5(words)


def holding(rows: QuerySet[Document], asked: str, *, beyond: int = 0) -> QuerySet[Document]:
    """Rows that answer what `ask_words` made; `beyond`: only those with a larger key."""
    is_postgres = connection.vendor == "postgresql"
    if beyond:
        newest = _BEYOND if is_postgres else _SQLITE_BEYOND
        return rows.filter(pk__in=RawSQL(newest, [asked, beyond]))  # noqa: S611
    return rows.filter(pk__in=RawSQL(_POSTGRES if is_postgres else _SQLITE, [asked]))  # noqa: S611


def estimate(asked: str) -> tuple[int, int]:
    """How many hold the words, and how many there are, as PostgreSQL's statistics say.

    Of a word they do not know it supposes half a hundredth.
    """
    plan: Any = ask(_PLANNED, [asked], is_kept=False)[0][0]
    planned = json.loads(plan) if isinstance(plan, str) else plan
    held, whole = (int(part["Plan Rows"]) for part in planned[0]["Plan"]["Plans"])
    return held, whole


# Folded words hold letters and digits only: nothing in them is a sign of either language.
def _tsquery(words: Sequence[str]) -> str:
    return " & ".join([*(f"'{word}'" for word in words[:-1]), f"'{words[-1]}':*"])


def _fts5(words: Sequence[str]) -> str:
    return " AND ".join([*(f'"{word}"' for word in words[:-1]), f'"{words[-1]}"*'])
