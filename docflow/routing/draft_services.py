"""The steps of a draft: write, submit, approve the content, approve the issue, return."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from docflow.documents.access import need_person
from docflow.documents.files import StoredFile
from docflow.documents.models import Document, Relation
from docflow.documents.services import (
    add_files,
    fold_issuer,
    record_movement,
    relate,
    retire_files,
)
from docflow.routing.commands import DraftContent, RecipientRef
from docflow.routing.contents import (
    check_content,
    hash_of,
    latest_version,
    snapshot,
    write_content,
    write_recipients,
)
from docflow.routing.models import Approval, Version
from docflow.routing.steps import Step, begin, need_reason
from docflow.routing.typing_services import forget_typed, lock_typed, settle_typed
from docflow.rules.kinds import OFFICIAL_LETTER
from docflow.rules.states import Direction, FileRole, State
from mailsvc.base import clock
from mailsvc.base.errors import Forbidden, Invalid
from mailsvc.directory.actor import Actor, Duty
from mailsvc.directory.models import Agency
from mailsvc.directory.roles import Role
from mailsvc.directory.selectors import list_agencies

_DRAFTERS = frozenset({Role.OFFICER, Role.UNIT_HEAD})


@transaction.atomic
def create_draft(
    actor: Actor,
    content: DraftContent,
    *,
    reply_to_pk: int | None = None,
    token: str = "",
    now: datetime | None = None,
) -> Document:
    """Begin an outgoing document; with `reply_to_pk` as the answer to one the actor leads.

    `token` names the form it was typed into: sent twice, the document is made once.
    """
    typed = lock_typed(actor, token) if token else None
    if typed is not None and typed.made is not None:
        return typed.made
    made = _begin(actor, content, reply_to_pk, now)
    if typed is not None:
        settle_typed(typed, made)
    return made


def _begin(
    actor: Actor, content: DraftContent, reply_to_pk: int | None, now: datetime | None
) -> Document:
    target = None
    if reply_to_pk is not None:
        target = begin(actor, reply_to_pk, "draft_reply", now=now).document
    return _create(actor, content, target=target, at=now or clock.now())


@transaction.atomic
def draft_reply(actor: Actor, *, document_pk: int, now: datetime | None = None) -> Document:
    """Begin the answer to an incoming document, recipient and subject filled in."""
    step = begin(actor, document_pk, "draft_reply", now=now)
    return _create(actor, reply_content(step.document), target=step.document, at=step.now)


@transaction.atomic
def save_draft(
    actor: Actor, content: DraftContent, *, document_pk: int, now: datetime | None = None
) -> Document:
    """A new version. After submission it goes back to the review and approvals are struck."""
    step = begin(actor, document_pk, "save", "change", now=now)
    document = step.document
    check_content(content, agency_pk=document.agency_id, on=clock.local_day(step.now))
    forget_typed(actor, document)
    write_content(document, content)
    document.save()
    write_recipients(document, content.recipients)
    if content.keep_file_pks is not None:
        retire_files(document, role=FileRole.ANNEX, keep=content.keep_file_pks)
    add_files(document, _annexes(content), now=step.now)
    if hash_of(snapshot(document)) == latest_version(document).sha256:
        return document
    version = _add_version(actor, document, step.now)
    _strike_approvals(document, step.now)
    return step.finish(facts={"version": version.number, "sha256": version.sha256})


@transaction.atomic
def submit(actor: Actor, *, document_pk: int, now: datetime | None = None) -> Document:
    """The author hands the draft to his head of unit."""
    step = begin(actor, document_pk, "submit", now=now)
    fields: dict[str, str] = {}
    if not step.document.body:
        fields["body"] = "Hãy soạn nội dung."
    if not step.document.recipients.exists():
        fields["recipients"] = "Hãy ghi ít nhất một nơi nhận."
    if fields:
        raise Invalid("draft", "Dự thảo chưa đủ để trình.", fields)
    return step.finish(facts={"version": latest_version(step.document).number})


@transaction.atomic
def approve_content(actor: Actor, *, document_pk: int, now: datetime | None = None) -> Document:
    """The head of the drafting unit answers for the content (ND30 art. 12(1))."""
    step = begin(actor, document_pk, "approve_content", now=now)
    approval = _approve(step, Approval.Kind.CONTENT)
    return step.finish(facts={"sha256": approval.sha256})


@transaction.atomic
def approve(actor: Actor, *, document_pk: int, now: datetime | None = None) -> Document:
    """The leader approves the issue; his name and title stand in the signature block."""
    step = begin(actor, document_pk, "approve", now=now)
    approval = _approve(step, Approval.Kind.FINAL)
    step.document.signer_name = actor.name[:50]
    step.document.signer_position = approval.by_title
    return step.finish(facts={"sha256": approval.sha256})


@transaction.atomic
def return_draft(
    actor: Actor, *, document_pk: int, reason: str, now: datetime | None = None
) -> Document:
    """Whoever holds the draft gives it back to its author, saying why."""
    step = begin(actor, document_pk, "return", now=now)
    words = need_reason(reason)
    _strike_approvals(step.document, step.now)
    return step.finish(text=words)


def content_of(document: Document) -> DraftContent:
    """The draft as its form shows it."""
    return DraftContent(
        doc_type=document.doc_type,
        subject=document.subject,
        body=document.body,
        recipients=tuple(
            RecipientRef(r.agency_id, r.address, r.name)
            for r in document.recipients.order_by("position")
        ),
        urgency=document.urgency,
        circulation=document.circulation,
        field=document.field,
    )


def reply_content(incoming: Document) -> DraftContent:
    """What the answer to an incoming document begins with."""
    about = f"Trả lời văn bản số {incoming.symbol}" if incoming.symbol else "Trả lời văn bản"
    return DraftContent(
        doc_type=OFFICIAL_LETTER,
        subject=f"{about} {incoming.subject}"[:500],
        body="",
        recipients=_issuer_of(incoming),
        urgency=incoming.urgency,
    )


def _issuer_of(incoming: Document) -> tuple[RecipientRef, ...]:
    """Where the answer goes: the sending agency, or the only other one of the issuer's name."""
    arrival = getattr(incoming, "arrival", None)
    if arrival is not None and arrival.sender_agency_id is not None:
        return (RecipientRef(agency_pk=arrival.sender_agency_id),)
    key = fold_issuer(incoming.issuer)
    others = list_agencies().exclude(pk=incoming.agency_id)
    found = [agency for agency in others if fold_issuer(agency.name) == key]
    return (RecipientRef(agency_pk=found[0].pk),) if len(found) == 1 else ()


