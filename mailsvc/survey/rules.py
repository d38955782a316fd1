"""What an agency answers, what is wrong or odd about it, what is counted from it. Pure."""

from dataclasses import dataclass, fields
from enum import StrEnum

COUNT_MAX = 100_000
LEVEL_MAX = 4
# A figure that moves by more than half in a year wants a word of explanation.
_JUMP_OVER, _JUMP_UNDER = 1, 2
_JUMP_FROM = 5


@dataclass(frozen=True)
class Answers:
    """The questions, each None until answered."""

    headcount: int | None = None
    servers: int | None = None
    computers: int | None = None
    computers_on_lan: int | None = None
    computers_on_internet: int | None = None
    has_lan: bool | None = None
    has_broadband: bool | None = None
    runs_management: bool | None = None
    website_level: int | None = None
    has_ageing_equipment: bool | None = None


QUESTIONS = tuple(field.name for field in fields(Answers))
COUNTS = QUESTIONS[:5]


class Problem(StrEnum):
    """What the check finds; those in `STOPS` must be mended before a signature."""

    MISSING = "missing"
    TOO_LARGE = "too_large"
    LEVEL = "level"
    MORE_THAN_COMPUTERS = "more_than_computers"
    LAN_WITHOUT = "lan_without"
    NO_HEADCOUNT = "no_headcount"
    PAYROLL_DIFFERS = "payroll_differs"
    JUMP = "jump"
    MANAGEMENT_UNSEEN = "management_unseen"
    MANAGEMENT_UNTOLD = "management_untold"


STOPS = frozenset(
    {
        Problem.MISSING,
        Problem.TOO_LARGE,
        Problem.LEVEL,
        Problem.MORE_THAN_COMPUTERS,
        Problem.LAN_WITHOUT,
        Problem.NO_HEADCOUNT,
    }
)


@dataclass(frozen=True)
class Finding:
    """A problem at a question; `other` is the figure it is compared with."""

    question: str
    problem: Problem
    other: int | None = None

    @property
    def stops(self) -> bool:
        return self.problem in STOPS


def check(
    answers: Answers,
    *,
    last: Answers | None = None,
    payroll: int = 0,
    is_seen_working: bool | None = None,
) -> list[Finding]:
    """Everything to mend or to look at, in the order of the questions."""
    found = [Finding(name, Problem.MISSING) for name in QUESTIONS if getattr(answers, name) is None]
    found += _impossible(answers)
    if payroll and answers.headcount is not None and answers.headcount != payroll:
        found.append(Finding("headcount", Problem.PAYROLL_DIFFERS, payroll))
    if is_seen_working is not None and answers.runs_management not in {None, is_seen_working}:
        odd = Problem.MANAGEMENT_UNTOLD if is_seen_working else Problem.MANAGEMENT_UNSEEN
        found.append(Finding("runs_management", odd))
    found += _jumps(answers, last) if last else []
    return sorted(found, key=lambda finding: QUESTIONS.index(finding.question))


def may_be_signed(findings: list[Finding]) -> bool:
    """Nothing is missing or impossible; what is merely odd may be so."""
    return not any(finding.stops for finding in findings)


def _impossible(answers: Answers) -> list[Finding]:
    found = [
        Finding(name, Problem.TOO_LARGE, COUNT_MAX)
        for name in COUNTS
        if (getattr(answers, name) or 0) > COUNT_MAX
    ]
    if (answers.website_level or 0) > LEVEL_MAX:
        found.append(Finding("website_level", Problem.LEVEL, LEVEL_MAX))
    if answers.headcount == 0:
        found.append(Finding("headcount", Problem.NO_HEADCOUNT))
    if answers.computers is not None:
        found += [
            Finding(name, Problem.MORE_THAN_COMPUTERS, answers.computers)
            for name in ("computers_on_lan", "computers_on_internet")
            if (getattr(answers, name) or 0) > answers.computers
        ]
    if answers.has_lan is False and answers.computers_on_lan:
        found.append(Finding("computers_on_lan", Problem.LAN_WITHOUT))
    return found


def _jumps(answers: Answers, last: Answers) -> list[Finding]:
    found = []
    for name in COUNTS:
        now, before = getattr(answers, name), getattr(last, name)
        if now is None or before is None or max(now, before) < _JUMP_FROM:
            continue
        if abs(now - before) * _JUMP_UNDER > before * _JUMP_OVER:
            found.append(Finding(name, Problem.JUMP, before))
    return found
