"""Reading the survey: rounds, an agency's reply, progress, the province's table."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from mailsvc.directory.models import Agency, Post, Tier, valid_on
from mailsvc.survey.indicators import INDICATORS, Counted, Indicator, Value, value_of
from mailsvc.survey.measured import find_working_agencies
from mailsvc.survey.models import Reply, Round
from mailsvc.survey.rules import QUESTIONS, Answers, Finding, check
from mailsvc.usage.rules import percent

_State = Reply.State


@dataclass(frozen=True)
class Row:
    """An indicator: the province, each tier, the province a year before."""

    indicator: Indicator
    total: Value
    tiers: tuple[Value, ...]
    last: Value | None


@dataclass(frozen=True)
class Table:
    """The province's table of a year, from the signed replies."""

    round: Round
    tiers: tuple[Tier, ...]
    rows: tuple[Row, ...]
    signed: int
    asked: int
    last_year: int | None
    last_signed: int

    @property
    def is_complete(self) -> bool:
        return self.signed == self.asked

    def of(self, code: str) -> Row:
        """The row of an indicator."""
        return next(row for row in self.rows if row.indicator.code == code)


@dataclass(frozen=True)
class AgencyProgress:
    """How far an agency is; `is_seen_working` beside what it declared once it has signed."""

    agency: Agency
    state: str
    declared: bool | None
    is_seen_working: bool


def list_rounds() -> list[Round]:
    """The newest first."""
    return list(Round.objects.all())


def find_open_round() -> Round | None:
    """The newest round that is not closed."""
    return Round.objects.filter(closed_at__isnull=True).first()


def answers_of(reply: Reply) -> Answers:
    """The reply's columns as answers."""
    return Answers(**{name: getattr(reply, name) for name in QUESTIONS})


def count_payroll(agency_pk: int, day: date) -> int:
    """People whose main post of the day is in the agency."""
    posts = Post.objects.filter(valid_on(day), agency_id=agency_pk, is_main=True)
    return posts.values("person_id").distinct().count()


def find_last_answers(reply: Reply) -> Answers | None:
    """What the agency signed the time before."""
    before = _signed().filter(agency_id=reply.agency_id, round__year__lt=reply.round.year)
    found = before.order_by("-round__year").first()
    return answers_of(found) if found else None


def check_reply(reply: Reply) -> list[Finding]:
    """The check of a reply against itself, last year, the payroll and the work that is seen."""
    working = find_working_agencies(reply.round.as_of)
    return check(
        answers_of(reply),
        last=find_last_answers(reply),
        payroll=count_payroll(reply.agency_id, reply.round.as_of),
        is_seen_working=reply.agency_id in working,
    )


def list_progress(round_: Round) -> list[AgencyProgress]:
    """Every agency asked, by tier and name."""
    replies = {reply.agency_id: reply for reply in Reply.objects.filter(round=round_)}
    working = find_working_agencies(round_.as_of)
    return [_progress(agency, replies.get(agency.pk), working) for agency in _asked(round_)]


def find_table(begin: date, end: date) -> Table | None:
    """The table of the survey whose day lies between these (both included)."""
    round_ = Round.objects.filter(as_of__range=(begin, end)).first()
    return province_table(round_) if round_ else None


def province_table(round_: Round) -> Table:
    """All indicators, from signed replies only."""
    replies = list(_signed().filter(round=round_))
    last = Round.objects.filter(year__lt=round_.year).first()
    before = list(_signed().filter(round=last)) if last else []
    asked = list(_asked(round_))
    tiers = _tiers(asked)
    counted = _counted(round_, replies)
    counted_before = _counted(last, before) if last else {}
    return Table(
        round=round_,
        tiers=tiers,
        rows=tuple(_row(indicator, tiers, counted, counted_before) for indicator in INDICATORS),
        signed=len(replies),
        asked=len(asked),
        last_year=last.year if last else None,
        last_signed=len(before),
    )


def internet_shares(day: date) -> dict[int, str]:
    """Agency → `76%` of its computers on the Internet, by what it signed last before the day."""
    shares: dict[int, str] = {}
    signed = _signed().filter(round__as_of__year__lte=day.year, computers__gt=0)
    for reply in signed.order_by("round__year"):
        shares[reply.agency_id] = (
            f"{percent(reply.computers_on_internet or 0, reply.computers or 0)}%"
        )
    return shares


def _signed() -> QuerySet[Reply]:
    return Reply.objects.filter(state=_State.SIGNED).select_related("agency", "round")


def _asked(round_: Round) -> QuerySet[Agency]:
    return Agency.objects.filter(valid_on(round_.as_of)).select_related("tier")


def _tiers(agencies: Iterable[Agency]) -> tuple[Tier, ...]:
    found = {agency.tier_id: agency.tier for agency in agencies}
    return tuple(sorted(found.values(), key=lambda tier: tier.rank))


def _counted(round_: Round, replies: list[Reply]) -> dict[Reply, Counted]:
    working = find_working_agencies(round_.as_of)
    return {
        reply: Counted(
            answers_of(reply),
            reply.payroll or reply.headcount or 0,
            reply.agency_id in working,
        )
        for reply in replies
    }


def _row(
    indicator: Indicator,
    tiers: tuple[Tier, ...],
    counted: dict[Reply, Counted],
    before: dict[Reply, Counted],
) -> Row:
    by_tier = [
        [one for reply, one in counted.items() if reply.agency.tier_id == tier.code]
        for tier in tiers
    ]
    return Row(
        indicator,
        value_of(indicator, counted.values()),
        tuple(value_of(indicator, group) for group in by_tier),
        value_of(indicator, before.values()) if before else None,
    )


def _progress(agency: Agency, reply: Reply | None, working: frozenset[int]) -> AgencyProgress:
    return AgencyProgress(
        agency=agency,
        state=reply.state if reply else "",
        declared=reply.runs_management if reply and reply.state == _State.SIGNED else None,
        is_seen_working=agency.pk in working,
    )
