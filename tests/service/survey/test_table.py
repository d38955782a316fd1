"""The table of the province: the figures of 2009, and work that is seen beside the word."""

import csv
import json
from datetime import date, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from config.demo.province import DATA
from mailsvc.base import clock
from mailsvc.directory.actor import SYSTEM
from mailsvc.survey import selectors, services
from mailsvc.survey.measured import find_working_agencies
from mailsvc.survey.models import Reply, Round
from mailsvc.usage import rollup
from mailsvc.usage.bits import bits_of
from mailsvc.usage.models import PersonMonth
from mailsvc.usage.retention import run_retention
from mailsvc.usage.rules import MonthBits
from mailsvc.usage.services import merge_month, set_cut_off_days
from tests.factories import make_agency, make_member
from tests.service.usage.support import NOVEMBER, WORKING, make_people, open_account
from tests.unit.survey.test_rules import GOOD

pytestmark = pytest.mark.django_db

AS_OF = date(2009, 11, 30)
SIGNED_AT = datetime(2009, 12, 10, 9, tzinfo=clock.VIETNAM)


def make_round(year: int) -> Round:
    return Round.objects.create(
        year=year,
        as_of=AS_OF.replace(year=year),
        due_on=AS_OF.replace(year=year) + timedelta(days=30),
        opened_at=SIGNED_AT,
    )


def sign(round_: Round, agency, signer, *, payroll: int = 0, **answers) -> Reply:
    return Reply.objects.create(
        round=round_,
        agency=agency,
        state="signed",
        payroll=payroll,
        signed_by=signer,
        signer_title="Giám đốc",
        signed_at=SIGNED_AT,
        **{**GOOD.__dict__, **answers},
    )


