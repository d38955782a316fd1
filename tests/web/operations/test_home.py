"""The overview: alerts, depth, ages by destination, silent places."""

from datetime import timedelta

import pytest
from django.test import Client

from mailsvc.base import clock
from mailsvc.operations.alerts import look
from mailsvc.operations.models import Alert
from mailsvc.operations.watch import Trouble
from mailsvc.queue import destinations
from mailsvc.queue.models import QueuedMessage
from tests.web.operations.conftest import text_of

pytestmark = pytest.mark.django_db
URL = "/van-hanh/"


def test_an_empty_queue_says_that_all_is_well(browser: Client) -> None:
    page = text_of(browser, URL)
    assert '<div class="big">0</div>' in page
    assert "Không có gì bất thường." in page
    assert "Hàng đợi trống" in page


def test_waiting_mail_is_counted_by_destination_and_age(browser: Client, mail: str) -> None:
    QueuedMessage.objects.update(created_at=clock.now() - timedelta(hours=2))
    page = text_of(browser, URL)
    assert '<div class="big">3</div>' in page
    assert "lâu nhất 2 giờ" in page
    row = page[page.index('?den=tuachua.example">tuachua.example') :]
    assert "<b>2</b>" in row[: row.index("</tr>")]
    assert row.index("tuachua") < row.index("nampo"), "the fullest first"
    assert '<th scope="row">đến 4 giờ</th>' in page


def test_a_silent_place_is_named_with_its_next_probe(browser: Client, mail: str) -> None:
    destinations.note_down("mail.tuachua.example:25", "TimeoutError", probe_max_s=60)
    page = text_of(browser, URL)
    assert "Nơi đến không trả lời" in page
    assert "<b>mail.tuachua.example:25</b>" in page


def test_an_alert_says_what_to_do(browser: Client) -> None:
    look(probes=[lambda _: iter([Trouble("disk", "/var", facts={"percent": 4, "free_mb": 310})])])
    for url in (URL, "/van-hanh/canh-bao/"):
        page = text_of(browser, url)
        assert "Đĩa sắp đầy: chỉ còn 4% (310 MB) ở /var" in page
        assert "hoặc thêm đĩa" in page
        assert '<span class="n hot">1</span>' in page
    look(probes=[])
    page = text_of(browser, "/van-hanh/canh-bao/")
    assert "Không có gì bất thường" in page
    assert "Đã hết trong 30 ngày qua" in page


FACTS = {
    "percent": 4,
    "free_mb": 3,
    "count": 2,
    "account": "a",
    "limit": 9,
    "error": "KeyError",
    "oldest": "2009-11-02",
}


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize(
    ("kind", "subject", "facts"),
    [
        *[(kind, "x", FACTS) for kind in Alert.Kind.values if kind != "certificate"],
        ("certificate", "", {"ends": "2026-12-01T00:00:00+00:00"}),
        ("certificate", "", {"error": "ValueError"}),
        *[("part", part, {}) for part in ("relay", "relay-2", "delivery", "jobs")],
        ("job", "audit.verify", {"error": "A1 chain STTTT breaks at row 3"}),
    ],
)
def test_every_alert_has_its_words(
    browser: Client, kind: str, subject: str, facts: dict[str, object], language: str
) -> None:
    browser.cookies["cv_language"] = language
    Alert.objects.create(kind=kind, subject=subject, since=clock.now(), facts=facts)
    page = text_of(browser, "/van-hanh/canh-bao/")
    assert page.count("<li><p><b>") == 1
    assert "%(" not in page


def test_the_page_takes_few_questions(
    browser: Client, mail: str, django_assert_max_num_queries: object
) -> None:
    with django_assert_max_num_queries(18):
        browser.get(URL)
