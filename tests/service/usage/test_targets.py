"""Targets: entered with a document's number, one a year and scope, taken back, by who may."""

import pytest
from django.db import IntegrityError, transaction

from mailsvc.audit.models import AuditEvent
from mailsvc.base.errors import Conflict, Forbidden, Invalid, NotFound
from mailsvc.directory.actor import Actor
from mailsvc.directory.models import Agency
from mailsvc.directory.roles import Role
from mailsvc.usage import rollup, selectors, targets
from mailsvc.usage.bits import bits_of
from mailsvc.usage.models import Target
from mailsvc.usage.rules import MonthBits
from mailsvc.usage.services import merge_month
from tests import factories
from tests.service.usage.support import NOVEMBER, WORKING, make_people, open_account

pytestmark = [pytest.mark.django_db, pytest.mark.db_bound]

BASIS = "QĐ 12/2009/QĐ-UBND"
HABIT = MonthBits(read=bits_of(WORKING), write=bits_of(WORKING))


@pytest.fixture
def agency() -> Agency:
    return factories.make_agency()


@pytest.fixture
def keeper(agency: Agency) -> Actor:
    return factories.make_member(agency, Role.SYSADMIN).actor


def enter(actor: Actor, **changes: object) -> Target:
    asked: dict[str, object] = {"tier": None, "year": 2011, "percent": 50, "legal_basis": BASIS}
    return targets.enter_target(actor, **{**asked, **changes})


def test_a_target_is_entered_held_against_the_month_and_taken_back(
    agency: Agency, keeper: Actor
) -> None:
    people = make_people(agency, 20)
    for person in people[:5]:
        open_account(person)
    merge_month(NOVEMBER, {person.pk: HABIT for person in people[:5]})
    rollup.fill(NOVEMBER)
    Target.objects.all().delete()
    assert selectors.adoption_report(NOVEMBER).target is None
    made = enter(keeper, year=2009, percent=25)
    own = enter(keeper, year=2009, percent=20, tier=agency.tier)
    report = selectors.adoption_report(NOVEMBER)
    # The keeper is on the payroll too: 5 of 21 are 23 %, one short of 25 % and above 20 %.
    assert report.target is not None and report.tiers[0].target is not None
    assert (report.target.missing, report.target.legal_basis) == (1, BASIS)
    assert (report.tiers[0].target.percent, report.tiers[0].target.is_reached) == (20, True)
    for one in (made, own):
        targets.remove_target(keeper, pk=one.pk)
    assert selectors.adoption_report(NOVEMBER).target is None
    acts = AuditEvent.objects.filter(chain="usage").order_by("pk")
    assert [one.action for one in acts] == ["enter_target"] * 2 + ["remove_target"] * 2
    assert acts[0].facts["legal_basis"] == BASIS


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"legal_basis": ""}, "legal_basis"),
        ({"legal_basis": "theo kế hoạch"}, "legal_basis"),
        ({"legal_basis": "số 12"}, "legal_basis"),
        ({"legal_basis": f"QĐ 1/QĐ-{'x' * 120}"}, "legal_basis"),
        ({"percent": 0}, "percent"),
        ({"percent": 101}, "percent"),
        ({"year": 1999}, "year"),
    ],
)
def test_without_a_numbered_document_or_out_of_range_nothing_is_kept(
    keeper: Actor, changes: dict[str, object], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        enter(keeper, **changes)
    assert list(refused.value.fields) == [field]
    assert not Target.objects.filter(year=2011).exists()
    assert not AuditEvent.objects.filter(chain="usage").exists()


def test_line_ends_in_the_basis_become_blanks(keeper: Actor) -> None:
    assert enter(keeper, legal_basis="QĐ 12/QĐ-UBND\r\nBcc: x\0").legal_basis == (
        "QĐ 12/QĐ-UBND Bcc: x"
    )


def test_one_a_year_and_scope(agency: Agency, keeper: Actor) -> None:
    enter(keeper)
    enter(keeper, tier=agency.tier)
    for tier in (None, agency.tier):
        with pytest.raises(Conflict, match="đã có chỉ tiêu 50%"):
            enter(keeper, tier=tier, percent=60)
    assert Target.objects.filter(year=2011).count() == 2
    with pytest.raises(IntegrityError), transaction.atomic():
        Target.objects.create(year=2011, percent=1, legal_basis=BASIS)


@pytest.mark.parametrize("role", [Role.LEADER, Role.CLERK, Role.OFFICER])
def test_others_neither_see_the_list_nor_change_it(
    agency: Agency, keeper: Actor, role: Role
) -> None:
    made = enter(keeper)
    other = factories.make_member(agency, role).actor
    for act in (
        lambda: targets.list_all_targets(other),
        lambda: enter(other, year=2012),
        lambda: targets.remove_target(other, pk=made.pk),
    ):
        with pytest.raises(Forbidden):
            act()
    assert [one.year for one in targets.list_all_targets(keeper)] == [2011]
    with pytest.raises(NotFound):
        targets.remove_target(keeper, pk=made.pk + 1)
