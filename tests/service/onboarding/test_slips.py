"""Champions and slips: who may, for whom, for how long."""

from datetime import date, timedelta

import pytest
from django.test import override_settings

from mailsvc.audit.models import AuditEvent
from mailsvc.base import clock
from mailsvc.base.errors import Forbidden, Invalid, NotFound
from mailsvc.directory import services as directory
from mailsvc.directory.actor import SYSTEM
from mailsvc.directory.models import Account
from mailsvc.directory.roles import Role
from mailsvc.onboarding import access, selectors, services
from mailsvc.onboarding.models import Champion, Slip
from tests.factories import Member, make_agency, make_member
from tests.service.usage.support import make_people

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> dict[str, Member]:
    agency, other = make_agency("STC", "Sở Tài chính"), make_agency("SNV", "Sở Nội vụ")
    return {
        "leader": make_member(agency, Role.LEADER),
        "officer": make_member(agency, local="hoa"),
        "clerk": make_member(agency, Role.CLERK),
        "stranger": make_member(other, Role.LEADER),
        "sysadmin": make_member(other, Role.SYSADMIN),
    }


def _agency():
    return selectors.Agency.objects.get(code="STC")


def _newcomer(code: str = "STC") -> Account:
    agency = selectors.Agency.objects.get(code=code)
    person = make_people(agency, 1)[0]
    return directory.create_account(
        SYSTEM, address=f"moi{person.pk}@stc.dienbien.example", person=person, password=None
    )


def _opened() -> None:
    Account.objects.filter(slip__isnull=True, first_login_at__isnull=True).exclude(
        address__startswith="moi"
    ).update(first_login_at=clock.now())


def test_a_leader_names_the_champion_and_the_next_one_follows(office) -> None:
    actor = office["leader"].actor
    services.name_champion(actor, agency=_agency(), address="HOA@stc.dienbien.example")
    assert access.is_champion(office["officer"].actor, _agency().pk)
    clerk = office["clerk"].account.address
    services.name_champion(actor, agency=_agency(), address=clerk)
    assert not access.is_champion(office["officer"].actor, _agency().pk)
    assert selectors.find_champion(_agency()).account.address == clerk
    assert Champion.objects.filter(valid_to__isnull=True).count() == 1


def test_others_name_nobody_and_strangers_are_not_named(office) -> None:
    for who in ("clerk", "officer", "stranger"):
        with pytest.raises(Forbidden):
            services.name_champion(
                office[who].actor, agency=_agency(), address="hoa@stc.dienbien.example"
            )
    for address in (office["stranger"].account.address, "khong@co.example", "a\r\nb", ""):
        with pytest.raises(Invalid):
            services.name_champion(office["leader"].actor, agency=_agency(), address=address)
    assert not Champion.objects.exists()


def test_a_slip_opens_the_account_and_is_open_until_the_password_changes(office) -> None:
    newcomer = _newcomer()
    [slip] = services.issue_slips(
        office["leader"].actor, agency=_agency(), account_pks=[newcomer.pk]
    )
    newcomer.refresh_from_db()
    assert slip.address == newcomer.address
    assert newcomer.check_password(slip.password)
    assert slip.password not in Slip.objects.get().password
    assert selectors.has_open_slip(newcomer)
    newcomer.set_password("mật khẩu của riêng tôi")
    newcomer.save()
    assert not selectors.has_open_slip(newcomer)
    event = AuditEvent.objects.get(action="issue_slips")
    assert event.facts["accounts"] == [newcomer.address]
    assert slip.password not in str(event.facts)


def test_a_new_slip_ends_the_old_one(office) -> None:
    newcomer = _newcomer()
    actor = office["sysadmin"].actor
    [old] = services.issue_slips(actor, agency=_agency(), account_pks=[newcomer.pk])
    [new] = services.issue_slips(actor, agency=_agency(), account_pks=[newcomer.pk])
    newcomer.refresh_from_db()
    assert newcomer.check_password(new.password)
    assert not newcomer.check_password(old.password)


def test_only_helpers_print_slips(office) -> None:
    newcomer = _newcomer()
    for who in ("clerk", "officer", "stranger"):
        with pytest.raises(Forbidden):
            services.issue_slips(office[who].actor, agency=_agency(), account_pks=[newcomer.pk])
        with pytest.raises(NotFound):
            access.access_agency(office[who].actor, "STC")
    services.name_champion(
        office["leader"].actor, agency=_agency(), address="hoa@stc.dienbien.example"
    )
    helper = office["officer"].actor
    assert access.access_agency(helper, "STC") == _agency()
    assert services.issue_slips(helper, agency=_agency(), account_pks=[newcomer.pk])
    with pytest.raises(NotFound):
        access.access_agency(helper, "SNV")


def test_opened_accounts_and_other_agencies_keep_their_passwords(office) -> None:
    opened, stranger = office["clerk"].account, office["stranger"].account
    Account.objects.filter(pk=opened.pk).update(first_login_at=clock.now())
    with pytest.raises(Invalid):
        services.issue_slips(
            office["leader"].actor, agency=_agency(), account_pks=[opened.pk, stranger.pk]
        )
    for account in (opened, stranger):
        account.refresh_from_db()
        assert account.check_password(Member.password)
    with pytest.raises(Invalid):
        services.issue_slips(office["leader"].actor, agency=_agency(), account_pks=range(101))


def test_unopened_are_listed_by_the_state_of_their_account(office) -> None:
    newcomer = _newcomer()
    _newcomer("SNV")
    _opened()
    names = [one.account for one in selectors.list_unopened(office["leader"].actor, _agency())]
    assert names == [newcomer]
    make_people(_agency(), 2)
    assert selectors.count_without_account(_agency()) == 2


def test_a_slip_nobody_used_ends(office) -> None:
    unused, changed = _newcomer(), _newcomer()
    services.issue_slips(
        office["leader"].actor, agency=_agency(), account_pks=[unused.pk, changed.pk]
    )
    changed.refresh_from_db()
    changed.set_password("mật khẩu của riêng tôi")
    changed.save()
    assert services.end_old_slips() == 0
    Slip.objects.update(ends_on=clock.today() - timedelta(days=1))
    assert services.end_old_slips() == 1
    unused.refresh_from_db()
    changed.refresh_from_db()
    assert not unused.has_usable_password()
    assert changed.check_password("mật khẩu của riêng tôi")


def test_yesterdays_champion_keeps_his_period(office) -> None:
    Champion.objects.create(
        agency=_agency(), account=office["officer"].account, valid_from=date(2020, 1, 1)
    )
    services.name_champion(
        office["leader"].actor, agency=_agency(), address=office["clerk"].account.address
    )
    old = Champion.objects.get(account=office["officer"].account)
    assert old.valid_to == clock.today()
    with override_settings(IS_LOOPBACK=True):
        assert not access.is_champion(office["officer"].actor, _agency().pk)
