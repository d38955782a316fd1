"""What people are told: by whom not, only while they may see it, once a day by mail."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from docflow.notices.digest import send_digests
from docflow.notices.models import Digest, Notice
from docflow.notices.selectors import unseen_notices
from docflow.notices.services import mark_seen
from docflow.routing import services
from mailsvc.directory.actor import Actor
from mailsvc.directory.models import Account, Post
from mailsvc.preferences.selectors import get_preferences
from mailsvc.preferences.services import save
from mailsvc.queue import spool
from mailsvc.queue.models import QueuedMessage
from tests.service.docflow.offices import NOW, REASON, Office, bring_incoming_to

MORNING = datetime(2009, 11, 17, 0, 30, tzinfo=UTC)  # thứ ba, 7 giờ 30


@pytest.fixture(autouse=True)
def everybody_has_been_here(office: Office) -> None:
    Account.objects.update(first_login_at=NOW)


def _kinds(actor: Actor) -> list[str]:
    return [str(notice.kind) for notice in unseen_notices(actor)]


def test_receivers_are_told_and_not_who_acts(office: Office) -> None:
    document = bring_incoming_to(office, "directed")
    assert _kinds(office.head) == _kinds(office.other_head) == ["given"]
    assert _kinds(office.leader) == []
    services.return_directive(office.head, document_pk=document.pk, reason=REASON, now=NOW)
    assert _kinds(office.leader) == ["returned"]
    mark_seen(office.leader, document_pk=document.pk)
    assert _kinds(office.leader) == []
    assert _kinds(office.head) == ["given"]


def test_notice_goes_with_the_right_to_see(office: Office) -> None:
    document = bring_incoming_to(office, "registered")
    Notice.objects.create(
        person_id=office.stranger.person_pk, document=document, kind="given", at=NOW
    )
    assert _kinds(office.stranger) == []


def _mails() -> dict[str, str]:
    """By recipient: the text of each queued mail."""
    found = {}
    for message in QueuedMessage.objects.prefetch_related("recipients"):
        text = spool.read(message.trace_id).decode()
        found[message.recipients.get().address] = text
    return found


def test_digest_tells_what_waits_once_a_day(office: Office) -> None:
    bring_incoming_to(office, "directed")
    assert send_digests(MORNING) == Digest.objects.filter(is_sent=True).count() > 0
    mails = _mails()
    assert office.head.address in mails
    assert office.clerk.address not in mails  # nothing waits for her
    assert send_digests(MORNING) == 0
    assert send_digests(MORNING.replace(day=18)) > 0


def test_digest_says_nothing_a_reader_may_not_see(office: Office, finance: Office) -> None:
    bring_incoming_to(office, "directed")
    bring_incoming_to(finance, "registered")
    send_digests(MORNING)
    theirs = _mails()
    assert set(theirs) & {a.address for a in finance.everyone.values()} == {finance.clerk.address}
    for actor in (office.sysadmin, office.leader):
        assert actor.address not in theirs


@pytest.mark.parametrize(
    "quiet",
    [
        datetime(2009, 11, 21, 0, 30, tzinfo=UTC),  # thứ bảy
        datetime(2009, 11, 16, 22, 0, tzinfo=UTC),  # 5 giờ sáng
        datetime(2009, 11, 17, 11, 0, tzinfo=UTC),  # 6 giờ chiều
    ],
)
def test_no_digest_on_days_off_and_out_of_hours(office: Office, quiet: datetime) -> None:
    bring_incoming_to(office, "directed")
    assert send_digests(quiet) == 0


@pytest.mark.parametrize(
    ("wish", "is_sent"), [("never", False), ("weekly", False), ("daily", True)]
)
def test_digest_obeys_its_reader(office: Office, wish: str, is_sent: bool) -> None:
    bring_incoming_to(office, "directed")
    save(office.head, wishes=replace(get_preferences(office.head), digest=wish))
    send_digests(MORNING)
    assert (office.head.address in _mails()) == is_sent


def test_who_left_gets_no_digest(office: Office) -> None:
    bring_incoming_to(office, "directed")
    Post.objects.filter(person_id=office.head.person_pk).update(valid_to=NOW.date())
    send_digests(MORNING)
    assert office.head.address not in _mails()
