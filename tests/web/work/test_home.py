"""Việc của tôi: each role finds its own work, urgent first; mails; an honest empty page."""

import re

import pytest

from tests.service.docflow.offices import (
    Office,
    bring_incoming_to,
    bring_outgoing_to,
    make_incoming,
)
from tests.web.documents.test_register_from_mail import make_mail


def _work(page: str) -> list[str]:
    """The documents of the work list, in its order."""
    part = page[page.index('id="work"') : page.index("Thư chưa đọc")]
    return list(dict.fromkeys(re.findall(r'href="(/van-ban/[^"]+)"', part)))


@pytest.mark.parametrize(
    ("state", "who"),
    [
        ("registered", "clerk"),
        ("presented", "leader"),
        ("directed", "officer"),
        ("directed", "head"),
        ("in_progress", "officer"),
        ("in_progress", "other_head"),
    ],
)
def test_incoming_work_waits_for_its_role(office: Office, sign_in, state: str, who: str):
    document = bring_incoming_to(office, state)
    page = sign_in(office.everyone[who]).get("/").content.decode()
    assert _work(page) == [f"/van-ban/{document.pk}/"]
    assert "1 việc" in page


@pytest.mark.parametrize(
    ("state", "who"),
    [
        ("draft", "officer"),
        ("content_review", "head"),
        ("signing", "leader"),
        ("approved", "clerk"),
        ("numbered", "clerk"),
        ("sealed", "clerk"),
    ],
)
def test_outgoing_work_waits_for_its_role(
    office: Office, finance: Office, sign_in, state: str, who: str
):
    document = bring_outgoing_to(office, state, finance.agency)
    page = sign_in(office.everyone[who]).get("/").content.decode()
    assert _work(page) == [f"/van-ban/{document.pk}/"]


def test_arrival_waits_for_the_clerk_of_the_other_agency(office: Office, finance: Office, sign_in):
    bring_outgoing_to(office, "issued", finance.agency)
    assert len(_work(sign_in(finance.clerk).get("/").content.decode())) == 1
    assert _work(sign_in(finance.leader).get("/").content.decode()) == []


def test_urgent_comes_first(office: Office, sign_in):
    plain = make_incoming(office, "1")
    flash = make_incoming(office, "2", urgency="hoa_toc")
    urgent = make_incoming(office, "3", urgency="khan")
    page = sign_in(office.clerk).get("/").content.decode()
    assert _work(page) == [f"/van-ban/{d.pk}/" for d in (flash, urgent, plain)]
    assert "HỎA TỐC" in page


def test_what_others_hold_is_shown_to_its_author(office: Office, finance: Office, sign_in):
    document = bring_outgoing_to(office, "signing", finance.agency)
    page = sign_in(office.officer).get("/").content.decode()
    assert _work(page) == []
    waiting = page[page.index("Chờ người khác") :]
    assert f'href="/van-ban/{document.pk}/"' in waiting
    assert "trình ký" in waiting


def test_five_newest_unread_mails_of_the_own_inbox(office: Office, finance: Office, sign_in, store):
    for number in range(1, 8):
        flags = ("\\Seen",) if number == 7 else ()
        mail = make_mail(f"Thư số {number} về hộp thư")
        store.put(office.officer.address, mail, flags=flags)
    store.put(finance.officer.address, make_mail("Thư của người khác"))
    page = sign_in(office.officer).get("/").content.decode()
    assert re.findall(r"Thư số (\d) về", page) == ["6", "5", "4", "3", "2"]
    assert "Thư của người khác" not in page
    assert "Thư chưa đọc (6)" in page


def test_unread_mail_is_found_below_many_read_ones(office: Office, sign_in, store):
    store.put(office.officer.address, make_mail("Thư cũ chưa đọc"))
    for _ in range(60):
        store.put(office.officer.address, make_mail("Thư đã đọc"), flags=("\\Seen",))
    page = sign_in(office.officer).get("/").content.decode()
    assert "Thư cũ chưa đọc" in page
    assert "Thư đã đọc" not in page


def test_page_shows_while_the_mail_store_is_down(office: Office, sign_in, store):
    document = make_incoming(office)
    store.is_down = True
    response = sign_in(office.clerk).get("/")
    assert response.status_code == 200
    page = response.content.decode()
    assert "Kho thư tạm thời không trả lời" in page
    assert f'href="/van-ban/{document.pk}/"' in page


@pytest.mark.parametrize("who", ["sysadmin", "stranger", "leader"])
def test_nothing_to_do_is_said(office: Office, sign_in, who: str):
    page = sign_in(office.everyone[who]).get("/").content.decode()
    assert "Không có việc nào đang chờ đồng chí" in page
    assert "Không có thư chưa đọc." in page


def test_without_log_in_to_the_log_in_page(client):
    assert client.get("/")["Location"].startswith("/dang-nhap/")


def test_page_costs_a_bounded_number_of_queries(
    office: Office, sign_in, django_assert_max_num_queries
):
    for number in range(1, 11):
        make_incoming(office, str(number))
    client = sign_in(office.clerk)
    with django_assert_max_num_queries(20):
        client.get("/")
