"""Who works in a shared mailbox: what its managers may change, and what nobody may."""

from datetime import timedelta

import pytest

from mailsvc.audit.models import AuditEvent
from mailsvc.base import clock
from mailsvc.base.errors import AppError, Conflict, Forbidden, Invalid, NotFound
from mailsvc.directory import access, services, sharing
from mailsvc.directory.actor import SYSTEM
from mailsvc.directory.models import Mailbox, MailboxGrant
from tests.factories import SINCE, Member, make_agency, make_member

pytestmark = [pytest.mark.django_db, pytest.mark.db_bound]

Level = MailboxGrant.Level


@pytest.fixture
def mai() -> Member:
    """The manager."""
    return make_member(make_agency(), name="Lò Thị Mai", local="mai")


@pytest.fixture
def pao(mai: Member) -> Member:
    return make_member(mai.mailbox.agency, name="Sùng A Páo", local="pao")


@pytest.fixture
def shared(mai: Member) -> Mailbox:
    box = services.create_mailbox(
        SYSTEM, address="vanthu@stttt.dienbien.example", name="Văn thư", agency=mai.mailbox.agency
    )
    services.grant_mailbox(
        SYSTEM, mailbox=box, account=mai.account, level=Level.MANAGER, valid_from=SINCE
    )
    return box


def share(actor, shared, member, level=Level.VIEWER, begin=0, end=None) -> MailboxGrant:
    today = clock.today()
    return sharing.share_mailbox(
        actor,
        mailbox_pk=shared.pk,
        address=member.account.address.upper(),
        level=level,
        valid_from=today + timedelta(begin),
        valid_to=None if end is None else today + timedelta(end),
    )


def test_a_manager_lets_in_changes_and_ends(mai, pao, shared):
    grant = share(mai.actor, shared, pao)
    assert access.access_mailbox(pao.actor, shared.pk) == shared
    assert not access.may_send_as(pao.actor, shared.address)
    changed = sharing.change_share(mai.actor, mailbox_pk=shared.pk, pk=grant.pk, level=Level.SENDER)
    assert access.may_send_as(pao.actor, shared.address)
    rows = sharing.list_shares(pao.actor, mailbox_pk=shared.pk)
    assert [row.level for row in rows] == [Level.MANAGER, Level.SENDER]
    sharing.end_share(mai.actor, mailbox_pk=shared.pk, pk=changed.pk)
    with pytest.raises(NotFound):
        access.access_mailbox(pao.actor, shared.pk)
    noted = AuditEvent.objects.filter(on_behalf_of=shared.address).order_by("seq")
    assert [(row.actor, row.action) for row in noted] == [
        (mai.account.address, "share_mailbox"),
        (mai.account.address, "change_share"),
        (mai.account.address, "end_share"),
    ]


def test_a_level_held_before_keeps_its_row(mai, pao, shared):
    services.grant_mailbox(
        SYSTEM, mailbox=shared, account=pao.account, level=Level.EDITOR, valid_from=SINCE
    )
    grant = MailboxGrant.objects.get(account=pao.account)
    sharing.change_share(mai.actor, mailbox_pk=shared.pk, pk=grant.pk, level=Level.VIEWER)
    rows = MailboxGrant.objects.filter(account=pao.account).order_by("valid_from")
    today = clock.today()
    assert [(r.level, r.valid_from, r.valid_to) for r in rows] == [
        (Level.EDITOR, SINCE, today),
        (Level.VIEWER, today, None),
    ]


@pytest.mark.parametrize("level", [Level.VIEWER, Level.EDITOR, Level.SENDER])
def test_others_in_the_mailbox_change_nothing(mai, pao, shared, level):
    grant = share(mai.actor, shared, pao, level)
    lan = make_member(mai.mailbox.agency, name="Lò Thị Lan", local="lan")
    with pytest.raises(Forbidden):
        share(pao.actor, shared, lan, Level.MANAGER)
    with pytest.raises(Forbidden):
        sharing.change_share(pao.actor, mailbox_pk=shared.pk, pk=grant.pk, level=Level.MANAGER)
    with pytest.raises(Forbidden):
        sharing.end_share(pao.actor, mailbox_pk=shared.pk, pk=grant.pk)
    assert len(sharing.list_shares(pao.actor, mailbox_pk=shared.pk)) == 2


def test_strangers_see_no_mailbox(mai, pao, shared):
    for pk in (shared.pk, mai.mailbox.pk, 999_999):
        with pytest.raises(NotFound):
            sharing.list_shares(pao.actor, mailbox_pk=pk)
    with pytest.raises(NotFound):
        share(pao.actor, shared, pao, Level.MANAGER)
    # A personal mailbox is lent, not shared: its own owner is told the same.
    with pytest.raises(NotFound):
        share(mai.actor, mai.mailbox, pao)


def test_a_grant_of_another_mailbox_is_out_of_reach(mai, pao, shared):
    other = services.create_mailbox(
        SYSTEM, address="tochuc@stttt.dienbien.example", name="Tổ chức", agency=shared.agency
    )
    foreign = services.grant_mailbox(
        SYSTEM, mailbox=other, account=pao.account, level=Level.MANAGER, valid_from=SINCE
    )
    with pytest.raises(NotFound):
        sharing.end_share(mai.actor, mailbox_pk=shared.pk, pk=foreign.pk)
    assert access.may_manage(pao.actor, other)


def test_the_last_manager_stays(mai, pao, shared):
    own = MailboxGrant.objects.get(account=mai.account)
    with pytest.raises(Conflict):
        sharing.end_share(mai.actor, mailbox_pk=shared.pk, pk=own.pk)
    with pytest.raises(Conflict):
        sharing.change_share(mai.actor, mailbox_pk=shared.pk, pk=own.pk, level=Level.VIEWER)
    share(mai.actor, shared, pao, Level.MANAGER)
    sharing.end_share(mai.actor, mailbox_pk=shared.pk, pk=own.pk)
    assert not access.may_manage(mai.actor, shared)
    assert access.may_manage(pao.actor, shared)


def test_another_agency_is_for_the_administrator(mai, shared):
    dana = make_member(make_agency("STC", "Sở Tài chính"), name="Giàng Thị Dợ", local="do")
    with pytest.raises(Forbidden):
        share(mai.actor, shared, dana)
    share(SYSTEM, shared, dana)
    assert access.access_mailbox(dana.actor, shared.pk) == shared


@pytest.mark.parametrize(
    ("begin", "end", "error"), [(0, 0, Invalid), (3, 1, Invalid), (0, None, Conflict)]
)
def test_odd_days_and_doubles_are_refused(mai, pao, shared, begin, end, error):
    if error is Conflict:
        share(mai.actor, shared, pao, begin=5)
    before = MailboxGrant.objects.count()
    with pytest.raises(AppError) as refusal:
        share(mai.actor, shared, pao, begin=begin, end=end)
    assert isinstance(refusal.value, error)
    assert MailboxGrant.objects.count() == before


def test_before_and_after_its_days_it_opens_nothing(mai, pao, shared):
    share(mai.actor, shared, pao, begin=1, end=3)
    with pytest.raises(NotFound):
        access.access_mailbox(pao.actor, shared.pk)
    (_, later) = sharing.list_shares(mai.actor, mailbox_pk=shared.pk)
    sharing.end_share(mai.actor, mailbox_pk=shared.pk, pk=later.pk)
    assert not MailboxGrant.objects.filter(account=pao.account).exists()
