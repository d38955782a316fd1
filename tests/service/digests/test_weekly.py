"""The week's warnings: the right people, once a week, in their language, never about a person."""

from datetime import datetime, timedelta

import pytest
from axes.models import AccessLog
from django.test import override_settings

from mailsvc.base.clock import VIETNAM
from mailsvc.digests.models import WeeklyDigest
from mailsvc.digests.services import is_reader, run_weekly
from mailsvc.directory.models import Agency
from mailsvc.directory.roles import Role
from mailsvc.message.parse import parse
from mailsvc.preferences.services import save
from mailsvc.preferences.wishes import Wishes
from mailsvc.queue import spool
from mailsvc.queue.models import QueuedMessage, QueuedRecipient
from mailsvc.usage import rollup
from mailsvc.usage.quality import Kind, list_warnings
from mailsvc.usage.services import merge_month
from tests.factories import Member, make_agency, make_member
from tests.service.usage.support import make_people

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 11, 23, 8, tzinfo=VIETNAM)
HERE = {"STC": "Sở Tài chính", "SNV": "Sở Nội vụ"}


@pytest.fixture
def offices() -> dict[str, Agency]:
    """Two agencies without a payroll file: a warning about each."""
    return {code: make_agency(code, name) for code, name in HERE.items()}


@pytest.fixture
def keeper(offices: dict[str, Agency]) -> Member:
    return make_member(offices["SNV"], Role.STATISTICIAN)


@pytest.fixture
def leader(offices: dict[str, Agency]) -> Member:
    return make_member(offices["STC"], Role.LEADER)


def mails() -> dict[str, str]:
    """Address → subject and text of what was queued."""
    found = {}
    for row in QueuedRecipient.objects.select_related("message"):
        view = parse(spool.read(row.message.trace_id))
        found[row.address] = f"{view.subject}\n{view.text}"
    return found


def test_keepers_hear_of_all_leaders_of_their_own_agency_others_of_nothing(
    offices: dict[str, Agency], keeper: Member, leader: Member
) -> None:
    make_member(offices["STC"], Role.CLERK), make_member(offices["STC"], Role.OFFICER)
    assert run_weekly(now=MONDAY) == 2
    told = mails()
    assert set(told) == {keeper.account.address, leader.account.address}
    assert "Sở Tài chính" in told[keeper.account.address]
    assert "Sở Nội vụ" in told[keeper.account.address]
    assert "Sở Tài chính" in told[leader.account.address]
    assert "Sở Nội vụ" not in told[leader.account.address]
    assert not QueuedMessage.objects.exclude(mail_from="").exists(), "no answer, no report"


def test_once_a_week_even_when_it_runs_again_and_again(keeper: Member, leader: Member) -> None:
    assert run_weekly(now=MONDAY) == 2
    for hours in (0, 1, 30, 100):
        assert run_weekly(now=MONDAY + timedelta(hours=hours)) == 0
    assert WeeklyDigest.objects.count() == 2
    assert run_weekly(now=MONDAY + timedelta(days=7)) == 2


def test_stopped_half_way_the_next_run_tells_the_others_only(
    keeper: Member, leader: Member
) -> None:
    week = 202648
    WeeklyDigest.objects.create(account=keeper.account, week=week, lines=2, made_at=MONDAY)
    assert run_weekly(now=MONDAY) == 1
    assert set(mails()) == {leader.account.address}


@pytest.mark.parametrize("weekday", [0, 3])
def test_not_before_its_day_and_never_when_switched_off(keeper: Member, weekday: int) -> None:
    with override_settings(USAGE_DIGEST_WEEKDAY=weekday):
        assert run_weekly(now=MONDAY) == 0
        late = MONDAY + timedelta(days=3)
        assert run_weekly(now=late) == (1 if weekday else 0), "a machine that was off on its day"


def test_not_in_the_night(keeper: Member) -> None:
    assert run_weekly(now=MONDAY.replace(hour=6)) == 0


def test_who_does_not_want_it_gets_none_and_the_week_is_done(keeper: Member) -> None:
    save(keeper.actor, wishes=Wishes(wants_warnings=False))
    assert run_weekly(now=MONDAY) == 0 and mails() == {}
    save(keeper.actor, wishes=Wishes())
    assert run_weekly(now=MONDAY + timedelta(hours=1)) == 0


def test_in_the_readers_language(keeper: Member, leader: Member) -> None:
    type(keeper.account).objects.filter(pk=keeper.account.pk).update(language="en")
    run_weekly(now=MONDAY)
    told = mails()
    assert "Week 48/2026" in told[keeper.account.address]
    assert "Tuần 48/2026" in told[leader.account.address]


def test_nobody_is_named_and_no_agency_of_nine(offices: dict[str, Agency], keeper: Member) -> None:
    from mailsvc.usage.bits import month_of

    small = make_agency("BDT", "Ban Dân tộc")
    people = [*make_people(small, 9), *make_people(offices["STC"], 25)]
    month = month_of(MONDAY.date())
    merge_month(month, {})
    rollup.fill(month)
    silent = {one.agency for one in list_warnings(MONDAY.date()) if one.kind is Kind.SILENT}
    assert silent == {"Sở Tài chính"}, "nine idle people are nine people told of"
    run_weekly(now=MONDAY)
    text = mails()[keeper.account.address]
    for person in people:
        assert person.full_name not in text and person.payroll_number not in text


def test_shared_accounts_are_a_number_of_their_agency(
    offices: dict[str, Agency], keeper: Member
) -> None:
    crowd = [make_member(offices["STC"]) for _ in range(12)]
    shared = crowd[0]

    def log(member: Member, seat: int) -> None:
        row = AccessLog.objects.create(
            username=member.account.address,
            ip_address=f"10.0.0.{seat}",
            path_info="/dang-nhap/",
            http_accept="",
            user_agent="",
        )
        AccessLog.objects.filter(pk=row.pk).update(attempt_time=MONDAY - timedelta(days=3))

    for seat, member in enumerate(crowd):
        log(member, seat)
        log(member, seat)
    for seat in (1, 2, 3):
        log(shared, seat)
    found = [one for one in list_warnings(MONDAY.date()) if one.kind is Kind.SHARED]
    assert [(one.agency, one.facts) for one in found] == [("Sở Tài chính", {"count": 1})]
    run_weekly(now=MONDAY)
    text = mails()[keeper.account.address]
    assert "1 tài khoản có dấu hiệu dùng chung" in text
    assert shared.account.address not in text and shared.person.full_name not in text


def test_settings_offer_the_switch_to_readers_only(
    offices: dict[str, Agency], keeper: Member, leader: Member
) -> None:
    assert is_reader(keeper.account.pk) and is_reader(leader.account.pk)
    assert not is_reader(make_member(offices["STC"]).account.pk)
    assert not is_reader(None)
