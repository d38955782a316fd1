"""What is kept of one person: his own page, and the logged look of who gives a reason."""

from datetime import date

import pytest

from mailsvc.base.errors import Forbidden, Invalid, NotFound
from mailsvc.directory.actor import SYSTEM, Actor
from mailsvc.directory.models import Agency, Person
from mailsvc.directory.roles import Role
from mailsvc.usage import personal, quality, rollup, selectors
from mailsvc.usage.bits import bits_of
from mailsvc.usage.models import Look
from mailsvc.usage.rules import MonthBits
from mailsvc.usage.services import merge_month
from tests import factories
from tests.service.usage.support import NOVEMBER, WORKING, make_people, open_account

pytestmark = [pytest.mark.django_db, pytest.mark.db_bound]


@pytest.fixture
def hoa() -> Actor:
    (person,) = make_people(factories.make_agency(), 1)
    actor = open_account(person)
    bits = MonthBits(read=bits_of(WORKING[:10]), write=bits_of(WORKING[:1]))
    merge_month(NOVEMBER, {person.pk: bits})
    return actor


def number_of(actor: Actor) -> str:
    return Person.objects.get(pk=actor.person_pk).payroll_number


def test_ones_own_month_says_what_is_missing(hoa: Actor) -> None:
    month = personal.get_own_month(hoa, NOVEMBER)
    assert (month.active_days, month.needed_days, month.available) == (10, 11, 21)
    assert (month.outgoing_days, month.needed_outgoing_days) == (1, 2)
    assert not month.is_regular
    rollup.fill(NOVEMBER)
    assert selectors.adoption_report(NOVEMBER).total.regular == 0, "the page and the roll-up agree"
    with pytest.raises(NotFound):
        personal.get_own_month(SYSTEM, NOVEMBER)


def test_a_look_wants_a_keeper_and_a_reason_and_is_seen_by_whom_it_was_about(hoa: Actor) -> None:
    office = factories.make_agency("SNV", "Sở Nội vụ")
    keeper = factories.make_member(office, Role.STATISTICIAN).actor
    leader = factories.make_member(office, Role.LEADER).actor
    number = number_of(hoa)
    with pytest.raises(Forbidden):
        personal.look_at_person(leader, payroll_number=number, ym=NOVEMBER, reason="tò mò")
    with pytest.raises(Invalid):
        personal.look_at_person(keeper, payroll_number=number, ym=NOVEMBER, reason="\r\n")
    assert not Look.objects.exists()
    seen = personal.look_at_person(
        keeper, payroll_number=number, ym=NOVEMBER, reason="Đối chiếu biên chế"
    )
    assert seen.active_days == 10
    assert [(one.by, one.reason) for one in personal.list_looks(hoa)] == [
        (keeper.address, "Đối chiếu biên chế")
    ]
    assert personal.list_looks(leader) == []


def test_the_notice_is_shown_once(hoa: Actor) -> None:
    assert not personal.has_seen_notice(hoa)
    personal.note_notice_seen(hoa)
    personal.note_notice_seen(hoa)
    assert personal.has_seen_notice(hoa)


def test_quality_is_for_who_keeps_the_figures_and_names_no_person(hoa: Actor) -> None:
    rollup.fill(NOVEMBER)
    with pytest.raises(Forbidden):
        quality.get_quality(hoa, NOVEMBER)
    keeper = factories.make_member(
        factories.make_agency("SNV", "Sở Nội vụ"), Role.STATISTICIAN
    ).actor
    found = quality.get_quality(keeper, NOVEMBER)
    assert [line.code for line in found.missing] == ["STTTT"]
    assert hoa.name not in str(found)


def test_the_digest_tells_of_silent_agencies_and_missing_payrolls(
    hoa: Actor,
) -> None:
    make_people(Agency.objects.get(), 10)
    rollup.fill(NOVEMBER)
    found = quality.list_warnings(date(2009, 11, 30))
    assert [(one.kind, one.agency) for one in found if one.kind is quality.Kind.SILENT] == [
        (quality.Kind.SILENT, "Sở Thông tin và Truyền thông")
    ]
    later = quality.list_warnings(date(2009, 12, 4))
    assert quality.Kind.PAYROLL_MISSING in {one.kind for one in later}
    in_time = quality.list_warnings(date(2009, 12, 3))
    assert quality.Kind.PAYROLL_MISSING not in {one.kind for one in in_time}
    assert hoa.name not in str(later)
