"""When a mail that is written ahead goes."""

from datetime import datetime

import pytest

from mailsvc.base.clock import VIETNAM
from mailsvc.base.errors import Invalid
from mailsvc.outbox.moment import Later, choose

NOW = datetime(2009, 12, 22, 16, 40, tzinfo=VIETNAM)  # a Tuesday


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=VIETNAM)


@pytest.mark.parametrize(
    ("later", "typed", "moment"),
    [
        (Later.NOW, "rác", None),
        (Later.HOUR, "", at(2009, 12, 22, 17, 40)),
        (Later.TOMORROW, "", at(2009, 12, 23, 7, 30)),
        (Later.MONDAY, "", at(2009, 12, 28, 7, 30)),
        (Later.AT, "25/12/2009 08:15", at(2009, 12, 25, 8, 15)),
        (Later.AT, " 1-1-2010 9h ", at(2010, 1, 1, 9, 0)),
        (Later.AT, "31.12.2009, 14g05", at(2009, 12, 31, 14, 5)),
        (Later.AT, "24/12/2009", at(2009, 12, 24, 7, 30)),
    ],
)
def test_moment_is_read_as_people_write_it(later: Later, typed: str, moment: datetime) -> None:
    assert choose(later, typed, now=NOW) == moment


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Đồng chí ghi ngày giờ"),
        ("mai", "Đồng chí ghi ngày giờ"),
        ("31/02/2010 08:00", "Đồng chí ghi ngày giờ"),
        ("25/12/2009 25:00", "Đồng chí ghi ngày giờ"),
        ("12/25/2009 08:00", "Đồng chí ghi ngày giờ"),
        ("22/12/2009 16:40", "đã qua"),
        ("22/12/2010 08:00", "90 ngày"),
    ],
)
def test_no_moment_is_refused_in_words(typed: str, said: str) -> None:
    with pytest.raises(Invalid, match=said):
        choose(Later.AT, typed, now=NOW)


def test_monday_is_never_today() -> None:
    monday = at(2009, 12, 21, 6, 0)
    assert choose(Later.MONDAY, "", now=monday) == at(2009, 12, 28, 7, 30)
