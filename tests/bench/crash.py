"""`make bench-crash`: is anything lost that got a 250, whatever dies in the middle?

ROUNDS rounds (default 5) of load on the MX port of a real installation: relay, delivery worker,
Dovecot, database, each the process production runs. In every round, at times drawn from SEED,
things break: `kill -9` of the relay, of the delivery worker or of both; Dovecot and all below it
killed, back later; the disk of spool and database full (a small tmpfs of their own that a file
fills up: a true ENOSPC); the database away (PostgreSQL: the server ended at once, as by a power
cut; SQLite: its lock held by another). One round in five runs on PostgreSQL, the rest on SQLite.

A mail counts as accepted when the client has read its 250, as delivered when Dovecot shows it in
the mailbox of each recipient, as lost when it does not after everything was started again and the
queue has run empty. `doubled` counts copies beyond the first. Each must fall into LMTP's window:
an attempt was under way that nobody could record, because somebody died between Dovecot's storing
and our writing it down, or PostgreSQL was ended before that attempt's claim had reached the disk;
`unexplained` counts those that did not (must be 0).

The last line is JSON; the exit code is 1 when something was lost, doubled without an
explanation, or when `check_consistency` finds anything.
"""

import json
import os
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from typing import Any

from tests.support.product import ROOT

ROUNDS = int(os.environ.get("ROUNDS", "5"))
SEED = int(os.environ.get("SEED", "0")) or random.SystemRandom().randrange(1, 10**6)
DATABASES = os.environ.get("DATABASES", "sqlite postgres").split()
_POSTGRES_EVERY = 5
_FIRST = ("rounds", "accepted", "delivered", "lost", "doubled")


def shares(rounds: int, databases: list[str]) -> Iterator[tuple[str, int]]:
    """How many rounds on which database."""
    postgres = rounds // _POSTGRES_EVERY if len(databases) > 1 else rounds
    for name, count in (("sqlite", rounds - postgres), ("postgres", postgres)):
        if len(databases) == 1:
            count = rounds
        if name in databases and count:
            yield name, count


def run(database: str, rounds: int, seed: int) -> dict[str, Any]:
    """One installation's rounds, in a process of its own; its report."""
    command = [sys.executable, "-m", "tests.bench.crash_installation"]
    done = subprocess.Popen(
        [*command, database, str(rounds), str(seed)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert done.stdout is not None
    last = ""
    with done.stdout as lines:
        for line in lines:
            last = line
            if not line.startswith("{"):
                print(line, end="", flush=True)
    if done.wait() not in {0, 1} or not last.startswith("{"):
        raise SystemExit(f"the {database} installation came to no report")
    report: dict[str, Any] = json.loads(last)
    return report


def added(reports: list[dict[str, Any]]) -> dict[str, Any]:
    """The sums of all, in the order of the first keys."""
    total: dict[str, Any] = dict.fromkeys(_FIRST, 0)
    for report in reports:
        for key, value in report.items():
            if isinstance(value, dict):
                total[key] = dict(Counter(total.get(key, {})) + Counter(value))
            else:
                total[key] = total.get(key, 0) + value
    return total


def main() -> int:
    """All rounds, the sum as JSON."""
    print(f"seed {SEED}", flush=True)
    reports = [run(name, count, SEED) for name, count in shares(ROUNDS, DATABASES)]
    total = added(reports) | {"seed": SEED}
    print(json.dumps(total))
    return int(any(total[key] for key in ("lost", "unexplained", "inconsistent")))


if __name__ == "__main__":
    sys.exit(main())