def _create(
    actor: Actor, content: DraftContent, *, target: Document | None, at: datetime
) -> Document:
    duty = _drafting_duty(actor, target)
    check_content(content, agency_pk=duty.agency_pk, on=clock.local_day(at))
    agency = Agency.objects.get(pk=duty.agency_pk)
    document = Document(
        agency=agency,
        direction=Direction.OUT,
        state=State.DRAFT,
        issuer=agency.name,
        author_id=actor.person_pk,
        unit_id=duty.unit_pk,
        created_at=at,
        state_at=at,
    )
    write_content(document, content)
    document.save(force_insert=True)
    write_recipients(document, content.recipients)
    add_files(document, _annexes(content), now=at)
    if target is not None:
        relate(document, target, Relation.Kind.REPLY_TO)
    version = _add_version(actor, document, at)
    facts = {"sha256": version.sha256, "reply_to": target.pk if target else None}
    record_movement(actor, document, action="create", facts=facts, now=at)
    return document


def _annexes(content: DraftContent) -> list[StoredFile]:
    """Whatever was uploaded to a draft is an annex: the main file is made by `assign_number`."""
    return [replace(file, role=FileRole.ANNEX) for file in content.files]


def _drafting_duty(actor: Actor, target: Document | None) -> Duty:
    """The post the draft is written in: in the agency of the document it answers."""
    for duty in actor.duties:
        if duty.role in _DRAFTERS and (target is None or duty.agency_pk == target.agency_id):
            return duty
    raise Forbidden("draft", "Chỉ chuyên viên và trưởng đơn vị soạn văn bản.")


def _add_version(actor: Actor, document: Document, at: datetime) -> Version:
    content = snapshot(document)
    last = Version.objects.filter(document=document).order_by("-number").first()
    return Version.objects.create(
        document=document,
        number=last.number + 1 if last else 1,
        author_id=need_person(actor),
        content=content,
        sha256=hash_of(content),
        saved_at=at,
    )


def _approve(step: Step, kind: Approval.Kind) -> Approval:
    """Pin the version in force by its hash."""
    version = latest_version(step.document)
    duty = step.actor.main_duty
    return Approval.objects.create(
        document=step.document,
        version=version,
        kind=kind,
        sha256=version.sha256,
        by_id=need_person(step.actor),
        by_title=duty.title[:100] if duty else "",
        at=step.now,
    )


def _strike_approvals(document: Document, at: datetime) -> None:
    Approval.objects.filter(document=document, struck_at__isnull=True).update(struck_at=at)
