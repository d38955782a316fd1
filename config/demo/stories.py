"""What happens to one sample document, step by step; every step goes through docflow's services."""

from collections.abc import Generator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from config.demo.desks import Desk
from config.demo.letters import Letter, Render
from config.demo.timeline import Story
from config.demo.topics import Topic
from docflow.documents.files import StoredFile, store_file
from docflow.documents.models import Document
from docflow.intake.access import visible_arrivals
from docflow.intake.commands import RegisterIncoming
from docflow.intake.prefill import prefill_from_arrival
from docflow.intake.services import register_incoming
from docflow.routing import draft_services, issue_services, services
from docflow.routing.commands import DirectCommand, DraftContent
from docflow.rules.kinds import OFFICIAL_LETTER
from docflow.rules.states import FileRole, State

_SINCE_ISSUE = timedelta(days=3)
_INCOMING = (State.REGISTERED, State.PRESENTED, State.DIRECTED, State.IN_PROGRESS, State.COMPLETED)
_OUTGOING = (
    State.DRAFT,
    State.CONTENT_REVIEW,
    State.SIGNING,
    State.APPROVED,
    State.NUMBERED,
    State.SEALED,
    State.ISSUED,
)
_RESULT = "Đã tổng hợp số liệu của các phòng và có văn bản trả lời đúng thời hạn."


@dataclass(frozen=True)
class Plan:
    """Where a story plays, how far it goes, and when it begins."""

    desk: Desk
    goal: str
    start: datetime
    random: Random
    render: Render

    def pause(self) -> timedelta:
        return timedelta(minutes=self.random.randint(40, 240))


def incoming_story(plan: Plan, topic: Topic) -> Story:
    """A letter of another agency, registered by the clerk and brought to its goal."""
    at = yield timedelta()
    letter = _letter(plan, topic, at)
    number, _, notation = letter.symbol.partition("/")
    command = RegisterIncoming(
        agency_pk=plan.desk.agency.pk,
        doc_type=OFFICIAL_LETTER,
        issuer=letter.issuer,
        subject=letter.subject,
        number=number,
        notation=notation,
        issued_on=letter.issued_on,
        signer_name=letter.signer_name,
        signer_position=letter.signer_position,
        urgency="khan" if letter.stamp else "thuong",
        files=(_store(letter, plan.render),),
    )
    document = register_incoming(plan.desk.clerk, command, now=at).document
    yield from _handle(plan, document)


def outgoing_story(plan: Plan, content: DraftContent, receiver: Desk | None, then: str) -> Story:
    """A letter of ours; once issued, the receiving desk may take it in and go on to `then`."""
    at = yield timedelta()
    desk = plan.desk
    pk = draft_services.create_draft(desk.officer, content, now=at).pk
    for state in _OUTGOING[1 : _OUTGOING.index(State(plan.goal)) + 1]:
        at = yield plan.pause()
        _advance(desk, state, pk, at)
    if receiver is None or then in ("", "wait"):
        return
    at = yield plan.pause()
    document = _take_in(receiver, Document.objects.get(pk=pk), at)
    yield from _handle(replace(plan, desk=receiver, goal=then), document)


def _handle(plan: Plan, document: Document) -> Generator[timedelta, datetime, None]:
    """From the register onward: present, direct, accept, complete; or note it and be done."""
    if plan.goal == State.NOTED:
        at = yield plan.pause()
        services.note(plan.desk.leader, document_pk=document.pk, text="Lưu để biết.", now=at)
        return
    for state in _INCOMING[1 : _INCOMING.index(State(plan.goal)) + 1]:
        at = yield plan.pause()
        _receive(plan, state, document.pk, at)


def _receive(plan: Plan, state: State, pk: int, at: datetime) -> None:
    desk = plan.desk
    if state == State.PRESENTED:
        services.present(desk.clerk, document_pk=pk, text="Kính trình đồng chí.", now=at)
    elif state == State.DIRECTED:
        services.direct(desk.leader, _direction(desk, pk), now=at)
    elif state == State.IN_PROGRESS:
        services.accept(desk.officer, document_pk=pk, now=at)
    elif state == State.COMPLETED:
        services.complete(desk.officer, document_pk=pk, result=_RESULT, now=at)


def _direction(desk: Desk, pk: int) -> DirectCommand:
    return DirectCommand(
        document_pk=pk,
        text="Giao đơn vị chủ trì nghiên cứu, tham mưu văn bản trả lời đúng thời hạn; "
        "Văn phòng phối hợp, theo dõi.",
        lead=desk.unit,
        cooperating=(desk.office,),
    )


def _advance(desk: Desk, state: State, pk: int, at: datetime) -> None:
    if state == State.CONTENT_REVIEW:
        draft_services.submit(desk.officer, document_pk=pk, now=at)
    elif state == State.SIGNING:
        draft_services.approve_content(desk.head, document_pk=pk, now=at)
    elif state == State.APPROVED:
        draft_services.approve(desk.leader, document_pk=pk, now=at)
    elif state == State.NUMBERED:
        issue_services.assign_number(desk.clerk, document_pk=pk, now=at)
    elif state == State.SEALED:
        issue_services.seal(desk.clerk, document_pk=pk, now=at)
    elif state == State.ISSUED:
        issue_services.issue(desk.clerk, document_pk=pk, now=at)


def _take_in(desk: Desk, sent: Document, at: datetime) -> Document:
    """The receiving clerk registers what has arrived, with the sender's own fields."""
    arrival = visible_arrivals(desk.clerk).get(
        sender_agency=sent.agency, number=sent.number, notation=sent.notation
    )
    fields = prefill_from_arrival(arrival)
    command = RegisterIncoming(
        agency_pk=desk.agency.pk,
        doc_type=fields.doc_type,
        issuer=fields.issuer,
        subject=fields.subject,
        number=fields.number,
        notation=fields.notation,
        issued_on=fields.issued_on,
        urgency=fields.urgency,
        signer_name=fields.signer_name,
        signer_position=fields.signer_position,
        arrival_pk=arrival.pk,
    )
    return register_incoming(desk.clerk, command, now=at).document


def _letter(plan: Plan, topic: Topic, at: datetime) -> Letter:
    random = plan.random
    issued_on = (at - _SINCE_ISSUE).date()
    due = f"{at.date() + timedelta(days=random.choice((10, 14, 20))):%d/%m/%Y}"
    return Letter(
        issuer=topic.agency.name,
        symbol=f"{random.randint(35, 1980)}/{topic.issuer}-{topic.symbol}",
        issued_on=issued_on,
        subject=topic.about,
        body=f"{topic.facts}\n{topic.ask.format(due=due)}",
        recipient=plan.desk.agency.name,
        place=topic.agency.place,
        signer_name=random.choice(("Nguyễn Xuân Hải", "Lò Văn Thương", "Trần Thanh Hà")),
        signer_position="Thủ trưởng cơ quan",
        stamp="KHẨN" if random.random() < 0.2 else "",
    )


def _store(letter: Letter, render: Render) -> StoredFile:
    return store_file(
        render(letter),
        name=letter.filename,
        mime="application/pdf",
        role=FileRole.MAIN,
    )
