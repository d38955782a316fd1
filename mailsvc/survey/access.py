"""Who fills in, who signs, who sees a reply; the province's table is for everybody signed in."""

from mailsvc.base.errors import Forbidden, NotFound
from mailsvc.directory.actor import Actor
from mailsvc.directory.models import Agency
from mailsvc.directory.roles import Role
from mailsvc.survey.models import Reply, Round

_FILLS = (Role.CLERK, Role.UNIT_HEAD, Role.LEADER)
_RUNS = (Role.STATISTICIAN, Role.SYSADMIN)


def may_run_survey(actor: Actor) -> bool:
    """Opens and closes rounds, gives replies back: the statistics officer, the operator."""
    return actor.is_system or any(actor.has_role(role) for role in _RUNS)


def may_fill(actor: Actor, agency_pk: int) -> bool:
    """An agency's clerk, heads of units and leaders."""
    return any(actor.has_role(role, agency_pk=agency_pk) for role in _FILLS)


def may_sign(actor: Actor, agency_pk: int) -> bool:
    """An agency's leaders."""
    return actor.has_role(Role.LEADER, agency_pk=agency_pk)


def access_round(year: int) -> Round:
    """The round of a year; NotFound otherwise."""
    found = Round.objects.filter(year=year).first()
    if found is None:
        raise NotFound("survey_round", f"Không có đợt khảo sát năm {year}.")
    return found


def access_reply(actor: Actor, year: int, agency_code: str) -> Reply:
    """An agency's reply, for its own fillers and for those who run the survey.

    A reply nobody has begun is an unsaved one; stranger and missing give the same NotFound.
    """
    round_ = access_round(year)
    agency = Agency.objects.filter(code=agency_code).first()
    if agency is None or not (may_run_survey(actor) or may_fill(actor, agency.pk)):
        raise NotFound("survey_reply", "Không có phiếu khảo sát này.")
    found = Reply.objects.select_related("round", "agency", "filled_by", "signed_by")
    return found.filter(round=round_, agency=agency).first() or Reply(round=round_, agency=agency)


def require_runner(actor: Actor) -> None:
    """Forbidden unless the actor runs the survey."""
    if not may_run_survey(actor):
        raise Forbidden("survey_runner", "Chỉ cán bộ thống kê hoặc quản trị làm được việc này.")
