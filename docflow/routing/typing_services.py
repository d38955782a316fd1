"""What is being typed into the form of a draft, kept before it is saved; never two of one draft."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from docflow.documents.access import access_document, need_person
from docflow.documents.files import StoredFile
from docflow.documents.models import Document
from docflow.routing.models import TypedDraft
from docflow.routing.parties import parties_of
from docflow.routing.steps import choose_row
from docflow.rules.levels import refuse_state_secret
from docflow.rules.states import FileRole
from mailsvc.base import clock
from mailsvc.base.errors import Conflict, Invalid, NotFound, TooLarge
from mailsvc.directory.actor import Actor

Fields = Mapping[str, Sequence[str]]
CHARS_MAX = 200_000
FILES_MAX = 50
_MEGABYTE = 1024 * 1024
_TOKEN = re.compile(r"[0-9a-f]{32}")
_SETTLED_KEPT = timedelta(days=2)
_SHOWN = 10


@transaction.atomic
def keep_typed(
    actor: Actor,
    *,
    token: str,
    fields: Fields | None = None,
    files: Sequence[StoredFile] | None = None,
    document_pk: int | None = None,
    is_over: bool = False,
    now: datetime | None = None,
) -> TypedDraft:
    """Keep it as typed; nothing of the document changes and no version is made.

    `fields` is all that is typed, `files` all annexes chosen so far; None leaves what was kept:
    a large file comes over a thin line while its writer types on. TooLarge for too much of either,
    Conflict "other_window" where another form has typed into this draft meanwhile (`is_over` takes
    its place), "already_saved" for a form whose document is there. Forbidden for a state secret.
    """
    at = now or clock.now()
    _check_size(fields or {}, files or ())
    if document_pk is None:
        row = lock_typed(actor, token)
        if row.made_id is not None:
            raise Conflict("already_saved", "Dự thảo này đã lưu.", document_pk=row.made_id)
    else:
        row = _of_document(actor, document_pk, token, is_over=is_over)
    row.typed_at, changed = at, ["token", "typed_at"]
    if fields is not None:
        row.fields = {name: list(values) for name, values in fields.items()}
        changed.append("fields")
    if files is not None:
        row.files = [asdict(file) for file in files]
        changed.append("files")
    row.save(update_fields=changed)
    return row


def files_of(row: TypedDraft) -> tuple[StoredFile, ...]:
    """The annexes kept with it; their bytes were stored before the row."""
    return tuple(StoredFile(**{**one, "role": FileRole(one["role"])}) for one in row.files)


@transaction.atomic
def drop_typed(actor: Actor, *, token: str) -> None:
    """The person does not want it; what was saved stays."""
    rows = TypedDraft.objects.filter(token=token, person_id=need_person(actor), made=None)
    if not rows.delete()[0]:
        raise NotFound("typed", "Không có bản gõ dở này.")


def list_typed(actor: Actor) -> list[TypedDraft]:
    """New documents the actor has begun to type and not saved, the latest first."""
    rows = TypedDraft.objects.filter(person_id=actor.person_pk or 0, document=None, made=None)
    return [row for row in rows[:_SHOWN] if row.fields or row.files]


def find_typed(
    actor: Actor, *, token: str = "", document_pk: int | None = None
) -> TypedDraft | None:
    """By its token, or what the actor has typed into a saved draft; nobody else's."""
    rows = TypedDraft.objects.filter(person_id=actor.person_pk or 0, made=None)
    if document_pk is not None:
        return rows.filter(document_id=document_pk).first()
    return rows.filter(token=token, document=None).first()


def lock_typed(actor: Actor, token: str) -> TypedDraft:
    """The row of a form for a new document, begun when new; the caller is in a transaction."""
    _check(token)
    person_pk = need_person(actor)
    TypedDraft.objects.filter(
        person_id=person_pk, made__isnull=False, typed_at__lt=clock.now() - _SETTLED_KEPT
    ).delete()
    row, _new = TypedDraft.objects.get_or_create(
        token=token, defaults={"person_id": person_pk, "typed_at": clock.now()}
    )
    if row.person_id != person_pk:
        raise _stale()
    return TypedDraft.objects.select_for_update(of=("self",)).get(pk=row.pk)


def settle_typed(row: TypedDraft, made: Document) -> None:
    """The document is there: the text is its own now, the token stays so that it is made once."""
    row.made, row.fields, row.files = made, {}, []
    row.save(update_fields=["made", "fields", "files"])


def forget_typed(actor: Actor, document: Document) -> None:
    """What was typed into the draft has been saved with it."""
    TypedDraft.objects.filter(document=document, person_id=need_person(actor)).delete()


def _of_document(actor: Actor, document_pk: int, token: str, *, is_over: bool) -> TypedDraft:
    """The one row of this draft; only for whom the form is, while the draft may be changed."""
    _check(token)
    document = access_document(actor, document_pk)
    choose_row(document, parties_of(actor, document), ["save", "change"])
    row, _new = TypedDraft.objects.get_or_create(
        person_id=need_person(actor),
        document=document,
        defaults={"token": token, "typed_at": clock.now()},
    )
    if row.token != token and not is_over:
        raise Conflict(
            "other_window", "Dự thảo này đang được sửa ở một cửa sổ khác, mở sau cửa sổ này."
        )
    row.token = token
    return row


def _check_size(fields: Fields, files: Sequence[StoredFile]) -> None:
    refuse_state_secret(text="\n".join(v for values in fields.values() for v in values))
    if len(json.dumps(fields, ensure_ascii=False)) > CHARS_MAX:
        raise TooLarge("typed", "Nội dung quá dài để tự lưu: đồng chí bấm “Lưu dự thảo”.")
    if len(files) > FILES_MAX:
        raise TooLarge("files", f"Nhiều nhất {FILES_MAX} phụ lục: đồng chí nén lại thành ít tệp.")
    limit = settings.ATTACHMENTS_MAX_BYTES
    if sum(file.size_bytes for file in files) > limit:
        words = f"Các phụ lục nặng hơn {limit // _MEGABYTE} MB: đồng chí bỏ bớt hoặc nén lại."
        raise TooLarge("files", words)


def _check(token: str) -> None:
    if not _TOKEN.fullmatch(token):
        raise _stale()


def _stale() -> Invalid:
    return Invalid("token", "Trang đã cũ: đồng chí tải lại trang rồi soạn tiếp.")
