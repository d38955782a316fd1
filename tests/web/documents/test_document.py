"""The document page: who sees it, and that it offers only what its reader may do."""

import re

import pytest

from docflow.dispatch.follow import follow_mail
from mailsvc.queue.models import QueuedRecipient
from mailsvc.usage.models import PersonMonth
from tests.service.docflow.offices import (
    NOW,
    Office,
    bring_incoming_to,
    bring_outgoing_to,
    give_official_mailbox,
)

INCOMING = {
    "registered": {"clerk": {"trinh", "thu-hoi"}, "leader": {"luu-de-biet", "huy-so"}},
    "presented": {"clerk": {"thu-hoi"}, "leader": {"chi-dao", "luu-de-biet", "huy-so"}},
    "directed": {
        "head": {"nhan-viec", "phan-viec", "tra-lai"},
        "officer": {"nhan-viec"},
        "clerk": {"thu-hoi"},
        "leader": {"doi-chu-tri", "bo-sung", "don-doc"},
    },
    "in_progress": {
        "officer": {"ghi-ket-qua", "hoan-thanh", "soan-tra-loi"},
        "head": {"ghi-ket-qua", "hoan-thanh", "soan-tra-loi", "phan-viec", "tra-lai"},
        "other_head": {"ghi-ket-qua", "phan-viec"},
        "leader": {"doi-chu-tri", "bo-sung", "don-doc"},
    },
    "reported": {"leader": {"duyet-ket-qua", "lam-tiep"}, "officer": set()},
    "completed": {
        "clerk": {"dua-vao-ho-so", "thu-hoi"},
        "leader": {"mo-lai"},
        "officer": {"dua-vao-ho-so"},
    },
    "filed": {"clerk": {"thu-hoi"}, "officer": set()},
    "recalled": {"clerk": set(), "leader": set()},
}
OUTGOING = {
    "draft": {"officer": {"trinh-duyet"}},
    "content_review": {"head": {"duyet-noi-dung", "tra-lai-du-thao"}, "officer": set()},
    "signing": {"leader": {"duyet-ban-hanh", "tra-lai-du-thao"}, "head": set()},
    "approved": {"clerk": {"cap-so", "tra-lai-du-thao"}, "leader": set()},
    "numbered": {"clerk": {"dong-dau"}, "leader": {"huy-so"}},
    "sealed": {"clerk": {"phat-hanh"}, "leader": {"huy-so"}},
    "issued": {"clerk": set(), "leader": set(), "officer": set()},
}


def _offered(page: str, pk: int) -> set[str]:
    return set(re.findall(rf'action="/van-ban/{pk}/([a-z-]+)/"', page))


@pytest.mark.parametrize("state", INCOMING)
def test_incoming_page_offers_what_its_reader_may_do(office: Office, sign_in, state: str):
    document = bring_incoming_to(office, state)
    for who, actions in INCOMING[state].items():
        page = sign_in(office.everyone[who]).get(f"/van-ban/{document.pk}/")
        assert page.status_code == 200, who
        assert _offered(page.content.decode(), document.pk) == actions, who


@pytest.mark.parametrize("state", OUTGOING)
def test_outgoing_page_offers_what_its_reader_may_do(
    office: Office, finance: Office, sign_in, state: str
):
    document = bring_outgoing_to(office, state, finance.agency)
    for who, actions in OUTGOING[state].items():
        page = sign_in(office.everyone[who]).get(f"/van-ban/{document.pk}/")
        assert page.status_code == 200, who
        assert _offered(page.content.decode(), document.pk) == actions, who


@pytest.mark.parametrize("who", ["stranger", "sysadmin"])
def test_who_has_no_part_finds_nothing(office: Office, sign_in, who: str):
    document = bring_incoming_to(office, "registered")
    assert sign_in(office.everyone[who]).get(f"/van-ban/{document.pk}/").status_code == 404


def test_other_agency_finds_nothing(office: Office, finance: Office, sign_in):
    document = bring_incoming_to(office, "completed")
    for actor in (finance.clerk, finance.leader):
        assert sign_in(actor).get(f"/van-ban/{document.pk}/").status_code == 404


def test_page_tells_where_it_is_and_what_was_said(office: Office, sign_in):
    document = bring_incoming_to(office, "in_progress")
    page = sign_in(office.leader).get(f"/van-ban/{document.pk}/").content.decode()
    assert "Đang giải quyết · Quàng Thị Hoa, Phòng Công nghệ thông tin" in page
    assert "Phòng CNTT chủ trì, Văn phòng phối hợp" in page
    assert "Số đến 1" in page


def test_page_costs_a_bounded_number_of_queries(
    office: Office, sign_in, django_assert_max_num_queries
):
    document = bring_incoming_to(office, "in_progress")
    client = sign_in(office.officer)
    # The day's first look is journalled and marks parts as read.
    for most in (39, 31):
        with django_assert_max_num_queries(most):
            client.get(f"/van-ban/{document.pk}/")


def test_number_is_a_preview_until_given(office: Office, finance: Office, sign_in):
    first = bring_outgoing_to(office, "approved", finance.agency)
    second = bring_outgoing_to(office, "approved", finance.agency)
    clerk = sign_in(office.clerk)
    for document in (first, second):
        page = clerk.get(f"/van-ban/{document.pk}/").content.decode()
        assert "Số dự kiến của loại Công văn: <b>01</b>" in page
    clerk.post(f"/van-ban/{second.pk}/cap-so/")
    assert "<b>02</b>" in clerk.get(f"/van-ban/{first.pk}/").content.decode()


def test_opening_counts_as_reading_and_refreshing_does_not(
    office: Office, sign_in, django_capture_on_commit_callbacks
):
    document = bring_incoming_to(office, "directed")
    client = sign_in(office.officer)
    url = f"/van-ban/{document.pk}/"
    for headers, days in (({"HX-Request": "true"}, 0), ({}, 1)):
        with django_capture_on_commit_callbacks(execute=True):
            client.get(url, headers=headers)
        months = PersonMonth.objects.filter(person_id=office.officer.person_pk)
        assert sum(month.read_days.bit_count() for month in months) == days


@pytest.mark.parametrize(
    ("end", "words"),
    [
        ({}, ["chưa báo gì", "Đang gửi"]),
        ({"state": "delivered"}, ["Máy chủ thư của nơi nhận đã nhận", "Đã gửi"]),
        (
            {"state": "failed", "last_code": 550, "last_text": "Không có hộp thư này"},
            ["Không gửi được thư", "550 Không có hộp thư này", "Không gửi được<"],
        ),
    ],
    ids=["waiting", "sent", "failed"],
)
def test_page_says_what_became_of_the_mail(office: Office, sign_in, end: dict, words: list[str]):
    give_official_mailbox(office)
    document = bring_outgoing_to(office, "issued")
    if end:
        QueuedRecipient.objects.update(finished_at=NOW, **end)
    follow_mail()
    page = sign_in(office.officer).get(f"/van-ban/{document.pk}/").content.decode()
    receipts = page[page.index('id="receipts"') : page.index('id="course"')]
    assert [word for word in words if word not in receipts] == []


def test_history_names_the_officer_who_was_given_the_work(office: Office, sign_in):
    document = bring_incoming_to(office, "directed")
    head = sign_in(office.head)
    url = f"/van-ban/{document.pk}/"
    head.post(f"{url}nhan-viec/", {"handler": office.officer.person_pk})
    page = head.get(url).content.decode()
    history = page[page.index('class="history"') :]
    assert "Sùng A Páo: giao cho Quàng Thị Hoa" in history
    assert "Nhận việc" not in history
