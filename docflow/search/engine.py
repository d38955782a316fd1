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
_WHOLE = "SELECT document_id FROM docflow_searchtext"
_PLANNED = " ".join(("EXPLAIN (FORMAT JSON)", _POSTGRES, "UNION ALL", _WHOLE))
_SQLITE = "SELECT rowid FROM docflow_searchwords WHERE docflow_searchwords MATCH %s"
# So many of all are sooner read from the index of words, and sorted, than met on the way from the
# newest; of a word that its statistics do not know PostgreSQL supposes half of it.
_RARE = 0.01


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


def holding(rows: QuerySet[Document], asked: str) -> QuerySet[Document]:
    """Rows that answer what `ask_words` made."""
    held = _POSTGRES if connection.vendor == "postgresql" else _SQLITE
    return rows.filter(pk__in=RawSQL(held, [asked]))  # noqa: S611


def is_rare(asked: str) -> bool:
    """Whether few hold the words, as PostgreSQL's statistics say; it may err, and costs no search.

    Only the way to the rows may depend on it. SQLite goes its one way.
    """
    if connection.vendor != "postgresql":
        return False
    plan: Any = ask(_PLANNED, [asked], is_kept=False)[0][0]
    planned = json.loads(plan) if isinstance(plan, str) else plan
    held, whole = (int(part["Plan Rows"]) for part in planned[0]["Plan"]["Plans"])
    return held <= whole * _RARE


# Folded words hold letters and digits only: nothing in them is a sign of either language.
def _tsquery(words: Sequence[str]) -> str:
    return " & ".join([*(f"'{word}'" for word in words[:-1]), f"'{words[-1]}':*"])


def _fts5(words: Sequence[str]) -> str:
    return " AND ".join([*(f'"{word}"' for word in words[:-1]), f'"{words[-1]}"*'])
