"""Counters of the relay, time given from outside."""

from mailsvc.relay.limits import Breaker, Gate, Limits, LoginThrottle
from mailsvc.smtp import reply


def test_throttle_blocks_after_the_tries_and_forgets_after_the_window():
    throttle = LoginThrottle(Limits(login_tries=2, login_window_s=60))
    throttle.note_try("192.0.2.1", 0)
    assert not throttle.is_blocked("192.0.2.1", 1)
    throttle.note_try("192.0.2.1", 1)
    assert throttle.is_blocked("192.0.2.1", 2)
    assert not throttle.is_blocked("192.0.2.2", 2)
    assert not throttle.is_blocked("192.0.2.1", 62)


def test_good_login_and_unchecked_login_do_not_count():
    throttle = LoginThrottle(Limits(login_tries=1))
    throttle.note_try("a", 0)
    throttle.take_back("a")
    assert not throttle.is_blocked("a", 0)
    throttle.note_try("a", 0)
    throttle.note_success("a")
    assert not throttle.is_blocked("a", 0)


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
