"""A mail to a group: one row a mailbox, what its sender hears, who is turned away."""

import pytest

from mailsvc.base.errors import AppError
from mailsvc.directory import group_services
from mailsvc.directory.actor import SYSTEM
from mailsvc.directory.models import MailGroup
from mailsvc.directory.roles import Role
from mailsvc.queue import consistency
from mailsvc.queue.models import QueuedRecipient
from mailsvc.submission.services import Source, check_recipient
from tests import factories
from tests.service.submission.people import refused, send

pytestmark = [pytest.mark.django_db, pytest.mark.db_bound]

ALL = "toan-so@stttt.dienbien.example"
Writers = MailGroup.Writers


@pytest.fixture
def hoa():
    return factories.make_member(factories.make_agency(), local="hoa")


@pytest.fixture
def lan(hoa):
    return factories.make_member(hoa.mailbox.agency, Role.CLERK, local="lan")


@pytest.fixture
def group(hoa, lan):
    group_services.create_group(
        SYSTEM,
        address=ALL,
        name="Toàn Sở",
        agency=hoa.mailbox.agency,
        writers=Writers.AGENCY,
        rule=group_services.PostRule(agency=hoa.mailbox.agency),
    )
    return ALL


def rows(done):
    found = QueuedRecipient.objects.filter(message_id=done.trace_id, kind="deliver")
    return {row.address: (row.notify, row.orcpt) for row in found}


def test_one_row_a_mailbox_with_the_group_in_orcpt(group, hoa, lan):
    done = send(hoa, group)
    orcpt = f"rfc822;{ALL}"
    assert rows(done) == {hoa.mailbox.address: ("", orcpt), lan.mailbox.address: ("", orcpt)}
    assert consistency.check() == []


def test_named_beside_the_group_gets_one_mail(group, hoa, lan):
    done = send(hoa, lan.mailbox.address, group, "LAN@stttt.dienbien.example")
    assert sorted(rows(done)) == [hoa.mailbox.address, lan.mailbox.address]


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        ({"SUCCESS", "FAILURE"}, "FAILURE"),
        ({"SUCCESS"}, "NEVER"),
        ({"NEVER"}, "NEVER"),
        ({"FAILURE", "DELAY"}, "DELAY,FAILURE"),
        (set(), ""),
    ],
)
def test_success_is_told_of_the_group_alone(group, hoa, asked, kept):
    done = send(hoa, group, notify=asked)
    assert {notify for notify, _ in rows(done).values()} == {kept}


def test_a_limit_counts_what_was_named_and_what_it_came_to(group, hoa, lan, settings):
    settings.RECIPIENTS_MAX = 1
    assert len(rows(send(hoa, group))) == 2
    settings.GROUP_MAILBOXES_MAX = 1
    assert refused(hoa, group).code == "group_too_large"
    settings.RECIPIENTS_MAX, settings.GROUP_MAILBOXES_MAX = 5, 2
    third = factories.make_member(factories.make_agency("SNV", "Sở Nội vụ"))
    assert refused(hoa, group, third.mailbox.address).code == "too_many_recipients"


def test_owner_colleague_and_other_agency(group, hoa, lan):
    for member in (hoa, lan):
        assert rows(send(member, group))
    stranger = factories.make_member(factories.make_agency("SNV", "Sở Nội vụ"), Role.LEADER)
    error = refused(stranger, group)
    assert error.code == "group_denied"
    assert ALL in error.public_text


def test_another_server_is_never_inside(group, hoa):
    with pytest.raises(AppError) as caught:
        check_recipient(group, source=Source.MX, actor=hoa.actor)
    assert caught.value.code == "group_denied"
    group_services.set_writers(SYSTEM, address=group, writers=Writers.ANYBODY)
    found = check_recipient(group, source=Source.MX)
    assert hoa.mailbox.address in found.finals
    # Who is in the group, and whose mailbox is full, is not for strangers to learn.
    done = send(hoa, group, source=Source.MX, sender="ai@noi-khac.example", notify={"SUCCESS"})
    assert {notify for notify, _ in rows(done).values()} == {"NEVER"}


def test_closed_and_empty_groups(group, hoa):
    group_services.set_closed(SYSTEM, address=group, is_closed=True)
    assert refused(hoa, group).code == "mailbox_suspended"
    group_services.create_group(SYSTEM, address="x@stttt.dienbien.example", name="Trống")
    assert refused(hoa, "x@stttt.dienbien.example").code == "group_empty"


def test_no_catch_all(hoa):
    for address in ("khong.co", "*", "hoa.", "toan-so", ""):
        with pytest.raises(AppError):
            check_recipient(f"{address}@stttt.dienbien.example", source=Source.MX)
