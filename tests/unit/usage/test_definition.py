"""Definition TX-1 on the bits of one person; the boundaries are the point."""

from datetime import date

import pytest

from mailsvc.usage import rules
from mailsvc.usage.bits import bits_of, days_of

TX1 = rules.Terms(1, 2, 3, 2, 10)
NOVEMBER = 200911
WORKING = rules.working_days(NOVEMBER)
WEEKS = rules.week_masks(NOVEMBER)


def judge(active: list[date], outgoing: list[date], available: list[date] | None = None) -> bool:
    bits = rules.MonthBits(read=bits_of(active), write=bits_of(outgoing))
    return rules.is_regular(TX1, bits, bits_of(available or WORKING), WEEKS)


def test_november_2009_has_21_working_days_in_five_weeks() -> None:
    assert len(WORKING) == 21
    assert len([w for w in WEEKS if w & bits_of(WORKING)]) == 5


@pytest.mark.parametrize(("days", "expected"), [(11, True), (10, False)])
def test_half_of_the_days_rounded_up(days: int, expected: bool) -> None:
    spread = WORKING[::2][:days]
    assert judge(spread, spread[:2]) is expected


@pytest.mark.parametrize(("outgoing", "expected"), [(2, True), (1, False)])
def test_two_outgoing_days(outgoing: int, expected: bool) -> None:
    assert judge(WORKING, WORKING[:outgoing]) is expected


def test_a_two_week_burst_in_a_twenty_day_month_is_no_habit() -> None:
    available = WORKING[:20]
    burst = available[5:15]
    assert len({day.isocalendar()[1] for day in burst}) == 2
    assert not judge(burst, burst, available)


def test_week_end_days_do_not_count() -> None:
    week_ends = [day for day in days_of(NOVEMBER) if day not in WORKING]
    assert not judge(WORKING[:10] + week_ends, WORKING[:2])


def test_only_delegated_acts_leave_the_principal_out() -> None:
    bits = rules.MonthBits(delegated=bits_of(WORKING))
    assert not rules.is_regular(TX1, bits, bits_of(WORKING), WEEKS)


@pytest.mark.parametrize(("days", "expected"), [(9, False), (10, True)])
def test_eligible_from_ten_available_days(days: int, expected: bool) -> None:
    assert rules.is_eligible(TX1, bits_of(WORKING[:days])) is expected


def test_make_up_saturday_counts_and_a_holiday_does_not() -> None:
    days = rules.working_days(201002)
    assert date(2010, 2, 27) in days
    assert date(2010, 2, 20) not in days
    assert date(2010, 2, 15) not in days


def test_week_53_spans_the_year() -> None:
    assert rules.week_masks(201001)[0] == bits_of(date(2010, 1, d) for d in (1, 2, 3))


def test_leap_day_has_its_bit() -> None:
    assert bits_of(days_of(201202)).bit_count() == 29
    assert bits_of(days_of(200912)) < 2**31
