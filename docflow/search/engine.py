"""Two dialects of one question: which documents hold all these words?

The statements are constants; what a person typed goes in as a parameter, folded.
"""

from collections.abc import Sequence

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from docflow.documents.models import Document
from docflow.search.words import words_of

_POSTGRES = "SELECT document_id FROM docflow_searchtext WHERE vector @@ %s::tsquery"
_SQLITE = "SELECT rowid FROM docflow_searchwords WHERE docflow_searchwords MATCH %s"


def matching(rows: QuerySet[Document], text: str) -> QuerySet[Document]:
    """Rows that hold every word of `text`; the last one may be a beginning still being typed."""
    words = words_of(text)
    if not words:
        return rows
    if connection.vendor == "postgresql":
        return rows.filter(pk__in=RawSQL(_POSTGRES, [_tsquery(words)]))  # noqa: S611
    return rows.filter(pk__in=RawSQL(_SQLITE, [_fts5(words)]))  # noqa: S611


# Folded words hold letters and digits only: nothing in them is a sign of either language.
def _tsquery(words: Sequence[str]) -> str:
    return " & ".join([*(f"'{word}'" for word in words[:-1]), f"'{words[-1]}':*"])


def _fts5(words: Sequence[str]) -> str:
    return " AND ".join([*(f'"{word}"' for word in words[:-1]), f'"{words[-1]}"*'])
