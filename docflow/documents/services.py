"""What other packages' services share: creating a document, adding files, moving it one step."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from docflow.documents.files import StoredFile
from docflow.documents.models import Document, DocumentFile, Movement, Relation
from docflow.rules.states import FileRole
from docflow.search.services import first_words, index_content, index_document
from docflow.texts import services as texts
from mailsvc.audit import services as audit
from mailsvc.base.text import fold
from mailsvc.directory.actor import Actor, StandIn
from mailsvc.live import groups
from mailsvc.live import services as live
from mailsvc.prepared.rows import insert
from mailsvc.usage import services as usage


def refresh_keys(document: Document) -> None:
    """Set the folded keys from the visible fields; the caller saves."""
    document.issuer_key = fold_issuer(document.issuer)


def fold_issuer(issuer: str) -> str:
    """How issuers are compared: "Sở Tài Chính" is "sở tài chính"."""
    return fold(issuer)[:260]


def add_files(document: Document, files: Iterable[StoredFile], *, now: datetime) -> None:
    """Attach stored files; a new main file replaces the present one, which is kept."""
    added = list(files)
    if not added:
        return
    texts.expect((file.sha256, file.mime) for file in added)
    for file in added:
        if file.role == FileRole.MAIN:
            document.files.filter(role=FileRole.MAIN).update(is_current=False)
        DocumentFile.objects.create(
            document=document,
            role=file.role,
            name=file.name,
            mime=file.mime,
            size_bytes=file.size_bytes,
            sha256=file.sha256,
            added_at=now,
        )
    index_content(document)


def retire_files(document: Document, *, role: FileRole, keep: Iterable[int] = ()) -> None:
    """Files of a role that no longer belong to the document's present form."""
    if document.files.filter(role=role).exclude(pk__in=list(keep)).update(is_current=False):
        index_content(document)


def relate(source: Document, target: Document, kind: Relation.Kind) -> None:
    """Link two documents; linking twice changes nothing."""
    Relation.objects.get_or_create(source=source, target=target, kind=kind)


def record_movement(
    actor: Actor,
    document: Document,
    *,
    action: str,
    now: datetime,
    state_from: str = "",
    text: str = "",
    facts: Mapping[str, audit.JSON] | None = None,
    stand_in: StandIn | None = None,
) -> None:
    """The end of every mutation: visible history, journal, live event, usage.

    With `stand_in` the actor has acted for somebody, which both say.
    """
    index_document(document)
    movement = _movement(actor, document, action, now, text=text, stand_in=stand_in)
    movement.state_from = state_from
    insert(movement)
    journal_step(
        actor,
        document,
        action=action,
        now=now,
        state_from=state_from,
        facts=facts,
        stand_in=stand_in,
    )


def write_beginning(
    actor: Actor,
    document: Document,
    files: Sequence[StoredFile],
    *,
    action: str,
    now: datetime,
    text: str = "",
) -> None:
    """Files, words and history of a document just inserted; `journal_step` must follow."""
    add_files(document, files, now=now)
    movement = _movement(actor, document, action, now, text=text)
    insert(first_words(document, has_files=bool(files)), movement)


def journal_step(
    actor: Actor,
    document: Document,
    *,
    action: str,
    now: datetime,
    state_from: str = "",
    facts: Mapping[str, audit.JSON] | None = None,
    stand_in: StandIn | None = None,
) -> None:
    """Journal, live event and usage; locks the agency's chain, so it comes last."""
    audit.record(
        actor,
        chain=document.agency.code,
        action=f"document.{action}",
        object_type="document",
        object_pk=document.pk,
        facts={"from": state_from, "to": document.state, **(facts or {})},
        on_behalf_of=say_on_behalf(stand_in),
    )
    live.publish(groups.agency(document.agency_id), {"kind": "document", "pk": document.pk})
    usage.record(actor, usage.UsageKind.PROCESS, at=now)


def name_acting(actor: Actor, stand_in: StandIn | None) -> str:
    """`Sùng A Páo`, or `Sùng A Páo thay Nguyễn Văn Bình theo giấy ủy quyền số 12/GUQ-STTTT`."""
    if stand_in is None:
        return actor.name
    words = f"{actor.name} thay {stand_in.actor.name} theo giấy ủy quyền số {stand_in.legal_basis}"
    return words[:300]


def _movement(
    actor: Actor,
    document: Document,
    action: str,
    now: datetime,
    *,
    text: str,
    stand_in: StandIn | None = None,
) -> Movement:
    return Movement(
        document=document,
        action=action,
        state_to=document.state,
        by_id=actor.person_pk,
        by_name=name_acting(actor, stand_in),
        text=text,
        at=now,
    )


def say_on_behalf(stand_in: StandIn | None) -> str:
    """For whom a deputy acts, as the journal says it; "" for who acts himself."""
    if stand_in is None:
        return ""
    return f"{stand_in.actor.address or stand_in.actor.name} ({stand_in.legal_basis})"
