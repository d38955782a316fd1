"""Clerks whose machine dies while they register: `… <account> <agency> <deaths>`.

One process loads the product and forks a clerk for every death; every tenth registers one document
to the end first. The n-th is killed (SIGKILL, by itself) n places, counted round, behind the
number: after the statement that took it, after each later one up to the last before the commit, and
between the commit and the wait for the disk. Prints how many died, and at how many places.
"""

import os
import signal
import sys
from collections import Counter
from collections.abc import Callable
from typing import Any

import django

django.setup()

from django.db import connection, connections  # noqa: E402

from docflow.intake.services import register_incoming  # noqa: E402
from mailsvc.directory.actor import Actor  # noqa: E402
from mailsvc.directory.models import Account  # noqa: E402
from mailsvc.directory.selectors import get_actor  # noqa: E402
from tests.service.docflow.register_worker import make_command  # noqa: E402

# Entry, head of the chain, event, head again; on PostgreSQL the wait for the disk follows.
PLACES = 6
WHOLE_EVERY = 10


class _Death:
    """Counts the statements from the one that takes the number and kills after the chosen one."""

    def __init__(self, place: int) -> None:
        self._left = place
        self._is_counting = False

    def __call__(self, execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if "pg_logical_emit_message" in sql and self._is_counting:
            _die()
        done = execute(sql, *rest)
        self._is_counting = self._is_counting or sql.lstrip().startswith(
            "UPDATE docflow_numberseries"
        )
        if self._is_counting:
            if self._left == 0:
                _die()
            self._left -= 1
        return done


def main(account_pk: int, agency_pk: int, deaths: int) -> None:
    actor = get_actor(Account.objects.get(pk=account_pk))
    connections.close_all()
    died: Counter[int] = Counter()
    for number in range(deaths):
        place = number % PLACES
        child = os.fork()
        if child == 0:
            _register_and_die(actor, agency_pk, number)
        _, status = os.waitpid(child, 0)
        if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL:
            died[place] += 1
    sys.stdout.write(f"{sum(died.values())} {len(died)}\n")


def _register_and_die(actor: Actor, agency_pk: int, number: int) -> None:
    if number % WHOLE_EVERY == 0:
        register_incoming(actor, make_command(agency_pk, 2 * number))
    with connection.execute_wrapper(_Death(number % PLACES)):
        register_incoming(actor, make_command(agency_pk, 2 * number + 1))
    # SQLite waits for no disk after its commit: the last place is the moment after it.
    _die()


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))
