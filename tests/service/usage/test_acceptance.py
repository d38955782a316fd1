"""The study's list of tests for the statistics, T1 to T26, each by its number.

Those that stand elsewhere: T1 in service/demo/test_province.py and service/survey/test_table.py, T6
in test_killed.py, T14 and T16 in test_gaming.py, T20 and T24 in test_publication.py.
"""

import os
import random
import subprocess
import sys
import time
from datetime import UTC, date, datetime

import pytest
from django.db import OperationalError, connection

from mailsvc.directory import posts
from mailsvc.directory import services as directory
from mailsvc.directory.actor import SYSTEM
from mailsvc.directory.models import Agency, Succession
from mailsvc.directory.roles import Role
from mailsvc.sheets.csv_file import write_csv
from mailsvc.sheets.values import Sheet
from mailsvc.usage import history, judging, rollup, rules, selectors, services
from mailsvc.usage.bits import Mark, UsageKind, bit_of, bits_of, days_of, month_of
from mailsvc.usage.figures import Figures
from mailsvc.usage.models import PersonMonth
from mailsvc.usage.rules import MonthBits, Terms
from mailsvc.usage.services import merge_month, set_declared, set_payroll, write_marks
from mailsvc.workdays.calendar import is_working_day
from tests import factories
from tests.bench.usage_data import make_office
from tests.service.usage.support import (
    HIRED,
    NOVEMBER,
    WORKING,
    Capture,
    at,
    make_people,
    open_account,
    work,
)

pytestmark = [pytest.mark.django_db, pytest.mark.db_bound]

TX1 = Terms(1, 2, 3, 2, 10)
HABIT = MonthBits(read=bits_of(WORKING), write=bits_of(WORKING[:5]))


@pytest.fixture
def agency() -> Agency:
    return factories.make_agency()


def report(ym: int = NOVEMBER) -> selectors.Report:
    rollup.fill(ym)
    return selectors.adoption_report(ym)


def test_t2_26_of_29_prints_89() -> None:
    assert rules.percent_text(26, 29) == "89%"
    assert round(100 * 26 / 29) == 90, "the nearest would be another figure than the article's"


def test_t3_a_target_is_met_on_integers() -> None:
    assert rules.is_reached(370, 1850, 20)
    assert not rules.is_reached(369, 1850, 20)


def test_t4_the_same_event_a_thousand_times_gives_the_same_digest(agency: Agency) -> None:
    (person,) = make_people(agency, 1)
    mark = Mark(person.pk, WORKING[0], UsageKind.READ)
    write_marks([mark])
    first = rollup.fill(NOVEMBER).digest
    write_marks([mark] * 1000)
    assert rollup.fill(NOVEMBER).digest == first
    write_marks([Mark(person.pk, WORKING[1], UsageKind.READ)])
    assert rollup.fill(NOVEMBER).digest != first


def test_t5_events_in_any_order_give_the_same_digest(agency: Agency) -> None:
    people = make_people(agency, 3)
    marks = [Mark(p.pk, day, kind) for p in people for day in WORKING for kind in UsageKind]
    write_marks(marks)
    in_order = rollup.fill(NOVEMBER).digest
    PersonMonth.objects.all().delete()
    random.Random(20091222).shuffle(marks)
    for part in (marks[:50], marks[40:], marks[:60]):
        write_marks(part)
    assert rollup.fill(NOVEMBER).digest == in_order


_EDGE = """
from datetime import UTC, datetime
from mailsvc.base.clock import local_day
from mailsvc.usage.bits import month_of
for second in (59, 60):
    print(month_of(local_day(datetime.fromtimestamp(1259600340 + second, UTC))))
"""


@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Asia/Ho_Chi_Minh"])
def test_t7_the_end_of_a_month_is_vietnams_wherever_the_server_stands(zone: str) -> None:
    assert datetime.fromtimestamp(1259600399, UTC) == datetime(2009, 11, 30, 16, 59, 59, tzinfo=UTC)
    env = {**os.environ, "TZ": zone, "DJANGO_SETTINGS_MODULE": "config.settings"}
    made = subprocess.run(
        [sys.executable, "-c", _EDGE], env=env, capture_output=True, text=True, check=True
    )
    assert made.stdout.split() == ["200911", "200912"]


def test_t8_leap_day_and_week_53(agency: Agency) -> None:
    assert bit_of(date(2012, 2, 29)) == 1 << 28
    (person,) = make_people(agency, 1)
    write_marks([Mark(person.pk, date(2012, 2, 29), UsageKind.WRITE)])
    assert report(201202).total.outgoing == 1
    # ISO week 53 of 2009 ends on 3 January 2010: in December it is a week of its own.
    weeks = rules.week_masks(200912)
    assert weeks[-1] == bits_of(date(2009, 12, day) for day in (28, 29, 30, 31))
    assert rules.week_masks(201001)[0] == bits_of(date(2010, 1, day) for day in (1, 2, 3))


