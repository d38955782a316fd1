"""The actions: asked first, done once, answered for each recipient."""

import pytest
from django.test import Client

from mailsvc.audit.models import AuditEvent
from mailsvc.base import clock
from mailsvc.queue import services
from mailsvc.queue.models import QueuedMessage, QueuedRecipient
from tests.factories import Member
from tests.service.operations.conftest import REASON, send
from tests.web.operations.conftest import PLACES, pk_of, states, text_of

pytestmark = pytest.mark.django_db


def do(browser: Client, action: str, *addresses: str, **fields: str) -> str:
    pks = ",".join(str(pk_of(address)) for address in addresses)
    response = browser.post(f"/van-hanh/lam/{action}/", {"pks": pks, **fields})
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_hold_release_and_back(browser: Client, mail: str) -> None:
    page = do(browser, "hold", *PLACES, reason=REASON)
    assert "đã làm 3/3" in page
    assert "Đổi ý: thả ra" in page
    assert set(states().values()) == {"held"}
    assert "Đổi ý: giữ lại" in do(browser, "release", PLACES[0])
    assert states()[PLACES[0]] == "due"
    assert AuditEvent.objects.filter(object_pk=mail).count() == 2


def test_retry_makes_due(browser: Client, mail: str) -> None:
    assert not QueuedRecipient.objects.due(clock.now()).exists()
    assert "đã làm 1/1" in do(browser, "retry", PLACES[0])
    assert QueuedRecipient.objects.due(clock.now()).count() == 1


@pytest.mark.parametrize(("told", "reports"), [({"tells_sender": "on"}, 1), ({}, 0)])
def test_drop_tells_the_sender_unless_told_not_to(
    browser: Client, mail: str, told: dict[str, str], reports: int
) -> None:
    do(browser, "drop", PLACES[0], reason=REASON, **told)
    assert states()[PLACES[0]] == "failed"
    assert states()[PLACES[1]] == "due"
    assert QueuedMessage.objects.filter(report_of=mail).count() == reports


@pytest.mark.parametrize("action", ["hold", "drop"])
@pytest.mark.parametrize("reason", ["", "  ", "ngắn"])
def test_a_reason_is_asked_for_and_the_choice_is_kept(
    browser: Client, mail: str, action: str, reason: str
) -> None:
    pk = pk_of(PLACES[0])
    response = browser.post(f"/van-hanh/lam/{action}/", {"pks": str(pk), "reason": reason})
    assert response.status_code == 422
    assert f'name="pks" value="{pk}"' in response.content.decode()
    assert states()[PLACES[0]] == "due"


def test_what_is_being_delivered_is_left_alone_and_said_so(browser: Client, mail: str) -> None:
    QueuedRecipient.objects.update(next_attempt_at=clock.now())
    services.claim_due(worker="main:1:1", limit=1)
    page = do(browser, "drop", *PLACES, reason=REASON)
    assert "đang gửi, không đụng được" in page
    assert "đã làm 2/3" in page
    assert sorted(states().values()) == ["claimed", "failed", "failed"]


def test_sending_the_same_form_twice_does_it_once(browser: Client, mail: str) -> None:
    do(browser, "drop", PLACES[0], reason=REASON, tells_sender="on")
    assert "đã xong từ trước" in do(browser, "drop", PLACES[0], reason=REASON, tells_sender="on")
    assert QueuedMessage.objects.filter(report_of=mail).count() == 1


@pytest.mark.parametrize(
    ("query", "count"),
    [("?den=tuachua.example", 2), ("?thu={mail}", 3), ("?pk={pk}", 1), ("?den=xa.example", 0)],
)
def test_the_count_is_shown_first_and_nothing_done(
    browser: Client, mail: str, query: str, count: int
) -> None:
    page = text_of(browser, "/van-hanh/lam/drop/" + query.format(mail=mail, pk=pk_of(PLACES[0])))
    if count:
        assert f"Bỏ hẳn ({count})" in page
    else:
        assert "Chưa chọn người nhận nào" in page
    assert set(states().values()) == {"due"}


@pytest.mark.parametrize("query", ["", "?pk=", "?pk=abc", "?pk=999999", "?thu=", "?pk=" + "9" * 30])
def test_a_button_without_a_tick_means_nothing(browser: Client, mail: str, query: str) -> None:
    assert "Chưa chọn người nhận nào" in text_of(browser, "/van-hanh/lam/drop/" + query)
    page = browser.post("/van-hanh/lam/drop/", {"pks": "", "reason": REASON})
    assert "Không có người nhận nào được chọn" in page.content.decode()
    assert set(states().values()) == {"due"}


def test_more_than_go_at_once_are_said(browser: Client, hoa: Member) -> None:
    for _ in range(4):
        send(hoa.mailbox.address, *(f"a{number}@nampo.example" for number in range(60)))
    page = text_of(browser, "/van-hanh/lam/retry/?den=nampo.example")
    assert "Có 240 người nhận khớp; mỗi lần làm 200 người" in page


def test_an_unknown_action_is_not_found(browser: Client) -> None:
    assert browser.get("/van-hanh/lam/pha/").status_code == 404


def test_the_form_needs_its_token(admin: Member, mail: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(admin.account, "webui.shared.login.DirectoryBackend")
    pks = str(pk_of(PLACES[0]))
    assert strict.post("/van-hanh/lam/retry/", {"pks": pks}).status_code == 403
