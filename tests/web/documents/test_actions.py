"""Each action of the page: its own people succeed, a wrong role gets 403, a stranger 404."""

from dataclasses import dataclass
from datetime import timedelta

import pytest

from docflow.deadlines.services import Answer, answer_extension, ask_extension
from docflow.models import Assignment, Document
from tests.service.docflow.offices import (
    NOW,
    REASON,
    Office,
    bring_incoming_to,
    bring_outgoing_to,
)


@dataclass(frozen=True)
class Case:
    """Where a document starts, who acts, where it ends."""

    start: str
    url: str
    who: str
    end: str
    wrong: str
    data: tuple[tuple[str, str], ...] = ()


WORDS = (("reason", REASON),)
INCOMING = [
    Case("registered", "trinh", "clerk", "presented", "leader"),
    Case("registered", "luu-de-biet", "leader", "noted", "clerk"),
    Case("registered", "huy-so", "leader", "void", "clerk", WORDS),
    Case("presented", "chi-dao", "leader", "directed", "clerk"),
    Case("directed", "nhan-viec", "officer", "in_progress", "other_head"),
    Case("directed", "tra-lai", "head", "presented", "officer", WORDS),
    Case(
        "in_progress", "ghi-ket-qua", "other_head", "in_progress", "leader", (("text", "Đã gọi."),)
    ),
    Case(
        "in_progress", "hoan-thanh", "officer", "completed", "clerk", (("result", "Đã báo cáo."),)
    ),
    Case("in_progress", "soan-tra-loi", "officer", "in_progress", "clerk"),
]
OUTGOING = [
    Case("draft", "trinh-duyet", "officer", "content_review", ""),
    Case("content_review", "duyet-noi-dung", "head", "signing", "officer"),
    Case("content_review", "tra-lai-du-thao", "head", "returned", "officer", WORDS),
    Case("signing", "duyet-ban-hanh", "leader", "approved", "head"),
    Case("signing", "tra-lai-du-thao", "leader", "returned", "officer", WORDS),
    Case("approved", "cap-so", "clerk", "numbered", "leader"),
    Case("numbered", "dong-dau", "clerk", "sealed", "leader"),
    Case("sealed", "phat-hanh", "clerk", "issued", "leader"),
    Case("numbered", "huy-so", "leader", "approved", "clerk", WORDS),
]


def _data(office: Office, case: Case) -> dict[str, object]:
    if case.url == "chi-dao":
        return {
            "text": "Phòng CNTT chủ trì.",
            "lead": f"u{office.unit.pk}",
            "cooperating": [f"u{office.other_unit.pk}"],
            "due_on": "",
        }
    return dict(case.data)


def _check(office: Office, finance: Office, sign_in, document: Document, case: Case) -> None:
    url, data = f"/van-ban/{document.pk}/{case.url}/", _data(office, case)
    assert sign_in(finance.clerk).post(url, data).status_code == 404
    assert sign_in(office.sysadmin).post(url, data).status_code == 404
    if case.wrong:
        wrong = sign_in(office.everyone[case.wrong])
        assert wrong.post(url, data).status_code == 403
        assert wrong.post(url, {}).status_code == 403
    right = sign_in(office.everyone[case.who])
    assert right.get(url).status_code == 302
    document.refresh_from_db()
    assert document.state == case.start
    assert right.post(url, data).status_code == 302
    document.refresh_from_db()
    assert document.state == case.end


@pytest.mark.parametrize("case", INCOMING, ids=lambda case: f"{case.start}-{case.url}")
def test_incoming_action(office: Office, finance: Office, sign_in, case: Case):
    _check(office, finance, sign_in, bring_incoming_to(office, case.start), case)


@pytest.mark.parametrize("case", OUTGOING, ids=lambda case: f"{case.start}-{case.url}")
def test_outgoing_action(office: Office, finance: Office, sign_in, case: Case):
    document = bring_outgoing_to(office, case.start, finance.agency)
    _check(office, finance, sign_in, document, case)


def test_wrong_state_says_so_and_changes_nothing(office: Office, sign_in):
    document = bring_incoming_to(office, "presented")
    response = sign_in(office.clerk).post(f"/van-ban/{document.pk}/trinh/", {"text": ""})
    assert response.status_code == 409
    page = response.content.decode()
    assert "Văn bản đang ở bước “Đã trình”" in page
    assert "Chờ lãnh đạo cho ý kiến" in page


@pytest.mark.parametrize("reason", ["", "ngắn"])
def test_short_reason_keeps_the_page_with_the_words(office: Office, sign_in, reason: str):
    document = bring_incoming_to(office, "directed")
    client = sign_in(office.head)
    response = client.post(f"/van-ban/{document.pk}/tra-lai/", {"reason": reason})
    assert response.status_code == 422
    page = response.content.decode()
    assert "ít nhất 10 ký tự" in page
    assert f"{reason}</textarea>" in page


def test_head_hands_the_work_to_an_officer(office: Office, sign_in):
    document = bring_incoming_to(office, "directed")
    data = {"handler": office.colleague.person_pk}
    sign_in(office.head).post(f"/van-ban/{document.pk}/nhan-viec/", data)
    assert document.assignments.get(part="lead").person_id == office.colleague.person_pk


def test_opinion_needs_one_lead_and_a_day_to_come(office: Office, sign_in):
    document = bring_incoming_to(office, "presented")
    unit = f"u{office.unit.pk}"
    data = {"text": "Giải quyết.", "lead": unit, "cooperating": [unit], "due_on": "1/2/2009"}
    response = sign_in(office.leader).post(f"/van-ban/{document.pk}/chi-dao/", data)
    page = response.content.decode()
    assert response.status_code == 422
    assert "Đã chủ trì thì không ghi phối hợp nữa." in page
    assert "Hạn đã qua" in page
    assert "Giải quyết.</textarea>" in page


def test_request_for_time_stands_first_and_nobody_is_led_to_redirect(office: Office, sign_in):
    document = bring_incoming_to(office, "in_progress")
    url = f"/van-ban/{document.pk}/"
    leader = sign_in(office.leader)
    page = leader.get(url).content.decode()
    assert "Đổi chủ trì" in page
    assert 'class="act" open' not in page
    part = Assignment.objects.get(document=document, part="lead")
    assert document.due_on is not None
    wanted = document.due_on + timedelta(days=7)
    ask_extension(office.officer, part_pk=part.pk, wanted_on=wanted, reason=REASON, now=NOW)
    words = f"xin gia hạn đến {wanted:%d/%m/%Y}, chưa trả lời"
    assert words in sign_in(office.officer).get(url).content.decode()
    asked = sign_in(office.leader).get(url).content.decode().partition("Việc của đồng chí")[2]
    assert asked.index("Trả lời xin gia hạn") < asked.index("Đổi chủ trì")
    answer_extension(office.leader, part_pk=part.pk, answer=Answer(None, REASON), now=NOW)
    assert words not in sign_in(office.officer).get(url).content.decode()
