"""Blanks survive folding: long Vietnamese subjects and many names come back as they were."""

from datetime import UTC, datetime

import pytest

from mailsvc.message.compose import OutgoingMessage, compose
from mailsvc.message.parse import parse
from mailsvc.message.view import Address

SUBJECTS = [
    "Công văn số 445/STP-XDVB ngày 23/10/2026 V/v góp ý dự thảo quy chế quản lý, vận hành "
    "và sử dụng thư điện tử",
    "quyết toán kinh phí ứng dụng công nghệ thông tin",
    "đ" * 300,
    "Re: (khẩn) báo cáo  hai dấu cách",
    "a" * 70 + " đ",
]
PEOPLE = (
    Address("Quàng Thị Thanh Hoa", "hoa.thi-thanh-quang@stttt.dienbien.example"),
    Address("Phạm Mạnh Tuấn", "tuan.manh-pham@stc.dienbien.example"),
    Address("Văn phòng Đoàn ĐBQH và HĐND tỉnh, khối Đảng", "hopthu@vphd.dienbien.example"),
    Address("Le, Van", "le@stc.dienbien.example"),
    Address("", "khong-ten@stc.dienbien.example"),
)


def composed(subject: str) -> bytes:
    return compose(
        OutgoingMessage(
            from_=PEOPLE[0],
            to=PEOPLE,
            cc=PEOPLE * 6,
            subject=subject,
            text="Kính gửi",
            date=datetime(2009, 11, 16, 2, tzinfo=UTC),
            message_id="<1@mail.dienbien.example>",
        )
    )


@pytest.mark.parametrize("subject", SUBJECTS)
def test_subject_and_people_come_back_as_they_were(subject: str) -> None:
    view = parse(composed(subject))
    assert view.subject == " ".join(subject.split())
    assert view.from_ == PEOPLE[0]
    assert view.to == PEOPLE
    assert view.cc == PEOPLE * 6


@pytest.mark.parametrize("subject", SUBJECTS)
def test_header_lines_are_short_and_ascii(subject: str) -> None:
    head = composed(subject).partition(b"\r\n\r\n")[0]
    assert head.isascii()
    assert b"\n" not in head.replace(b"\r\n", b"")
    assert max(len(line) for line in head.split(b"\r\n")) <= 78
