"""A column among many values: the same rows as the ORM's `__in`, whatever their number."""

from datetime import date, timedelta

import pytest

from mailsvc.absence.models import Absence
from mailsvc.base import clock
from mailsvc.directory.models import Mailbox
from mailsvc.prepared.among import PreparedAmong
from tests.factories import make_agency, make_member

pytestmark = [pytest.mark.django_db, pytest.mark.db_bound]

THREE_AT_ONCE = PreparedAmong(
    lambda addresses: Mailbox.objects.filter(address__in=addresses), str, portion=3
)
AWAY = PreparedAmong(
    lambda addresses, day: Absence.objects.filter(
        mailbox__address__in=addresses, first_on__lte=day, last_on__gte=day
    ),
    str,
    date,
)


@pytest.mark.parametrize("asked", range(5))
def test_rows_are_those_of_the_values(asked, django_assert_num_queries):
    agency = make_agency()
    mailboxes = [make_member(agency).mailbox for _ in range(5)]
    wanted = mailboxes[:asked]
    with django_assert_num_queries(-(-asked // 3)):
        found = THREE_AT_ONCE.all(mailbox.address for mailbox in wanted)
    assert sorted(one.pk for one in found) == sorted(one.pk for one in wanted)


def test_a_value_asked_twice_finds_its_row_once():
    address = make_member(make_agency()).mailbox.address
    assert [one.address for one in THREE_AT_ONCE.all([address] * 4)] == [address]


def test_values_that_are_nobody_s_find_nothing():
    make_member(make_agency())
    assert THREE_AT_ONCE.all(["khong-co@x.example", "' OR 1=1 --", "%s"]) == []


def test_another_value_beside_them():
    mailbox, today = make_member(make_agency()).mailbox, date(2026, 11, 26)
    Absence.objects.create(
        mailbox=mailbox, first_on=today, last_on=today + timedelta(days=1), changed_at=clock.now()
    )
    assert len(AWAY.all([mailbox.address], today)) == 1
    assert AWAY.all([mailbox.address], today + timedelta(days=2)) == []
