"""The words of documents, and searches people keep."""

from typing import ClassVar

from django.db import models


class SearchText(models.Model):
    """Folded words of one document, each once; an index of the database stands over it.

    The index is made in the migration: FTS5 by triggers on SQLite, a generated column with GIN on
    PostgreSQL. A later migration that changes this table must make it anew.
    """

    document = models.OneToOneField(
        "docflow.Document", primary_key=True, on_delete=models.CASCADE, related_name="words"
    )
    fields = models.TextField(help_text="what stands in the document's own fields")
    content = models.TextField(blank=True, default="", help_text="what stands in its files")

    class Meta:
        db_table = "docflow_searchtext"

    def __str__(self) -> str:
        return f"{self.document_id}"


class SavedSearch(models.Model):
    """A search under a name; `query` is the query string of the page."""

    account = models.ForeignKey(
        "directory.Account", on_delete=models.CASCADE, related_name="document_searches"
    )
    name = models.CharField(max_length=80)
    query = models.CharField(max_length=1000)

    class Meta:
        ordering = ("name",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("account", "name"), name="docflow_savedsearch_once")
        ]

    def __str__(self) -> str:
        return self.name
