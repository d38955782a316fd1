"""The survey of the sample province: 2009 signed by all and closed, 2010 under way.

2009 is the file of the article's figures, agency by agency. In 2010 the agencies grow a little;
every fifth has not signed yet.
"""

import csv
from dataclasses import asdict, replace
from datetime import date, datetime, time, timedelta

from config.demo.province import DATA
from mailsvc.base import clock
from mailsvc.directory.models import Agency, Post
from mailsvc.directory.roles import Role
from mailsvc.survey.models import Reply, Round
from mailsvc.survey.rules import Answers
from mailsvc.survey.selectors import count_payroll

_LATE_ONE_IN = 5


def load_survey() -> None:
    """Write both rounds."""
    rows = _read()
    first, second = _round(2009), _round(2010)
    agencies = {agency.code: agency for agency in Agency.objects.filter(code__in=rows)}
    leaders = _leaders()
    Reply.objects.bulk_create(
        _signed(first, agencies[code], leaders[code], answers) for code, answers in rows.items()
    )
    Reply.objects.bulk_create(
        _signed(second, agencies[code], leaders[code], _grown(answers))
        if number % _LATE_ONE_IN
        else Reply(round=second, agency=agencies[code], **asdict(_half(answers)), version=1)
        for number, (code, answers) in enumerate(rows.items())
        if agencies[code].valid_to is None  # one was merged by then
    )
    first.closed_at = first.opened_at + timedelta(days=30)
    first.save(update_fields=["closed_at"])


def _round(year: int) -> Round:
    as_of = date(year, 11, 30)
    opened_at = datetime.combine(as_of + timedelta(days=1), time(8), clock.VIETNAM)
    return Round.objects.create(
        year=year, as_of=as_of, due_on=date(year, 12, 20), opened_at=opened_at
    )


def _read() -> dict[str, Answers]:
    with (DATA / "dien_bien_2009.csv").open(encoding="utf-8", newline="") as file:
        return {row["code"]: _answers(row) for row in csv.DictReader(file)}


def _answers(row: dict[str, str]) -> Answers:
    return Answers(
        headcount=int(row["staff"]),
        servers=int(row["servers"]),
        computers=int(row["computers"]),
        computers_on_lan=int(row["computers_on_lan"]),
        computers_on_internet=int(row["computers_on_internet"]),
        has_lan=row["has_lan"] == "1",
        has_broadband=row["has_broadband"] == "1",
        runs_management=row["runs_management_system"] == "1",
        website_level=int(row["website_level"]),
        has_ageing_equipment=row["ageing_equipment"] == "1",
    )


def _grown(answers: Answers) -> Answers:
    """A tenth more computers, all of them on the Internet, a network everywhere."""
    more = (answers.computers or 0) // 10
    return replace(
        answers,
        computers=(answers.computers or 0) + more,
        computers_on_lan=(answers.computers_on_lan or 0) + more,
        computers_on_internet=(answers.computers_on_internet or 0) + more,
        has_lan=True,
    )


def _half(answers: Answers) -> Answers:
    """Begun, not finished."""
    return Answers(headcount=answers.headcount, computers=answers.computers)


def _leaders() -> dict[str, Post]:
    posts = Post.objects.filter(role=Role.LEADER).select_related("agency").order_by("-pk")
    return {post.agency.code: post for post in posts}


def _signed(round_: Round, agency: Agency, leader: Post, answers: Answers) -> Reply:
    return Reply(
        round=round_,
        agency=agency,
        state=Reply.State.SIGNED,
        version=3,
        **asdict(answers),
        payroll=count_payroll(agency.pk, round_.as_of),
        filled_by_id=leader.person_id,
        filled_at=round_.opened_at,
        signed_by_id=leader.person_id,
        signer_title=leader.title,
        signed_at=round_.opened_at + timedelta(days=10),
    )
