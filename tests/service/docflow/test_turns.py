"""Turns at registering: a few at once, and nobody kept out."""

from contextlib import ExitStack
from threading import Event, Thread

import pytest
from django.db import transaction

from docflow.register.turns import AT_ONCE, turn


def _enter_beside(entered: Event) -> Thread:
    def enter() -> None:
        with turn():
            entered.set()

    thread = Thread(target=enter)
    thread.start()
    return thread


def test_one_more_than_there_are_turns_waits_until_one_ends() -> None:
    entered = Event()
    with ExitStack() as turns:
        for _ in range(AT_ONCE):
            turns.enter_context(turn())
        beside = _enter_beside(entered)
        assert not entered.wait(0.1)
    assert entered.wait(60)
    beside.join()


def test_a_turn_ends_with_a_failure_too() -> None:
    for _ in range(AT_ONCE + 1):
        with pytest.raises(RuntimeError), turn():
            raise RuntimeError
    entered = Event()
    _enter_beside(entered).join()
    assert entered.is_set()


@pytest.mark.django_db(transaction=True)
def test_nobody_waits_with_locks_of_his_own() -> None:
    with ExitStack() as turns:
        for _ in range(AT_ONCE):
            turns.enter_context(turn())
        with transaction.atomic(), turn():
            entered = Event()
            beside = _enter_beside(entered)
            assert not entered.wait(0.1)
    beside.join()
    assert entered.is_set()
