"""Keeping the words of documents, inside the transaction that changes them; keeping searches."""

from collections.abc import Iterable

from django.db import transaction

from docflow.documents.models import Document, DocumentFile
from docflow.rules.states import Direction
from docflow.search.access import account_of, saved_by
from docflow.search.models import SavedSearch, SearchText
from docflow.search.words import join_words
from docflow.texts.models import FileText
from mailsvc.base.errors import Conflict, Invalid, NotFound
from mailsvc.base.text import clean_line
from mailsvc.directory.actor import Actor

SAVED_MAX = 30
_QUERY_MAX = 1000


def first_words(document: Document, *, has_files: bool) -> SearchText:
    """The words of a document just inserted, and of its files; for the caller to insert."""
    names, sha256s = _names_and_files(document) if has_files else ([], [])
    return SearchText(
        document=document,
        fields=_fields_of(document, names),
        content=_content_of(sha256s),
    )


def index_document(document: Document) -> None:
    """Keep the words of the document's fields, recipients and names of files as they are now.

    Nothing is written where they are what they were: most steps change none. What stands in the
    files is read for a new document; later `index_content` keeps it.
    """
    names, sha256s = _names_and_files(document)
    fields = _fields_of(document, names)
    known = SearchText.objects.filter(pk=document.pk)
    before = known.values_list("fields", flat=True).first()
    if before is None:
        content = _content_of(sha256s)
        SearchText.objects.create(document=document, fields=fields, content=content)
    elif before != fields:
        known.update(fields=fields)


def index_content(document: Document) -> None:
    """Keep the words of its files, some of which came or went; a new document has none yet."""
    known = SearchText.objects.filter(pk=document.pk)
    if known.exists():
        _names, sha256s = _names_and_files(document)
        known.update(content=_content_of(sha256s))


def add_content(sha256: str, text: str) -> None:
    """A file's text was read: its words are words of every document that holds the file."""
    held = DocumentFile.objects.filter(sha256=sha256).values("document_id")
    for row in SearchText.objects.filter(pk__in=held).select_for_update():
        row.content = join_words(row.content, text)
        row.save(update_fields=["content"])


@transaction.atomic
def save_search(actor: Actor, *, name: str, query: str) -> SavedSearch:
    """Keep a search under a name; the same name again replaces it."""
    title = clean_line(name)[:80]
    if not title:
        raise Invalid("name", "Hãy đặt tên cho lần tìm này.", {"name": "Hãy đặt tên."})
    if len(query) > _QUERY_MAX:
        raise Invalid("query", "Điều kiện tìm dài quá, hãy bớt chữ.")
    mine = saved_by(actor)
    if mine.exclude(name=title).count() >= SAVED_MAX:
        raise Conflict("saved_full", f"Đã giữ {SAVED_MAX} lần tìm, hãy xóa bớt.")
    saved, _ = SavedSearch.objects.update_or_create(
        account_id=account_of(actor), name=title, defaults={"query": query}
    )
    return saved


@transaction.atomic
def forget_search(actor: Actor, *, pk: int) -> None:
    """Drop one's own; NotFound for somebody else's as for one that is not there."""
    dropped, _by_model = saved_by(actor).filter(pk=pk).delete()
    if not dropped:
        raise NotFound("search", "Không có lần tìm này, hoặc đồng chí đã bỏ nó.")


def _names_and_files(document: Document) -> tuple[list[str], list[str]]:
    """Names of recipients and present files, and the files' sha256."""
    files = list(document.files.filter(is_current=True).values_list("name", "sha256"))
    names = [name for name, _ in files]
    if document.direction == Direction.OUT:
        names += document.recipients.values_list("name", flat=True)
    return names, [sha256 for _, sha256 in files]


def _fields_of(document: Document, names: Iterable[str]) -> str:
    return join_words(
        document.symbol,
        document.type_name,
        document.subject,
        document.issuer,
        document.signer_name,
        document.signer_position,
        document.note,
        document.body,
        *names,
    )


def _content_of(sha256s: list[str]) -> str:
    """What is read already; the rest comes by `add_content`."""
    if not sha256s:
        return ""
    read = FileText.objects.filter(sha256__in=sha256s).exclude(text="")
    return join_words(*read.values_list("text", flat=True))
