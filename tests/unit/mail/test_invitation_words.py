"""When and how often, in words."""

from datetime import date, datetime

import pytest

from mailsvc.base.clock import VIETNAM
from mailsvc.invitations.invitation import Invitation, Method, Repetition
from mailsvc.message.view import Address
from webui.mail.invitation_words import say_repetition, say_when


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=VIETNAM)


def event(starts, ends) -> Invitation:
    nobody = Address("", "")
    return Invitation(
        Method.REQUEST, "1", 0, "", "", "", nobody, (), starts, ends, False, False, None, "", 0
    )


@pytest.mark.parametrize(
    ("starts", "ends", "said"),
    [
        (at(2009, 12, 22, 8), at(2009, 12, 22, 9, 30), "Thứ Ba 22/12/2009, 08:00 – 09:30"),
        (at(2009, 12, 27, 8), None, "Chủ nhật 27/12/2009, 08:00"),
        (
            at(2009, 12, 22, 22),
            at(2009, 12, 23, 1),
            "Thứ Ba 22/12/2009, 22:00 – 01:00 Thứ Tư 23/12/2009",
        ),
        (date(2009, 12, 22), None, "Thứ Ba 22/12/2009, cả ngày"),
        (
            date(2009, 12, 22),
            date(2009, 12, 23),
            "từ Thứ Ba 22/12/2009 đến hết Thứ Tư 23/12/2009",
        ),
    ],
)
def test_when(starts, ends, said) -> None:
    assert say_when(event(starts, ends)) == said


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (None, ""),
        (Repetition("DAILY", 1, (), (), 0, None), "mỗi ngày"),
        (Repetition("WEEKLY", 1, ("MO", "SU"), (), 10, None), "mỗi tuần vào T2, CN 10 lần"),
        (
            Repetition("WEEKLY", 2, ("FR",), (), 0, date(2010, 6, 30)),
            "cứ 2 tuần một lần vào T6 đến 30/06/2010",
        ),
        (Repetition("MONTHLY", 1, (), (1, 15), 0, None), "mỗi tháng ngày 1, 15"),
        (Repetition("MONTHLY", 1, ("1MO",), (-1,), 0, None), "mỗi tháng"),
        (Repetition("", 1, (), (), 0, None), "lặp lại theo quy tắc riêng: xem tệp .ics"),
    ],
)
def test_how_often(rule, said) -> None:
    assert say_repetition(rule) == said
