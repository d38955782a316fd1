"""Rounds and replies: open, fill in, hand to the leader, sign, give back, close."""

from dataclasses import asdict
from datetime import date

from django.db import transaction

from mailsvc.audit.services import JSON, record
from mailsvc.base import clock
from mailsvc.base.errors import Conflict, Forbidden, Invalid
from mailsvc.base.text import clean_line
from mailsvc.directory.actor import Actor
from mailsvc.directory.models import Agency
from mailsvc.survey import access, rules, selectors
from mailsvc.survey.models import Reply, Round

CHAIN = "survey"
_REASON_MIN = 10
_State = Reply.State


@transaction.atomic
def open_round(actor: Actor, *, year: int, as_of: date, due_on: date) -> Round:
    """Begin a year's survey; every agency of that day is asked."""
    access.require_runner(actor)
    if due_on < as_of:
        raise Invalid("survey_due", "Hạn trả lời phải sau ngày lấy số liệu.")
    if as_of.year != year:
        raise Invalid("survey_day", f"Ngày lấy số liệu phải trong năm {year}.")
    if Round.objects.filter(year=year).exists():
        raise Conflict("survey_round", f"Đã có đợt khảo sát năm {year}.")
    made = Round.objects.create(year=year, as_of=as_of, due_on=due_on, opened_at=clock.now())
    _record(actor, "open_round", made, {"year": year, "due_on": due_on.isoformat()})
    return made


@transaction.atomic
def close_round(actor: Actor, *, year: int) -> Round:
    """No reply changes any more; the table is the year's."""
    access.require_runner(actor)
    access.access_round(year)
    round_ = Round.objects.select_for_update().get(year=year)
    _require_open(round_)
    round_.closed_at = clock.now()
    round_.save(update_fields=["closed_at"])
    _record(actor, "close_round", round_, {"year": year})
    return round_


@transaction.atomic
def save_answers(
    actor: Actor, *, round_: Round, agency: Agency, answers: rules.Answers, note: str, version: int
) -> Reply:
    """Keep what is answered so far; a reply changed by somebody else meanwhile is a Conflict."""
    if not access.may_fill(actor, agency.pk):
        raise Forbidden("survey_fill", "Phiếu do văn thư, trưởng phòng hoặc lãnh đạo cơ quan điền.")
    reply = _lock(round_, agency)
    if reply.version != version:
        raise Conflict(
            "survey_changed",
            "Có người của cơ quan vừa sửa phiếu này. Đồng chí mở lại phiếu để xem, rồi điền tiếp.",
        )
    if reply.state == _State.SIGNED:
        raise Conflict(
            "survey_signed", "Phiếu đã ký: muốn sửa thì đề nghị cán bộ thống kê trả lại."
        )
    impossible = [f for f in rules.check(answers) if f.stops and f.problem != rules.Problem.MISSING]
    if impossible:
        raise Invalid(
            "survey_answers",
            "Có con số không thể đúng, phiếu chưa được lưu.",
            fields={finding.question: finding.problem.value for finding in impossible},
        )
    for name, value in asdict(answers).items():
        setattr(reply, name, value)
    reply.note, reply.state = clean_line(note)[:500], _State.DRAFT
    reply.filled_by_id, reply.filled_at = actor.person_pk, clock.now()
    _keep(actor, "save_answers", reply, asdict(answers))
    return reply


@transaction.atomic
def hand_over(actor: Actor, *, round_: Round, agency: Agency, version: int) -> Reply:
    """Complete and without contradictions: put before the leader."""
    if not access.may_fill(actor, agency.pk):
        raise Forbidden("survey_fill", "Phiếu do văn thư, trưởng phòng hoặc lãnh đạo cơ quan điền.")
    reply = _lock(round_, agency)
    _require(reply, version, _State.DRAFT)
    _require_complete(reply)
    reply.state, reply.return_reason = _State.READY, ""
    _keep(actor, "hand_over", reply, {})
    return reply


@transaction.atomic
def sign_off(actor: Actor, *, round_: Round, agency: Agency, version: int) -> Reply:
    """The leader answers for the figures; the payroll of the day is noted beside them."""
    if not access.may_sign(actor, agency.pk):
        raise Forbidden("survey_sign", "Chỉ lãnh đạo cơ quan ký phiếu của cơ quan mình.")
    reply = _lock(round_, agency)
    _require(reply, version, _State.READY, _State.DRAFT)
    _require_complete(reply)
    reply.state, reply.signed_by_id, reply.signed_at = _State.SIGNED, actor.person_pk, clock.now()
    reply.signer_title = next(
        (duty.title for duty in actor.duties if duty.agency_pk == agency.pk), ""
    )
    reply.payroll, reply.return_reason = selectors.count_payroll(agency.pk, round_.as_of), ""
    _keep(actor, "sign_off", reply, asdict(selectors.answers_of(reply)))
    return reply


@transaction.atomic
def give_back(actor: Actor, *, round_: Round, agency: Agency, reason: str, version: int) -> Reply:
    """Back to be filled in: by the leader before the signature, by the survey's runner after it."""
    reason = clean_line(reason)[:500]
    if len(reason) < _REASON_MIN:
        raise Invalid("survey_reason", "Ghi lý do trả lại, ít nhất 10 ký tự.")
    may = access.may_run_survey(actor) or access.may_sign(actor, agency.pk)
    reply = _lock(round_, agency)
    if not may or (reply.state == _State.SIGNED and not access.may_run_survey(actor)):
        raise Forbidden("survey_back", "Phiếu đã ký chỉ cán bộ thống kê trả lại được.")
    _require(reply, version, _State.READY, _State.SIGNED)
    reply.state, reply.return_reason = _State.DRAFT, reason
    reply.signed_by_id = reply.signed_at = reply.payroll = None
    reply.signer_title = ""
    _keep(actor, "give_back", reply, {"reason": reason})
    return reply


def _lock(round_: Round, agency: Agency) -> Reply:
    """The reply's row, made when it is not there, locked with its round open."""
    locked = Round.objects.select_for_update().get(pk=round_.pk)
    _require_open(locked)
    Reply.objects.get_or_create(round=locked, agency=agency)
    return Reply.objects.select_for_update().get(round=locked, agency=agency)


def _require_open(round_: Round) -> None:
    if round_.closed_at is not None:
        raise Conflict("survey_closed", f"Đợt khảo sát năm {round_.year} đã khép.")


def _require(reply: Reply, version: int, *states: Reply.State) -> None:
    if reply.version != version or reply.state not in states:
        raise Conflict(
            "survey_changed", "Phiếu vừa thay đổi. Đồng chí mở lại phiếu để xem rồi làm tiếp."
        )


def _require_complete(reply: Reply) -> None:
    findings = rules.check(selectors.answers_of(reply))
    if not rules.may_be_signed(findings):
        raise Invalid(
            "survey_incomplete",
            "Phiếu còn chỗ trống hoặc con số không thể đúng.",
            fields={finding.question: finding.problem.value for finding in findings},
        )


def _keep(actor: Actor, action: str, reply: Reply, facts: dict[str, JSON]) -> None:
    reply.version += 1
    reply.save()
    about: dict[str, JSON] = {"year": reply.round.year, "agency": reply.agency.code}
    _record(actor, action, reply, about | facts)


def _record(actor: Actor, action: str, row: Round | Reply, facts: dict[str, JSON]) -> None:
    record(
        actor,
        chain=CHAIN,
        action=action,
        object_type=type(row).__name__,
        object_pk=row.pk,
        facts=facts,
    )
