"""Which accounts look shared: other people's places, or two places at once; never by name."""

from datetime import datetime, timedelta

import pytest

from mailsvc.base.clock import VIETNAM
from mailsvc.directory.seats import LogIn, find_shared

MONDAY = datetime(2009, 11, 2, 8, tzinfo=VIETNAM)


def log_in(who: str, seat: str, day: int = 0, hour: int = 0, hours: float | None = None) -> LogIn:
    began = MONDAY + timedelta(days=day, hours=hour)
    return LogIn(who, seat, began, None if hours is None else began + timedelta(hours=hours))


def office() -> list[LogIn]:
    """Four people, each at a place of his own, four days."""
    return [log_in(f"p{n}", f"10.0.0.{n}", day) for n in range(4) for day in range(4)]


def test_everybody_at_his_own_place_is_no_suspicion() -> None:
    assert find_shared(office()) == []


@pytest.mark.parametrize(("places", "found"), [(2, []), (3, ["vanthu"])])
def test_three_places_of_others_are_a_suspicion_two_are_not(places: int, found: list[str]) -> None:
    visits = [log_in("vanthu", f"10.0.0.{n}", 1, 2) for n in range(places)]
    assert find_shared([*office(), *visits]) == found


def test_a_shared_computer_makes_nobody_who_uses_it_suspect() -> None:
    one_pc = [log_in(f"p{n}", "10.0.0.9", day, n) for n in range(9) for day in range(5)]
    assert find_shared(one_pc) == []


@pytest.mark.parametrize(("days", "found"), [(2, []), (3, ["p9"])])
def test_two_places_at_once_on_three_days(days: int, found: list[str]) -> None:
    both = [
        one
        for day in range(days)
        for one in (log_in("p9", "10.0.0.9", day, 0, 8), log_in("p9", "10.0.1.9", day, 1, 8))
    ]
    assert find_shared(both) == found


def test_who_walks_to_another_place_without_logging_out_is_no_suspect() -> None:
    walks = [log_in("p9", f"10.0.{day % 2}.9", day, day % 2) for day in range(20)]
    assert find_shared(walks) == []
