"""Counters of the relay, time given from outside."""

from mailsvc.relay.limits import Breaker, Gate, Limits, LoginThrottle
from mailsvc.smtp import reply

HOA, NAM = ("192.0.2.1", "hoa@x.vn"), ("192.0.2.1", "nam@x.vn")


def _fail(throttle, who, now):
    throttle.begin(*who)
    throttle.note_failure(*who, now)


def test_throttle_blocks_after_the_tries_and_forgets_after_the_window():
    throttle = LoginThrottle(Limits(login_tries=2, login_window_s=60))
    _fail(throttle, HOA, 0)
    assert not throttle.is_blocked(*HOA, 1)
    _fail(throttle, HOA, 1)
    assert throttle.is_blocked("192.0.2.1", "HOA@x.vn", 2)
    assert not throttle.is_blocked(*HOA, 62)


def test_one_old_password_does_not_shut_the_office_out():
    throttle = LoginThrottle(Limits(login_tries=2))
    for at in range(2):
        _fail(throttle, HOA, at)
    assert throttle.is_blocked(*HOA, 2)
    assert not throttle.is_blocked(*NAM, 2)


def test_many_accounts_tried_from_one_machine_block_it():
    throttle = LoginThrottle(Limits(login_tries=2))
    for number in range(20):
        _fail(throttle, ("192.0.2.1", f"m{number}@x.vn"), number)
    assert throttle.is_blocked(*NAM, 21)
    assert not throttle.is_blocked("192.0.2.2", "nam@x.vn", 21)


def test_tries_under_way_count_only_against_a_burst():
    throttle = LoginThrottle(Limits(login_tries=2))
    for _ in range(7):
        throttle.begin(*HOA)
    assert not throttle.is_blocked(*HOA, 0)
    throttle.begin(*HOA)
    assert throttle.is_blocked(*HOA, 0)
    throttle.note_success(*HOA)
    assert not throttle.is_blocked(*HOA, 0)


def test_good_login_and_unchecked_login_do_not_count():
    throttle = LoginThrottle(Limits(login_tries=1))
    throttle.begin(*HOA)
    throttle.note_unchecked(*HOA)
    assert not throttle.is_blocked(*HOA, 0)
    throttle.begin(*HOA)
    throttle.note_success(*HOA)
    assert not throttle.is_blocked(*HOA, 0)


def test_gate_counts_by_address_and_forgets_who_left():
    gate = Gate(Limits(sessions_max=3, sessions_per_address=1))
    gate.enter("a")
    assert gate.refuse("a") == reply.TOO_MANY_SESSIONS
    assert gate.refuse("b") is None
    gate.leave("a")
    assert gate.refuse("a") is None
    assert gate.total == 0


def test_breaker_opens_after_three_in_a_row_for_a_while():
    breaker = Breaker()
    breaker.note_failure(0)
    breaker.note_failure(0)
    breaker.note_success()
    for at in (1, 2):
        breaker.note_failure(at)
    assert not breaker.is_open(2)
    breaker.note_failure(3)
    assert breaker.is_open(4)
    assert not breaker.is_open(40)
