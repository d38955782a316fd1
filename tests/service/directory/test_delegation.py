"""Lending a mailbox for sending: who may, for how long, and what it gives."""

from datetime import timedelta

import pytest

from mailsvc.audit.models import AuditEvent
from mailsvc.base import clock
from mailsvc.base.errors import AppError, Conflict, Forbidden, Invalid, NotFound
from mailsvc.directory import services
from mailsvc.directory.access import SenderRight, sender_right
from mailsvc.directory.actor import SYSTEM
from mailsvc.directory.delegation import delegate_mailbox, end_delegation
from mailsvc.directory.models import Delegation, MailboxGrant
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.db_bound]

Manner = Delegation.Manner


@pytest.fixture
def boss():
    return factories.make_member(factories.make_agency(), local="giam-doc", name="Lò Văn Giám")


@pytest.fixture
def deputy(boss):
    return factories.make_member(boss.mailbox.agency, local="pho", name="Cà Thị Phó")


def lend(boss, deputy, actor=None, manner=Manner.ON_BEHALF, days=(0, 7)):
    today = clock.today()
    return delegate_mailbox(
        actor or boss.actor,
        mailbox=boss.mailbox,
        deputy=deputy.account,
        manner=manner,
        valid_from=today + timedelta(days[0]),
        valid_to=today + timedelta(days[1]),
    )


@pytest.mark.parametrize(
    ("manner", "days", "right"),
    [
        (Manner.ON_BEHALF, (0, 1), SenderRight.ON_BEHALF),
        (Manner.AS_OWNER, (-3, 3), SenderRight.AS_OWNER),
        (Manner.AS_OWNER, (1, 3), None),
        (Manner.AS_OWNER, (-3, 0), None),
    ],
)
def test_the_right_holds_within_the_dates(boss, deputy, manner, days, right):
    assert sender_right(deputy.actor, boss.mailbox.address) is None
    lend(boss, deputy, manner=manner, days=days)
    assert sender_right(deputy.actor, boss.mailbox.address) is right
    stranger = factories.make_member(factories.make_agency("SNV", "Sở Nội vụ"))
    assert sender_right(stranger.actor, boss.mailbox.address) is None
    assert sender_right(SYSTEM, boss.mailbox.address) is None


def test_each_right_by_its_name(boss, deputy):
    shared = services.create_mailbox(
        SYSTEM, address="vanthu@stttt.dienbien.example", name="Văn thư", agency=None
    )
    services.grant_mailbox(
        SYSTEM,
        mailbox=shared,
        account=deputy.account,
        level=MailboxGrant.Level.SENDER,
        valid_from=factories.SINCE,
    )
    services.create_alias(SYSTEM, address="phó@stttt.dienbien.example", mailbox=deputy.mailbox)
    assert sender_right(deputy.actor, deputy.mailbox.address) is SenderRight.OWN
    assert sender_right(deputy.actor, "PHÓ@stttt.dienbien.example") is SenderRight.OWN
    assert sender_right(deputy.actor, shared.address) is SenderRight.SHARED
    assert sender_right(boss.actor, shared.address) is None


def test_lent_by_the_owner_or_an_administrator_only(boss, deputy):
    for stranger in (deputy.actor, factories.make_member(boss.mailbox.agency).actor):
        with pytest.raises(Forbidden):
            lend(boss, deputy, actor=stranger)
    lend(boss, deputy)
    with pytest.raises(Conflict):
        lend(boss, deputy, actor=SYSTEM, days=(6, 8))
    lend(boss, deputy, actor=SYSTEM, days=(7, 8))
    events = AuditEvent.objects.filter(action="delegate_mailbox")
    assert [e.on_behalf_of for e in events] == [boss.mailbox.address] * 2


@pytest.mark.parametrize("days", [(0, 0), (3, 1), (0, 500)])
def test_a_period_has_a_sensible_end(boss, deputy, days):
    with pytest.raises(Invalid):
        lend(boss, deputy, days=days)


def test_not_to_oneself_and_not_a_shared_mailbox(boss, deputy):
    with pytest.raises(Invalid):
        lend(boss, boss)
    shared = services.create_mailbox(
        SYSTEM, address="vanthu@stttt.dienbien.example", name="Văn thư", agency=None
    )
    with pytest.raises(AppError):
        delegate_mailbox(
            SYSTEM,
            mailbox=shared,
            deputy=deputy.account,
            manner=Manner.AS_OWNER,
            valid_from=clock.today(),
            valid_to=clock.today() + timedelta(1),
        )


@pytest.mark.parametrize("days", [(-3, 3), (0, 3)])
def test_ended_at_once_by_the_owner(boss, deputy, days):
    lent = lend(boss, deputy, days=days)
    with pytest.raises(Forbidden):
        end_delegation(deputy.actor, pk=lent.pk)
    assert sender_right(deputy.actor, boss.mailbox.address)
    end_delegation(boss.actor, pk=lent.pk)
    assert sender_right(deputy.actor, boss.mailbox.address) is None
    assert AuditEvent.objects.filter(action="end_delegation").count() == 1
    with pytest.raises(NotFound):
        end_delegation(boss.actor, pk=lent.pk + 99)
