"""Pages of absence and forwarding: set, shown, ended; refused to strangers."""

from datetime import timedelta

import pytest

from mailsvc.absence.models import Absence
from mailsvc.base import clock
from mailsvc.forwarding.selectors import find_forward
from tests.web.mail.conftest import People


def day(offset: int = 0) -> str:
    return (clock.today() + timedelta(days=offset)).strftime("%d/%m/%Y")


def url(people: People, page: str) -> str:
    return f"/thu/{people.alice.mailbox.pk}/{page}/"


def test_absence_set_shown_and_ended(alice, people) -> None:
    here = url(people, "vang-mat")
    assert "Chưa đặt" in alice.get(here).content.decode()
    form = {
        "first_on": day(),
        "last_on": day(2),
        "inside_text": "Tôi đi công tác.",
        "deputy": people.bob.mailbox.address,
    }
    page = alice.post(here, form, follow=True).content.decode()
    assert f"đến hết ngày {day(2)}" in page
    assert people.bob.mailbox.address in page
    assert "Đã tắt" in alice.post(here, {"action": "end"}, follow=True).content.decode()
    assert not Absence.objects.exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"last_on": "01/01/2009"},
        {"first_on": "hôm nay"},
        {"inside_text": ""},
        {"deputy": "ai@stttt.dienbien.example"},
    ],
)
def test_mistakes_of_an_absence_stand_at_the_form(alice, people, changes) -> None:
    form = {"first_on": day(), "last_on": day(), "inside_text": "Tôi đi vắng."} | changes
    page = alice.post(url(people, "vang-mat"), form)
    assert page.status_code == 422
    assert page.context["form"].errors
    assert not Absence.objects.exists()


def test_forwarding_set_shown_and_ended(alice, people, settings) -> None:
    settings.FORWARDING = "inside"
    here = url(people, "chuyen-tiep")
    assert "không ra ngoài" in alice.get(here).content.decode()
    form = {"targets": f"{people.bob.mailbox.address}\r\n", "keeps_copy": "on"}
    page = alice.post(here, form, follow=True).content.decode()
    assert f"đang được chuyển tiếp tới {people.bob.mailbox.address}" in page
    assert find_forward(people.alice.mailbox).keeps_copy
    alice.post(here, {"action": "end"})
    assert find_forward(people.alice.mailbox) is None


@pytest.mark.parametrize(
    "targets", ["la@nha.example", "hoa@stttt.dienbien.example", "khong phai", "a@b\r\nc@d"]
)
def test_forwarding_that_is_not_allowed_stands_at_the_form(
    alice, people, settings, targets
) -> None:
    settings.FORWARDING = "inside"
    page = alice.post(url(people, "chuyen-tiep"), {"targets": targets})
    assert page.status_code == 422
    assert find_forward(people.alice.mailbox) is None


def test_forwarding_switched_off_says_so(alice, people, settings) -> None:
    settings.FORWARDING = "off"
    page = alice.get(url(people, "chuyen-tiep")).content.decode()
    assert "không cho chuyển tiếp" in page
    assert "<textarea" not in page
    target = {"targets": people.bob.mailbox.address}
    assert alice.post(url(people, "chuyen-tiep"), target).status_code == 422


@pytest.mark.parametrize("page", ["vang-mat", "chuyen-tiep"])
def test_strangers_and_workers_are_refused(alice, charlie, client, people, page) -> None:
    assert client.get(url(people, page)).status_code == 302
    assert charlie.get(url(people, page)).status_code == 404
    assert charlie.post(url(people, page), {"action": "end"}).status_code == 404
    shared = f"/thu/{people.shared.pk}/{page}/"
    assert alice.get(shared).status_code == 403
    assert alice.post(shared, {"action": "end"}).status_code == 403
