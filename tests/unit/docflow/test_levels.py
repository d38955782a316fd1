"""State secrets are refused; dispatch states never go back."""

import pytest

from docflow.rules.levels import URGENCY_RANK, Secrecy, Urgency, refuse_state_secret
from docflow.rules.states import DispatchState, MailCode, StatusCode, next_dispatch_state
from mailsvc.base.errors import Forbidden


@pytest.mark.parametrize("level", [Secrecy.SECRET, Secrecy.TOP_SECRET, Secrecy.ABSOLUTE, "la"])
def test_declared_secret_is_refused(level: str) -> None:
    with pytest.raises(Forbidden):
        refuse_state_secret(level)


@pytest.mark.parametrize(
    "stamp",
    ["MẬT", "TỐI MẬT", "TUYỆT MẬT", "  [ MẬT ]", "Độ mật: MẬT".upper(), "TUYỆT  MẬT"],
)
def test_stamp_at_the_head_is_refused(stamp: str) -> None:
    with pytest.raises(Forbidden):
        refuse_state_secret(text=f"SỞ NỘI VỤ\n{stamp}\nSố: 15/SNV")


@pytest.mark.parametrize(
    "subject",
    ["TUYỆT MẬT kế hoạch phòng thủ", "[Mật] kế hoạch", "TỐI MẬT: kế hoạch", "Độ mật: Tối mật"],
)
def test_mark_before_a_subject_is_refused(subject: str) -> None:
    with pytest.raises(Forbidden):
        refuse_state_secret(text=f"{subject}\nnội dung")


@pytest.mark.parametrize(
    "text",
    [
        "công tác bảo vệ tài liệu TUYỆT MẬT",
        "Tuyệt mật khẩu cũ, đổi mật khẩu mới",
        "MẬT ONG RỪNG MƯỜNG NHÉ",
        "V/v bảo mật hệ thống thư điện tử",
        "Mật",
        "Ông Vừ A Mật, Trưởng phòng",
        "MẮT\nMÁT\nMAT",
        "BẢO MẬT THÔNG TIN",
        "\n" * 60 + "MẬT",
    ],
)
def test_ordinary_words_pass(text: str) -> None:
    refuse_state_secret(text=text)


def test_urgent_ranks_higher() -> None:
    order = sorted(Urgency.values, key=lambda level: URGENCY_RANK[level])
    assert order == ["thuong", "khan", "thuong_khan", "hoa_toc"]


@pytest.mark.parametrize(
    ("current", "code", "after"),
    [
        ("queued", StatusCode.ARRIVED, "delivered"),
        ("delivered", StatusCode.REGISTERED, "registered"),
        ("queued", StatusCode.DONE, "done"),
        ("done", StatusCode.ARRIVED, "done"),
        ("processing", StatusCode.REGISTERED, "processing"),
        ("delivered", StatusCode.REFUSED, "refused"),
        ("registered", StatusCode.REFUSED, "refused"),
        ("processing", StatusCode.REFUSED, "processing"),
        ("refused", StatusCode.REGISTERED, "refused"),
        ("queued", MailCode.SENT, "sent"),
        ("queued", MailCode.FAILED, "failed"),
        ("sent", StatusCode.REGISTERED, "registered"),
        ("sent", StatusCode.REFUSED, "refused"),
        ("delivered", MailCode.FAILED, "delivered"),
    ],
)
def test_late_code_does_not_lower_the_state(
    current: str, code: StatusCode | MailCode, after: str
) -> None:
    assert next_dispatch_state(current, code) == DispatchState(after)
