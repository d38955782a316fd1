"""The check of a reply, and what the indicators make of replies."""

from dataclasses import replace

import pytest

from mailsvc.survey.indicators import INDICATORS, Counted, per_head_text, value_of
from mailsvc.survey.rules import QUESTIONS, Answers, Problem, check, may_be_signed

GOOD = Answers(
    headcount=60,
    servers=2,
    computers=50,
    computers_on_lan=41,
    computers_on_internet=44,
    has_lan=True,
    has_broadband=True,
    runs_management=True,
    website_level=1,
    has_ageing_equipment=False,
)


def test_a_complete_reply_has_nothing_to_mend() -> None:
    assert check(GOOD, last=GOOD, payroll=60, is_seen_working=True) == []


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_without_an_answer_stops_the_signature(question: str) -> None:
    findings = check(replace(GOOD, **{question: None}))
    assert [(f.question, f.problem) for f in findings] == [(question, Problem.MISSING)]
    assert not may_be_signed(findings)


@pytest.mark.parametrize(
    ("change", "question", "problem"),
    [
        ({"computers_on_lan": 51}, "computers_on_lan", Problem.MORE_THAN_COMPUTERS),
        ({"computers_on_internet": 51}, "computers_on_internet", Problem.MORE_THAN_COMPUTERS),
        ({"has_lan": False}, "computers_on_lan", Problem.LAN_WITHOUT),
        ({"headcount": 0}, "headcount", Problem.NO_HEADCOUNT),
        ({"website_level": 5}, "website_level", Problem.LEVEL),
        ({"servers": 100_001}, "servers", Problem.TOO_LARGE),
    ],
)
def test_what_cannot_be_stops_the_signature(change, question: str, problem: Problem) -> None:
    findings = check(replace(GOOD, **change))
    assert (question, problem) in [(f.question, f.problem) for f in findings]
    assert not may_be_signed(findings)


@pytest.mark.parametrize(
    ("findings", "question", "problem"),
    [
        (check(GOOD, payroll=62), "headcount", Problem.PAYROLL_DIFFERS),
        (check(GOOD, is_seen_working=False), "runs_management", Problem.MANAGEMENT_UNSEEN),
        (
            check(replace(GOOD, runs_management=False), is_seen_working=True),
            "runs_management",
            Problem.MANAGEMENT_UNTOLD,
        ),
        (check(GOOD, last=replace(GOOD, computers=33)), "computers", Problem.JUMP),
    ],
    ids=["payroll", "unseen", "untold", "jump"],
)
def test_what_is_only_odd_is_told_and_may_be_signed(
    findings, question: str, problem: Problem
) -> None:
    assert [(f.question, f.problem) for f in findings] == [(question, problem)]
    assert may_be_signed(findings)


def test_small_figures_may_double() -> None:
    assert check(GOOD, last=replace(GOOD, servers=1)) == []
    assert check(GOOD, last=replace(GOOD, computers=34)) == []


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [
        (1203, 1850, "0,65"),
        (634, 900, "0,70"),
        (569, 950, "0,59"),
        (5, 0, "—"),
        (3, 2, "1,50"),
        (1, 200, "0,00"),
    ],
)
def test_computers_per_head_are_cut_off_not_rounded(part: int, whole: int, text: str) -> None:
    assert per_head_text(part, whole) == text


def test_shares_are_truncated_and_nobody_is_a_dash() -> None:
    has_lan = next(one for one in INDICATORS if one.code == "has_lan")
    replies = [Counted(replace(GOOD, has_lan=n < 26), 60, True) for n in range(29)]
    value = value_of(has_lan, replies)
    assert (value.text, value.fraction) == ("89%", "26/29")
    assert value_of(has_lan, []).text == "—"
