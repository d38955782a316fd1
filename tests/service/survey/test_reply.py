"""A reply's life: filled in, handed over, signed, given back; who may and who may not."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from mailsvc.audit.models import AuditEvent
from mailsvc.base.errors import Conflict, Forbidden, Invalid, NotFound
from mailsvc.directory.roles import Role
from mailsvc.survey import access, consistency, selectors, services
from mailsvc.survey.models import Reply, Round
from tests.factories import Member, make_agency, make_member
from tests.unit.survey.test_rules import GOOD

pytestmark = pytest.mark.django_db

AS_OF = date(2026, 9, 30)


@pytest.fixture
def office() -> dict[str, Member]:
    agency = make_agency("STC", "Sở Tài chính")
    other = make_agency("SNV", "Sở Nội vụ")
    return {
        "clerk": make_member(agency, Role.CLERK),
        "leader": make_member(agency, Role.LEADER, title="Giám đốc"),
        "officer": make_member(agency, Role.OFFICER),
        "statistician": make_member(other, Role.STATISTICIAN),
        "stranger": make_member(other, Role.LEADER),
    }


@pytest.fixture
def round_(office: dict[str, Member]) -> Round:
    return services.open_round(
        office["statistician"].actor, year=2026, as_of=AS_OF, due_on=date(2026, 12, 15)
    )


@pytest.fixture
def fill(office: dict[str, Member], round_: Round):
    agency = _agency()

    def save(who: str = "clerk", *, version: int = 0, **changes) -> Reply:
        return services.save_answers(
            office[who].actor,
            round_=round_,
            agency=agency,
            answers=replace(GOOD, **changes),
            note=" Máy cũ\r\nđã thanh lý 3 chiếc ",
            version=version,
        )

    yield save
    assert consistency.find_problems() == []


def _agency():
    return selectors.Agency.objects.get(code="STC")


def _sign(office: dict[str, Member], round_: Round, who: str = "leader", version: int = 2) -> Reply:
    return services.sign_off(office[who].actor, round_=round_, agency=_agency(), version=version)


def test_a_clerk_fills_in_hands_over_and_the_leader_signs(office, round_: Round, fill) -> None:
    reply = fill()
    assert (reply.state, reply.version, reply.note) == ("draft", 1, "Máy cũ đã thanh lý 3 chiếc")
    services.hand_over(office["clerk"].actor, round_=round_, agency=_agency(), version=1)
    signed = _sign(office, round_)
    assert (signed.state, signed.signed_by, signed.signer_title) == (
        "signed",
        office["leader"].person,
        "Giám đốc",
    )
    assert signed.payroll == 3
    actions = AuditEvent.objects.filter(chain_id="survey").values_list("action", flat=True)
    assert list(actions) == ["open_round", "save_answers", "hand_over", "sign_off"]


@pytest.mark.parametrize("who", ["officer", "stranger", "statistician"])
def test_others_do_not_fill_in(fill, who: str) -> None:
    with pytest.raises(Forbidden):
        fill(who)
    assert Reply.objects.count() == 0


@pytest.mark.parametrize("who", ["clerk", "officer", "stranger", "statistician"])
def test_only_the_agencys_leader_signs(office, round_: Round, fill, who: str) -> None:
    fill()
    with pytest.raises(Forbidden):
        _sign(office, round_, who, version=1)
    assert _sign(office, round_, version=1).state == "signed"


def test_half_a_reply_is_kept_but_not_signed(office, round_: Round, fill) -> None:
    fill(servers=None, has_lan=None)
    with pytest.raises(Invalid) as refused:
        services.hand_over(office["clerk"].actor, round_=round_, agency=_agency(), version=1)
    assert refused.value.fields == {"servers": "missing", "has_lan": "missing"}
    with pytest.raises(Invalid):
        _sign(office, round_, version=1)
    assert Reply.objects.get().state == "draft"


def test_impossible_figures_are_not_kept(fill) -> None:
    with pytest.raises(Invalid) as refused:
        fill(computers_on_lan=51)
    assert refused.value.fields == {"computers_on_lan": "more_than_computers"}
    assert not Reply.objects.filter(version__gt=0).exists()


def test_two_people_at_one_reply_the_second_looks_again(fill) -> None:
    fill(servers=1)
    with pytest.raises(Conflict):
        fill("leader", servers=9)
    assert Reply.objects.get().servers == 1
    assert fill("leader", version=1, servers=9).servers == 9


def test_what_is_signed_changes_only_after_it_was_given_back(office, round_: Round, fill) -> None:
    fill()
    _sign(office, round_, version=1)
    with pytest.raises(Conflict):
        fill(version=2, servers=9)
    with pytest.raises(Forbidden):
        _give_back(office, round_, "leader", version=2)
    returned = _give_back(office, round_, "statistician", version=2)
    assert (returned.state, returned.signed_by, returned.payroll) == ("draft", None, None)
    assert returned.return_reason == "Số máy chủ chưa đúng"
    assert fill(version=3, servers=9).servers == 9


def test_a_leader_gives_back_what_waits_for_his_signature(office, round_: Round, fill) -> None:
    fill()
    services.hand_over(office["clerk"].actor, round_=round_, agency=_agency(), version=1)
    with pytest.raises(Forbidden):
        _give_back(office, round_, "clerk", version=2)
    with pytest.raises(Invalid):
        _give_back(office, round_, "leader", version=2, reason="sai")
    assert _give_back(office, round_, "leader", version=2).state == "draft"


def _give_back(
    office, round_: Round, who: str, *, version: int, reason: str = "Số máy chủ\nchưa đúng"
) -> Reply:
    return services.give_back(
        office[who].actor, round_=round_, agency=_agency(), reason=reason, version=version
    )


def test_rounds_are_opened_once_by_those_who_run_the_survey(office, round_: Round) -> None:
    with pytest.raises(Forbidden):
        services.open_round(
            office["leader"].actor, year=2027, as_of=date(2027, 9, 30), due_on=date(2027, 12, 1)
        )
    actor = office["statistician"].actor
    with pytest.raises(Conflict):
        services.open_round(actor, year=2026, as_of=AS_OF, due_on=AS_OF)
    with pytest.raises(Invalid):
        services.open_round(actor, year=2027, as_of=date(2027, 9, 30), due_on=date(2027, 9, 1))
    with pytest.raises(Invalid):
        services.open_round(actor, year=2028, as_of=date(2027, 9, 30), due_on=date(2027, 10, 1))
    assert [one.year for one in selectors.list_rounds()] == [2026]


def test_a_closed_round_takes_nothing_more(office, round_: Round, fill) -> None:
    fill()
    with pytest.raises(Forbidden):
        services.close_round(office["leader"].actor, year=2026)
    services.close_round(office["statistician"].actor, year=2026)
    with pytest.raises(Conflict):
        fill(version=1)
    with pytest.raises(Conflict):
        _sign(office, round_, version=1)
    with pytest.raises(Conflict):
        services.close_round(office["statistician"].actor, year=2026)


@pytest.mark.parametrize("who", ["officer", "stranger"])
def test_a_reply_is_for_its_agency_and_the_surveys_runner(
    office, round_: Round, fill, who: str
) -> None:
    fill()
    assert access.access_reply(office["clerk"].actor, 2026, "STC").version == 1
    assert access.access_reply(office["statistician"].actor, 2026, "STC").version == 1
    with pytest.raises(NotFound) as stranger:
        access.access_reply(office[who].actor, 2026, "STC")
    with pytest.raises(NotFound) as missing:
        access.access_reply(office["clerk"].actor, 2026, "KHONG")
    assert stranger.value.public_text == missing.value.public_text
    with pytest.raises(NotFound):
        access.access_reply(office["clerk"].actor, 2025, "STC")


def test_the_database_refuses_a_half_signed_reply(round_: Round, fill) -> None:
    reply = fill(servers=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Reply.objects.filter(pk=reply.pk).update(state="signed", signed_at=round_.opened_at)
    with pytest.raises(IntegrityError), transaction.atomic():
        Reply.objects.filter(pk=reply.pk).update(computers_on_lan=51)
