"""Lending one's mailbox from the account page: one's own, to somebody known, for some days."""

from datetime import timedelta

import pytest
from django.test import Client

from mailsvc.base import clock
from mailsvc.directory.access import SenderRight, list_open_mailboxes, sender_right
from mailsvc.directory.models import Delegation
from tests.factories import Member, make_agency, make_member

pytestmark = pytest.mark.django_db

LEND = "/tai-khoan/uy-quyen/"


def signed_in(member: Member) -> Client:
    client = Client()
    client.force_login(member.account, backend="webui.shared.login.DirectoryBackend")
    return client


@pytest.fixture
def hoa() -> Member:
    return make_member(make_agency(), local="hoa")


@pytest.fixture
def lan(hoa: Member) -> Member:
    return make_member(hoa.mailbox.agency, name="Lò Thị Lan", local="lan")


def form(lan: Member, **changes: str) -> dict[str, str]:
    today = clock.today().strftime("%d/%m/%Y")
    fields = {
        "deputy": lan.account.address.upper(),
        "manner": "on_behalf",
        "first_on": today,
        "last_on": today,
    }
    return fields | changes


def test_lent_for_the_days_named_and_taken_back(hoa: Member, lan: Member) -> None:
    client = signed_in(hoa)
    assert client.post(LEND, form(lan)).status_code == 302
    assert sender_right(lan.actor, hoa.mailbox.address) is SenderRight.ON_BEHALF
    lent = Delegation.objects.get()
    assert lent.valid_to == clock.today() + timedelta(days=1)
    assert not lent.may_read
    page = client.get(LEND).content.decode()
    assert lan.account.address in page
    assert page.count(f"{clock.today():%d/%m/%Y}</span>") == 2
    assert hoa.mailbox.name in signed_in(lan).get(LEND).content.decode()
    assert LEND in client.get("/tai-khoan/").content.decode()
    assert signed_in(lan).post(f"{LEND}{lent.pk}/thoi/").status_code == 403
    assert client.post(f"{LEND}{lent.pk}/thoi/").status_code == 302
    assert sender_right(lan.actor, hoa.mailbox.address) is None
    assert client.post(f"{LEND}{lent.pk}/thoi/").status_code == 404


def test_lent_for_reading_too_where_the_owner_says_so(hoa: Member, lan: Member) -> None:
    assert list_open_mailboxes(lan.actor) == [lan.mailbox]
    signed_in(hoa).post(LEND, form(lan, may_read="on"))
    assert list_open_mailboxes(lan.actor) == [lan.mailbox, hoa.mailbox]
    page = signed_in(lan).get(LEND).content.decode()
    assert f"/thu/{hoa.mailbox.pk}/" in page


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"deputy": "ai@stttt.dienbien.example"}, 404),
        ({"deputy": "hoa@stttt.dienbien.example"}, 422),
        ({"deputy": ""}, 422),
        ({"deputy": "a@b.example, c@d.example"}, 422),
        ({"manner": "boss"}, 422),
        ({"last_on": "01/01/2009"}, 422),
        ({"first_on": "hôm nay"}, 422),
    ],
)
def test_mistakes_stand_at_the_form(
    hoa: Member, lan: Member, changes: dict[str, str], status: int
) -> None:
    page = signed_in(hoa).post(LEND, form(lan, **changes))
    assert page.status_code == status
    assert page.context["lend_form"].errors
    assert not Delegation.objects.exists()
