"""Who may open and send from a mailbox: owner, colleague with a grant, stranger."""

from datetime import date, timedelta

import pytest

from mailsvc.base import clock
from mailsvc.base.errors import Forbidden, NotFound
from mailsvc.directory import access, services
from mailsvc.directory.actor import SYSTEM
from mailsvc.directory.models import Mailbox, MailboxGrant
from mailsvc.directory.roles import Role
from tests.factories import Member, make_agency, make_member

pytestmark = pytest.mark.django_db

Level = MailboxGrant.Level


@pytest.fixture
def alice() -> Member:
    return make_member(make_agency(), Role.CLERK, name="Lò Thị Mai", local="vanthu")


@pytest.fixture
def bob(alice: Member) -> Member:
    return make_member(alice.mailbox.agency, name="Sùng A Páo")


@pytest.fixture
def shared(alice: Member) -> Mailbox:
    return services.create_mailbox(
        SYSTEM, address="hopthu@stttt.dienbien.example", name="Sở TTTT", agency=alice.mailbox.agency
    )


def _grant(shared: Mailbox, member: Member, level: Level, since: date = date(2009, 1, 1)) -> None:
    services.grant_mailbox(
        SYSTEM, mailbox=shared, account=member.account, level=level, valid_from=since
    )


def test_owner_opens_and_sends(alice: Member) -> None:
    assert access.access_mailbox(alice.actor, alice.mailbox.pk, to_edit=True) == alice.mailbox
    assert access.may_send_as(alice.actor, "VanThu@STTTT.dienbien.example")


def test_stranger_and_missing_look_the_same(alice: Member, bob: Member) -> None:
    with pytest.raises(NotFound) as stranger:
        access.access_mailbox(bob.actor, alice.mailbox.pk)
    with pytest.raises(NotFound) as missing:
        access.access_mailbox(bob.actor, 999_999)
    assert stranger.value.public_text == missing.value.public_text
    assert not access.may_send_as(bob.actor, alice.mailbox.address)


@pytest.mark.parametrize(
    ("level", "edits", "sends"),
    [
        (Level.VIEWER, False, False),
        (Level.EDITOR, True, False),
        (Level.SENDER, True, True),
        (Level.MANAGER, True, True),
    ],
)
def test_grant_levels(shared: Mailbox, bob: Member, level: Level, edits: bool, sends: bool) -> None:
    _grant(shared, bob, level)
    assert access.access_mailbox(bob.actor, shared.pk) == shared
    assert access.may_send_as(bob.actor, shared.address) is sends
    if edits:
        assert access.access_mailbox(bob.actor, shared.pk, to_edit=True) == shared
    else:
        with pytest.raises(NotFound):
            access.access_mailbox(bob.actor, shared.pk, to_edit=True)


def test_grant_of_tomorrow_opens_nothing_today(shared: Mailbox, bob: Member) -> None:
    _grant(shared, bob, Level.MANAGER, clock.today() + timedelta(days=1))
    with pytest.raises(NotFound):
        access.access_mailbox(bob.actor, shared.pk)
    assert shared not in access.list_open_mailboxes(bob.actor)


def test_only_administrators_change_the_directory(alice: Member, bob: Member) -> None:
    with pytest.raises(Forbidden):
        services.create_mailbox(
            bob.actor, address="x@stttt.dienbien.example", name="X", agency=None
        )
