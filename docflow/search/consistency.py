"""S1: each document has its words."""

from collections.abc import Iterator

from docflow.documents.models import Document


def find_faults() -> Iterator[str]:
    """One line per document nobody could find."""
    for pk in Document.objects.filter(words__isnull=True).values_list("pk", flat=True):
        yield f"S1 document {pk}: has no words to be found by"
