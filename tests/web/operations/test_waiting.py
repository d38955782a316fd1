"""The list: filters, pages, what each line says."""

import pytest
from django.test import Client

from mailsvc.queue.models import QueuedRecipient
from tests.factories import Member
from tests.service.operations.conftest import send
from tests.web.operations.conftest import PLACES, text_of

pytestmark = pytest.mark.django_db
URL = "/van-hanh/thu/"


def shown(page: str) -> list[str]:
    return [address for address in PLACES if f">{address}<" in page]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", PLACES),
        ("?den=tuachua.example", PLACES[:2]),
        ("?den=@TUACHUA.example", PLACES[:2]),
        ("?den=khac.example", ()),
        ("?tu=stttt.dienbien.example", PLACES),
        ("?tu=stc.dienbien.example", ()),
        ("?trang_thai=due", PLACES),
        ("?trang_thai=held", ()),
        ("?tuoi=4h", ()),
        ("?trang_thai=xyz&tuoi=mai&trang=abc", PLACES),
    ],
)
def test_filters(browser: Client, mail: str, query: str, found: tuple[str, ...]) -> None:
    page = text_of(browser, URL + query)
    assert shown(page) == list(found)
    if not found:
        assert "Không có người nhận nào khớp" in page


def test_an_empty_queue_says_what_will_come(browser: Client) -> None:
    assert "Không có thư nào đang chờ. Thư vừa nhận" in text_of(browser, URL)


def test_a_line_says_state_tries_and_last_answer(browser: Client, mail: str) -> None:
    page = text_of(browser, URL)
    assert '<span class="tag soon">chờ gửi lại</span>' in page
    assert "1 lần" in page
    assert "451 connection failed" in page
    assert f'href="/van-hanh/thu/{mail}/"' in page


def test_an_error_and_an_operator_hold_differently(browser: Client, mail: str) -> None:
    QueuedRecipient.objects.filter(address=PLACES[0]).update(state="held")
    reason = "Chờ Phòng Nội vụ xác minh"
    QueuedRecipient.objects.filter(address=PLACES[1]).update(state="held", hold_reason=reason)
    page = text_of(browser, URL + "?trang_thai=held")
    assert '<span class="tag late">bị giữ vì lỗi</span>' in page
    assert '<span class="tag soon">đang giữ</span>' in page
    assert reason in page


def test_long_lists_have_pages_and_keep_the_filter(browser: Client, hoa: Member) -> None:
    send(hoa.mailbox.address, *(f"a{number}@nampo.example" for number in range(51)))
    page = text_of(browser, URL + "?den=nampo.example")
    assert "Trang 1/2" in page
    assert "?den=nampo.example&amp;trang=2" in page
    second = text_of(browser, URL + "?den=nampo.example&trang=2")
    assert second.count('name="pk"') == 1
    assert "lam/drop/?den=nampo.example" in second


def test_finished_mail_cannot_be_ticked(browser: Client, mail: str) -> None:
    browser.post(
        "/van-hanh/lam/drop/",
        {"pks": str(QueuedRecipient.objects.first().pk), "reason": "Địa chỉ đã thôi dùng"},
    )
    page = text_of(browser, URL + "?trang_thai=failed")
    assert len(shown(page)) == 1
    assert 'name="pk"' not in page


def test_the_page_takes_few_questions(
    browser: Client, mail: str, django_assert_max_num_queries: object
) -> None:
    with django_assert_max_num_queries(14):
        browser.get(URL)
