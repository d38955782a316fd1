"""The quiet word beside "send": out of hours, or to somebody who is away. Nothing waits for it."""

import re
from datetime import datetime, timedelta

import pytest

from mailsvc.absence.services import AbsenceOrder, set_absence
from mailsvc.base import clock
from mailsvc.base.clock import VIETNAM
from mailsvc.queue.models import QueuedMessage
from mailsvc.workdays.hours import is_office_time, next_morning
from tests.web.mail.test_compose import TO, begin, form_of, url
from webui.mail.timing import hint_for


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2009, 12, day, hour, minute, tzinfo=VIETNAM)


@pytest.fixture
def away(people):
    """Páo is away today and for four days more, Bình stands in for him."""
    today = clock.today()
    order = AbsenceOrder(
        today, today + timedelta(days=4), "Tôi đi công tác.", deputy=people.bob.account.address
    )
    set_absence(people.charlie.actor, mailbox_pk=people.charlie.mailbox.pk, order=order)
    return today + timedelta(days=4)


@pytest.mark.parametrize(
    ("now", "send_at"),
    [
        (at(24, 9), None),
        (at(24, 19, 42), "25/12/2009 07:30"),
        (at(24, 5), "24/12/2009 07:30"),
        (at(25, 17), "28/12/2009 07:30"),  # Friday evening
        (at(27, 10), "28/12/2009 07:30"),
        (at(31, 20), "04/01/2010 07:30"),  # New Year is a holiday
    ],
)
def test_out_of_hours_the_next_working_morning_is_offered(people, now, send_at) -> None:
    hint = hint_for(TO, now=now)
    assert (hint.send_at if hint else None) == send_at
    assert hint is None or "07:30" in hint.label and "ngoài giờ" in hint.text


def test_who_is_away_is_named_and_his_first_morning_offered(people, away) -> None:
    hint = hint_for(f"Sùng A Páo <{TO.upper()}>", now=clock.now())
    assert hint is not None
    assert f"Sùng A Páo vắng đến hết {away:%d/%m/%Y}" in hint.text and "Lò Văn Bình" in hint.text
    first = next_morning(datetime.combine(away, datetime.max.time(), VIETNAM))
    assert hint.send_at == first.strftime("%d/%m/%Y %H:%M")


def test_who_is_there_gets_his_mail_now(people, away) -> None:
    hint = hint_for(f"{TO}, {people.bob.account.address}", now=clock.now())
    assert hint is not None and "vắng" in hint.text
    assert hint.send_at == hint.label == ""


@pytest.mark.parametrize("typed", ["", "nửa chừng", "<<>>,;", "a@" * 500, '"\r\nBcc: x@y.vn'])
def test_half_an_address_says_no_more_than_the_hour(people, away, typed: str) -> None:
    assert hint_for(typed, now=at(24, 9)) is None


def test_the_button_sends_at_the_moment_it_names(alice, people, store, away) -> None:
    box = people.alice.mailbox
    form = begin(alice, box) | {"to": TO, "text": "Chào đồng chí."}
    page = alice.post(url(box), form | {"action": "sign"})  # any page with the recipient on it
    found = re.search(r'name="send_at" value="([^"]+)">Gửi lúc 07:30', page.content.decode())
    assert found is not None
    answer = alice.post(url(box), form_of(page) | {"send_at": found[1]})
    assert answer.status_code == 302
    row = QueuedMessage.objects.get()
    assert row.not_before.astimezone(VIETNAM).strftime("%d/%m/%Y %H:%M") == found[1]


def test_pressed_too_late_it_says_so_and_sends_nothing(alice, people, store) -> None:
    form = begin(alice, people.alice.mailbox) | {"to": TO, "text": "Giữ lại"}
    past = (clock.now() - timedelta(hours=1)).astimezone(VIETNAM).strftime("%d/%m/%Y %H:%M")
    for send_at, said in ((past, "đã qua"), ("rác", "ghi ngày giờ")):
        answer = alice.post(url(people.alice.mailbox), form | {"send_at": send_at})
        page = answer.content.decode()
        assert answer.status_code == 422 and said in page and "Giữ lại" in page
    assert not QueuedMessage.objects.exists()


def test_send_itself_is_never_held_up(alice, people, store, away) -> None:
    form = begin(alice, people.alice.mailbox) | {"to": TO, "text": "Gấp", "action": "send"}
    assert alice.post(url(people.alice.mailbox), form | {"send_at": ""}).status_code == 302
    assert QueuedMessage.objects.count() == 1


def test_keeping_a_draft_tells_it_too_unless_a_moment_is_chosen(alice, people, store, away) -> None:
    box = people.alice.mailbox
    path = f"/thu/{box.pk}/soan/giu/"
    form = begin(alice, box) | {"to": TO, "text": "Chào"}
    assert "vắng" in alice.post(path, form).json()["hint"]["text"]
    assert alice.post(path, form | {"later": "hour"}).json()["hint"] is None
    told = alice.post(path, form | {"to": people.bob.account.address}).json()["hint"]
    assert (told is None) is is_office_time(clock.now())
