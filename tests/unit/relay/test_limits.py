"""Counters of the relay, time given from outside."""

from ipaddress import ip_network

from mailsvc.metrics.declare import registry
from mailsvc.relay import figures
from mailsvc.relay.limits import Breaker, Gate, Limits, LoginThrottle
from mailsvc.relay.pace import Pace
from mailsvc.submission.quota import export_limits

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
    assert gate.refuse("a") == "sessions_per_address"
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


class Sitting:
    """A connection that gives way, or is at something."""

    def __init__(self, *, is_busy=False):
        self.is_busy, self.has_gone = is_busy, False

    def give_way(self):
        self.has_gone = not self.is_busy
        return self.has_gone


def full_house(clock, *guests, **limits):
    gate = Gate(Limits(sessions_max=len(guests), grace_s=10, **limits), now=clock)
    for number, guest in enumerate(guests):
        assert gate.refuse(str(number)) is None
        gate.enter(str(number))
        gate.welcome(guest)
    return gate


def test_oldest_newcomer_makes_room_when_it_has_had_its_time():
    now = [0.0]
    one, two = Sitting(), Sitting()
    gate = full_house(lambda: now[0], one, two)
    assert gate.refuse("x") == "sessions"  # both have only just come
    now[0] = 11
    assert gate.refuse("x") is None
    assert (one.has_gone, two.has_gone) == (True, False)
    gate.enter("x")
    gate.leave("0")
    gate.forget(one)
    assert gate.refuse("y") is None
    assert two.has_gone


def test_one_that_leaves_already_makes_room_once():
    now = [0.0]
    one, two = Sitting(), Sitting(is_busy=True)
    gate = full_house(lambda: now[0], one, two)
    now[0] = 11
    assert gate.refuse("x") is None
    gate.enter("x")
    assert gate.refuse("y") == "sessions"


def test_who_brought_a_mail_stays():
    now = [0.0]
    one = Sitting()
    gate = full_house(lambda: now[0], one)
    gate.settle(one)
    now[0] = 11
    assert gate.refuse("x") == "sessions"
    assert not one.has_gone


def test_crowd_from_one_address_drives_nobody_out():
    now = [0.0]
    guests = [Sitting(), Sitting()]
    gate = full_house(lambda: now[0], *guests, sessions_per_address=1)
    now[0] = 11
    assert gate.refuse("0") == "sessions_per_address"
    assert not any(guest.has_gone for guest in guests)


def test_new_connections_are_counted_by_the_minute_and_address():
    now = [0.0]
    ours = (ip_network("10.0.0.0/8"),)
    gate = Gate(Limits(new_sessions_per_minute=2, unlimited_networks=ours), now=lambda: now[0])
    assert [gate.refuse("192.0.2.1") for _ in range(3)] == [None, None, "new_sessions_per_minute"]
    assert gate.refuse("192.0.2.2") is None
    assert [gate.refuse("10.1.2.3") for _ in range(9)] == [None] * 9
    now[0] = 60
    assert gate.refuse("192.0.2.1") is None


def test_pace_asks_for_progress_in_each_window():
    limits = Limits(data_s=100, data_window_s=30, data_progress_bytes=10)
    pace = Pace(limits, 0)
    pace.note(9, 20)  # a trickle moves nothing
    assert pace.patience(20) == ("data_progress_bytes", 10)
    pace.note(1, 25)
    assert pace.patience(25) == ("data_progress_bytes", 30)
    pace.note(10, 50)
    assert pace.patience(50) == ("data_progress_bytes", 30)
    pace.note(1000, 75)
    assert pace.patience(75) == ("data_seconds", 25)


def test_every_limit_has_a_figure_of_both_kinds():
    figures.export(Limits(), message_max_bytes=7, recipients_max=8)
    export_limits()  # those of accounts: a relay shows both
    names = {sample.labels["limit"] for sample in samples("congvan_relay_limit")}
    assert names == {sample.labels["limit"] for sample in samples("congvan_relay_rejected")}
    assert {"sessions", "message_bytes", "idle_seconds"} <= names


def samples(family):
    return [
        sample
        for metric in registry.collect()
        if metric.name == family
        for sample in metric.samples
    ]