@pytest.fixture
def article() -> Round:
    """The 29 agencies as the file of the sample province has them."""
    round_ = make_round(2009)
    signer = None
    with (DATA / "dien_bien_2009.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            agency = make_agency(row["code"], row["name"], tier=row["tier"])
            signer = signer or make_member(agency).person
            sign(
                round_,
                agency,
                signer,
                payroll=int(row["staff"]),
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
    return round_


def test_the_report_prints_the_article(article: Round) -> None:
    make_people(make_agency("KKK", "Sở Kiểm thử"), 12)
    out = StringIO()
    call_command("adoption_report", "2009-11", "--fill", stdout=out)
    lines = {line[:52].strip(): line[52:] for line in out.getvalue().splitlines()}
    assert lines["Máy chủ"] == "38 | 30 | 8"
    assert lines["Máy trạm nối mạng LAN"].startswith("78% (939/1.203) |")
    assert lines["Cơ quan điều hành qua mạng – tự khai"] == "72% (21/29) | 90% | 33%"
    call_command("adoption_report", "2009-11", "--json", stdout=(facts := StringIO()))
    survey = {row["code"]: row for row in json.loads(facts.getvalue())["survey"]}
    assert survey["has_lan"]["value"] == "89%"
    assert (survey["website_1"]["value"], survey["website_2"]["value"]) == ("41%", "10%")


# Province, then its tiers; the fraction of the province.
FIGURES = {
    "servers": ("38", "30", "8", ""),
    "computers": ("1.203", "634", "569", ""),
    "on_lan": ("78%", "80%", "75%", "939/1.203"),
    "on_internet": ("76%", "87%", "63%", "915/1.203"),
    "per_head": ("0,65", "0,70", "0,59", "1.203/1.850"),
    "has_lan": ("89%", "90%", "88%", "26/29"),
    "has_broadband": ("100%", "100%", "100%", "29/29"),
    "management_declared": ("72%", "90%", "33%", "21/29"),
    "website_1": ("41%", "50%", "22%", "12/29"),
    "website_2": ("10%", "15%", "0%", "3/29"),
    "ageing": ("68%", "60%", "88%", "20/29"),
}


def test_the_figures_of_the_article(article: Round) -> None:
    table = selectors.province_table(article)
    rows = {code: table.of(code) for code in FIGURES}
    assert {
        code: (row.total.text, *(value.text for value in row.tiers), row.total.fraction)
        for code, row in rows.items()
    } == FIGURES


def test_only_signed_replies_count_and_the_title_knows_how_many() -> None:
    first, second = make_agency("STC", "Sở Tài chính"), make_agency("SNV", "Sở Nội vụ")
    signer = make_member(first).person
    round_ = make_round(2009)
    sign(round_, first, signer, servers=2)
    Reply.objects.create(round=round_, agency=second, servers=40)
    table = selectors.province_table(round_)
    assert (table.signed, table.asked, table.is_complete) == (1, 2, False)
    assert table.of("servers").total.text == "2"
    assert [one.state for one in selectors.list_progress(round_)] == ["draft", "signed"]


def test_last_year_stands_beside_this_year() -> None:
    agency = make_agency("STC", "Sở Tài chính")
    signer = make_member(agency).person
    before, now = make_round(2009), make_round(2010)
    assert selectors.province_table(now).of("servers").last is None
    sign(before, agency, signer, servers=1)
    sign(now, agency, signer, servers=3)
    row = selectors.province_table(now).of("servers")
    assert (row.total.text, row.last.text) == ("3", "1")
    assert selectors.province_table(now).last_year == 2009


def test_the_payroll_is_the_denominator_and_a_mismatch_is_told() -> None:
    agency = make_agency("STC", "Sở Tài chính")
    leader = make_member(agency)
    make_people(agency, 19)
    round_ = make_round(2009)
    reply = sign(round_, agency, leader.person, payroll=20, headcount=10, computers=50)
    assert selectors.province_table(round_).of("per_head").total.fraction == "50/20"
    assert [(f.question, f.other) for f in selectors.check_reply(reply)][0] == ("headcount", 20)


@pytest.mark.parametrize(("days", "is_seen"), [(11, True), (10, False), (0, False)])
def test_an_agency_works_in_the_system_when_it_does_on_half_of_the_days(
    days: int, is_seen: bool
) -> None:
    agency = make_agency("STC", "Sở Tài chính")
    one, other, reader = make_people(agency, 3)
    merge_month(
        NOVEMBER,
        {
            one.pk: MonthBits(process=bits_of(WORKING[: days // 2])),
            other.pk: MonthBits(process=bits_of(WORKING[days // 2 : days])),
            reader.pk: MonthBits(read=bits_of(WORKING), write=bits_of(WORKING)),
        },
    )
    assert (agency.pk in find_working_agencies(AS_OF)) is is_seen


def test_days_without_a_line_are_not_asked_of_an_agency() -> None:
    agency = make_agency("MN", "UBND huyện Mường Nhé")
    (one,) = make_people(agency, 1)
    merge_month(NOVEMBER, {one.pk: MonthBits(process=bits_of(WORKING[:8]))})
    assert agency.pk not in find_working_agencies(AS_OF)
    set_cut_off_days(NOVEMBER, agency.pk, bits_of(WORKING[16:]))
    assert agency.pk in find_working_agencies(AS_OF), "8 of the 16 days it had"
    set_cut_off_days(NOVEMBER, agency.pk, bits_of(WORKING))
    assert agency.pk not in find_working_agencies(AS_OF), "no day, no work"


def test_what_was_seen_stays_when_the_names_are_taken_from_the_month() -> None:
    agency = make_agency("STC", "Sở Tài chính")
    (one,) = make_people(agency, 1)
    open_account(one)
    merge_month(NOVEMBER, {one.pk: MonthBits(process=bits_of(WORKING))})
    rollup.fill(NOVEMBER)
    assert run_retention(today=date(2012, 6, 1)) == 1
    assert not PersonMonth.objects.exists()
    assert agency.pk in find_working_agencies(AS_OF)


def test_declared_and_seen_stand_side_by_side() -> None:
    agency = make_agency("STC", "Sở Tài chính")
    leader = make_member(agency)
    round_ = make_round(2009)
    sign(round_, agency, leader.person, runs_management=True)
    table = selectors.province_table(round_)
    assert table.of("management_declared").total.text == "100%"
    assert table.of("management_seen").total.text == "0%"
    progress = selectors.list_progress(round_)[0]
    assert (progress.declared, progress.is_seen_working) == (True, False)


def test_the_open_round_is_the_newest_that_is_not_closed() -> None:
    assert selectors.find_open_round() is None
    make_round(2009)
    newer = make_round(2010)
    assert selectors.find_open_round() == newer
    services.close_round(SYSTEM, year=2010)
    assert selectors.find_open_round().year == 2009
