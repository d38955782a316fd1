"""The trace of one mail, and finding it."""

import pytest
from django.test import Client

from mailsvc.queue.facts import AcceptanceFacts
from mailsvc.queue.models import QueuedMessage, QueuedRecipient
from tests.factories import Member
from tests.service.operations.conftest import FAR, REASON, send
from tests.web.operations.conftest import PLACES, text_of

pytestmark = pytest.mark.django_db


def test_the_whole_life_is_told(browser: Client, mail: str, hoa: Member) -> None:
    facts = AcceptanceFacts(
        port=2587,
        peer="10.20.3.14",
        helo="PC-203",
        tls="TLSv1.3 X",
        site="tua-chua",
        label="internal",
    )
    account_pk = hoa.account.pk
    QueuedMessage.objects.filter(pk=mail).update(
        facts=facts.to_text(), account_pk=account_pk, hop_id="tua-chua:25XBQ0J75GY1HM0RKXJMM"
    )
    page = text_of(browser, f"/van-hanh/thu/{mail}/")
    for said in (
        mail, "cổng 2587", "10.20.3.14 (PC-203)", "TLSv1.3 X", hoa.account.address,
        *PLACES, "451 4.4.1 connection failed", "mail.xa.example", "&lt;thu1@x&gt;",
        "còn trong hàng đợi của máy main", "tua-chua:25XBQ0J75GY1HM0RKXJMM", "lưu hành nội bộ",
    ):  # fmt: skip
        assert said in page, said
    assert page.count("hẹn lại") == 3


def test_only_what_makes_sense_is_offered(browser: Client, mail: str) -> None:
    page = text_of(browser, f"/van-hanh/thu/{mail}/")
    offered = [name for name in ("retry", "hold", "drop", "release") if f"lam/{name}/" in page]
    assert offered == ["retry", "hold", "drop"]
    QueuedRecipient.objects.update(state="delivered", finished_at="2009-11-02T05:00Z")
    assert "/van-hanh/lam/" not in text_of(browser, f"/van-hanh/thu/{mail}/")


def test_reports_and_the_journal_stand_on_the_page(
    browser: Client, mail: str, admin: Member
) -> None:
    pks = ",".join(str(one.pk) for one in QueuedRecipient.objects.filter(message_id=mail))
    browser.post("/van-hanh/lam/drop/", {"pks": pks, "reason": REASON, "tells_sender": "on"})
    page = text_of(browser, f"/van-hanh/thu/{mail}/")
    report = QueuedMessage.objects.get(report_of=mail)
    assert f"/van-hanh/thu/{report.pk}/" in page
    assert f"Lý do: {REASON}" in page
    assert admin.actor.address in page
    assert "bỏ khỏi hàng đợi" in page
    assert f"/van-hanh/thu/{mail}/" in text_of(browser, f"/van-hanh/thu/{report.pk}/")


def test_a_mail_that_is_not_there_is_not_found(browser: Client) -> None:
    assert browser.get("/van-hanh/thu/KHONGCOTHUNAY/").status_code == 404


@pytest.mark.parametrize("typed", ["{0}", "  {0} ", "<thu1@x>", "thu1@x"])
def test_finding_goes_straight_to_the_only_mail(browser: Client, mail: str, typed: str) -> None:
    response = browser.get("/van-hanh/tim/", {"ma": typed.format(mail)})
    assert (response.status_code, response["Location"]) == (302, f"/van-hanh/thu/{mail}/")


def test_several_are_listed_none_is_explained(browser: Client, mail: str, hoa: Member) -> None:
    other = send(hoa.mailbox.address, FAR)
    page = text_of(browser, "/van-hanh/tim/?ma=%3Cthu1@x%3E")
    assert mail in page
    assert other in page
    assert "Không có thư mang mã" in text_of(browser, "/van-hanh/tim/?ma=xyz")
    assert "Chép mã theo dõi" in text_of(browser, "/van-hanh/tim/")