def test_t9_a_make_up_saturday_counts_an_ordinary_one_does_not(agency: Agency) -> None:
    make_up = next(
        day
        for day in (
            date(year, month, n)
            for year in (2009, 2010, 2025, 2026, 2027)
            for month in range(1, 13)
            for n in range(1, 29)
        )
        if day.weekday() == 5 and is_working_day(day)
    )
    (person,) = make_people(agency, 1)
    open_account(person)
    ym = month_of(make_up)
    calendar = judging.Calendar.of(ym)
    assert calendar.working & bit_of(make_up)
    ordinary = next(d for d in days_of(ym) if d.weekday() == 5 and not is_working_day(d))
    assert not calendar.working & bit_of(ordinary)
    days = rules.working_days(ym)
    needed = -(-len(days) // 2)
    without = [day for day in days if day != make_up][: needed - 1]
    assert not judged(ym, [*without, ordinary])
    assert judged(ym, [*without, make_up])


def judged(ym: int, active: list[date]) -> bool:
    """TX-1 on somebody who was there all month, sent on two days, in enough weeks or not asked."""
    bits = MonthBits(read=bits_of(active), write=bits_of(active[-1:] + active[:1]))
    anywhen = Terms(1, 2, 0, 1, 10)
    return rules.is_regular(anywhen, bits, bits_of(rules.working_days(ym)), rules.week_masks(ym))


@pytest.mark.parametrize(("days", "in_n"), [(9, 0), (10, 1)])
def test_t10_a_joiner_with_nine_days_is_out_with_ten_he_is_in(
    agency: Agency, days: int, in_n: int
) -> None:
    make_people(agency, 1, since=WORKING[-days])
    total = report().total
    assert (total.eligible, total.short_service) == (in_n, 1 - in_n)


def test_t11_a_transfer_within_the_month_leaves_the_sum(agency: Agency) -> None:
    other = factories.make_agency("STC", "Sở Tài chính")
    person, *_ = make_people(agency, 5)
    open_account(person)
    merge_month(NOVEMBER, {person.pk: HABIT})
    before = report().total
    post = person.posts.get()
    posts.set_end(SYSTEM, post=post, valid_to=WORKING[8])
    directory.create_post(
        SYSTEM,
        person=person,
        agency=other,
        unit=None,
        title="Chuyên viên",
        role=Role.OFFICER,
        valid_from=WORKING[8],
    )
    after = report()
    assert (after.total.eligible, after.total.regular) == (before.eligible, before.regular)
    assert {a.code: a.figures.regular for a in after.agencies} == {"STTTT": 0, "STC": 1}


def test_t12_two_people_of_one_name_are_two(agency: Agency) -> None:
    first, second = make_people(agency, 2)
    assert first.full_name == second.full_name
    open_account(first)
    merge_month(NOVEMBER, {first.pk: HABIT})
    assert report().total.share_text == "50% (1/2)"


def test_t13_what_a_secretary_does_for_a_leader_is_the_secretarys(
    agency: Agency, django_capture_on_commit_callbacks: Capture
) -> None:
    leader, secretary = (open_account(person) for person in make_people(agency, 2))
    with django_capture_on_commit_callbacks(execute=True):
        for day in WORKING:
            services.record(secretary, UsageKind.WRITE, at=at(day), is_delegated=True)
    total = report().total
    assert (total.regular, total.delegated, total.eligible) == (1, 1, 2)
    assert not PersonMonth.objects.filter(person_id=leader.person_pk).exists()


def test_t15_marking_or_moving_mail_is_not_a_kind_of_use() -> None:
    """Only what `record` is called for counts; no view but opening a mail or document calls it."""
    found = subprocess.run(
        ["git", "grep", "-l", "-E", r"usage\.record\(", "--", "webui", "docflow", "mailsvc"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    assert "webui/mail/views/message.py" in found
    assert not [
        path
        for path in found
        if path.startswith("webui/mail/views/")
        and path.rsplit("/", 1)[1] in {"act.py", "list.py", "folder.py", "home.py"}
    ]


def test_t17_a_group_of_nine_and_its_smallest_sibling_are_hidden(agency: Agency) -> None:
    for code, size in {"BDT": 9, "SNGV": 10, "STC": 60}.items():
        make_people(factories.make_agency(code, f"Cơ quan {code}"), size)
    assert {a.code for a in report().agencies if a.is_hidden} == {"BDT", "SNGV"}


def test_t18_nought_of_fifteen_prints_below_ten() -> None:
    assert rules.percent_text(0, 15) == "<10%"


def test_t19_a_merged_agency_in_both_views(agency: Agency) -> None:
    heir = factories.make_agency("SKHCN", "Sở Khoa học và Công nghệ")
    for office, size, regular in ((agency, 20, 6), (heir, 30, 3)):
        people = make_people(office, size)
        for person in people[:regular]:
            open_account(person)
        merge_month(NOVEMBER, {person.pk: HABIT for person in people[:regular]})
    posts.merge_agency(
        SYSTEM,
        agency=agency,
        successors=[heir],
        since=date(2009, 12, 1),
        legal_basis="NQ 12/NQ-HĐND",
    )
    published = report()
    assert {a.code: a.figures.share_text for a in published.agencies} == {
        "STTTT": "30% (6/20)",
        "SKHCN": "10% (3/30)",
    }
    (line,) = history.rebase(published, date(2010, 1, 1)).agencies
    assert (line.code, line.figures.share_text) == ("SKHCN", "18% (9/50)")
    assert "merged" in line.flags
    assert report(200912).agencies[0].figures.eligible == 50, "its people went with it"


def test_t19_a_split_is_not_added_up(agency: Agency) -> None:
    make_people(agency, 20)
    heirs = [factories.make_agency(code, f"Sở {code}") for code in ("MOT", "HAI")]
    posts.merge_agency(
        SYSTEM,
        agency=agency,
        successors=heirs,
        since=date(2010, 1, 1),
        legal_basis="NQ 13",
    )
    (line,) = history.rebase(report(), date(2010, 2, 1)).agencies
    assert (line.code, line.flags) == ("STTTT", ("split",))
    assert Succession.objects.count() == 2


def test_t19_a_hidden_forerunner_cannot_be_had_from_the_two_views(agency: Agency) -> None:
    """Published: the heir's figure. By today's agencies: heir and small one. Never both."""
    small, other = (factories.make_agency(code, f"Ban {code}") for code in ("BDT", "SNV"))
    for office, size in ((small, 9), (other, 12), (agency, 40)):
        make_people(office, size)
    posts.merge_agency(
        SYSTEM,
        agency=small,
        successors=[agency],
        since=date(2009, 12, 1),
        legal_basis="QĐ 1",
    )
    published = report()
    rebased = history.rebase(published, date(2010, 1, 1))
    shown = {a.code for a in published.agencies if not a.is_hidden}
    assert shown == {"STTTT"}
    assert {a.code for a in rebased.agencies if not a.is_hidden} & shown == set()


def test_t21_a_declared_number_below_the_payroll_is_listed_and_not_used(agency: Agency) -> None:
    make_people(agency, 20)
    set_payroll(NOVEMBER, [agency.pk], is_there=True)
    set_declared(NOVEMBER, agency.pk, 15)
    (line,) = report().agencies
    assert (line.figures.eligible, line.source, line.flags) == (20, "payroll", ("mismatch",))


def test_t22_nobody_gives_a_dash_and_no_division() -> None:
    nobody = Figures()
    assert (nobody.percent, nobody.share_text, nobody.tenths_text) == (None, "— (0/0)", "—")


@pytest.mark.parametrize("name", ["=1+1", "+84", "-2", "@SUM(A1)", "\t=1"])
def test_t23_an_export_runs_nothing(name: str) -> None:
    text = write_csv(Sheet("Bảng", ["Cơ quan"], [[name]])).decode("utf-8-sig")
    cell = text.splitlines()[1].strip('"')
    assert cell.startswith("'"), cell


def test_t25_without_the_database_a_mail_still_goes_and_the_mark_waits(
    agency: Agency, django_capture_on_commit_callbacks: Capture
) -> None:
    actor = open_account(make_people(agency, 1)[0])

    def away(*_: object) -> None:
        raise OperationalError("the database is away")

    with connection.execute_wrapper(away), django_capture_on_commit_callbacks(execute=True):
        services.record(actor, UsageKind.WRITE, at=at(WORKING[2]))
    assert not PersonMonth.objects.exists()
    assert services.replay_spool() == 1
    assert report().total.outgoing == 1


def test_t26_thirteen_months_of_two_thousand_people_fill_in_seconds(agency: Agency) -> None:
    """Processor time, so that a busy machine does not decide; the 2,000,000: `make bench-usage`."""
    months = [200911, 200912, *range(201001, 201012)]
    make_office(2000, months)
    began = time.process_time()
    for ym in months:
        rollup.fill(ym)
    assert time.process_time() - began < 5
    assert selectors.list_months() == months


def test_the_reader_needs_no_account_in_the_month_he_acted(
    agency: Agency, django_capture_on_commit_callbacks: Capture
) -> None:
    """Bits without an account of the time (a restored server) still fit into the funnel."""
    (person,) = make_people(agency, 1, since=HIRED)
    actor = open_account(person)
    with django_capture_on_commit_callbacks(execute=True):
        work(actor, WORKING[:2])
    person.account.delete()
    assert [stage.count for stage in report().funnel] == [1, 1, 1, 1, 1, 0]
