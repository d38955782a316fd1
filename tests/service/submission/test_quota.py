"""What one account may send: counted from the queue, over the hour and the day."""

from datetime import timedelta

import pytest

from mailsvc.base import clock
from mailsvc.base.errors import RateLimited
from mailsvc.metrics.declare import registry
from mailsvc.queue.models import QueuedMessage, QueuedRecipient
from mailsvc.submission.quota import check_quota
from mailsvc.submission.services import Source
from tests import factories
from tests.service.submission.people import send

pytestmark = [pytest.mark.django_db, pytest.mark.db_bound]
FOREIGN = [f"nguoi-{number}@noi-khac.example" for number in range(6)]


@pytest.fixture
def hoa():
    return factories.make_member(factories.make_agency(), local="hoa")


@pytest.fixture
def binh(hoa):
    return factories.make_member(hoa.mailbox.agency, name="Lò Văn Bình", local="binh")


@pytest.fixture(autouse=True)
def small(settings):
    settings.SENDS_PER_HOUR, settings.SENDS_PER_DAY = 3, 5


def age(**ago):
    QueuedMessage.objects.update(created_at=clock.now() - timedelta(**ago))


def test_hour_is_full_for_one_account_not_for_another(hoa, binh):
    before = registry.get_sample_value("congvan_relay_rejected_total", {"limit": "sends_per_hour"})
    send(hoa, *FOREIGN[:3])
    with pytest.raises(RateLimited) as caught:
        send(hoa, FOREIGN[3])
    assert caught.value.code == "sends_per_hour"
    assert "3 người nhận trong một giờ" in caught.value.public_text
    assert caught.value.retry_after_s > 0
    assert QueuedMessage.objects.count() == 1
    send(binh, FOREIGN[3])
    after = registry.get_sample_value("congvan_relay_rejected_total", {"limit": "sends_per_hour"})
    assert after - before == 1


def test_mail_that_would_go_over_is_refused_whole(hoa):
    send(hoa, *FOREIGN[:2])
    with pytest.raises(RateLimited):
        send(hoa, *FOREIGN[2:4])
    send(hoa, FOREIGN[2])


def test_hour_passes_and_the_day_remains(hoa):
    send(hoa, *FOREIGN[:3])
    age(hours=2)
    send(hoa, *FOREIGN[:2])
    with pytest.raises(RateLimited) as caught:
        send(hoa, FOREIGN[5])
    assert caught.value.code == "sends_per_day"
    age(hours=25)
    send(hoa, FOREIGN[5])


def test_delivered_mails_still_count(hoa):
    send(hoa, *FOREIGN[:3])
    QueuedRecipient.objects.update(state="delivered", finished_at=clock.now())
    with pytest.raises(RateLimited):
        send(hoa, FOREIGN[3])


def test_own_orcpt_hides_nothing_outside(hoa):
    send(hoa, *FOREIGN[:3])
    QueuedRecipient.objects.update(orcpt="rfc822;mot@x.example")
    with pytest.raises(RateLimited):
        send(hoa, FOREIGN[3])


def test_group_of_ours_counts_once(hoa, binh):
    send(hoa, hoa.mailbox.address, binh.mailbox.address)
    QueuedRecipient.objects.update(orcpt="rfc822;nhom@stttt.dienbien.example")
    check_quota(hoa.actor, adding=2, now=clock.now())
    with pytest.raises(RateLimited):
        check_quota(hoa.actor, adding=3, now=clock.now())


def test_system_has_no_quota(hoa):
    for _ in range(3):
        send(hoa, *FOREIGN[:3], source=Source.SYSTEM)
