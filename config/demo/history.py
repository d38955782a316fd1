"""The thirteen months after November 2009, drawn person by person. Pure, fixed seed.

The share grows to the targets of decision 48/2009 (20 % in June, 30 % in December 2010), dips at
Tết, and each month a few fall away while others come: what trend, lifecycles and cohorts show.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from random import Random

from config.demo.activity import WORKING_IN_IT
from config.demo.people import SEED, Stage, Worker
from mailsvc.directory.roles import Role
from mailsvc.usage import rules
from mailsvc.usage.bits import bits_of
from mailsvc.usage.rules import MonthBits, Terms

# Regular users in a thousand of the payroll.
SHARES = {
    200912: 179,
    201001: 183,
    201002: 151,
    201003: 186,
    201004: 189,
    201005: 195,
    201006: 202,
    201007: 215,
    201008: 232,
    201009: 250,
    201010: 268,
    201011: 285,
    201012: 302,
}
_TERMS = Terms(1, 2, 3, 2, 10)
_FALL_AWAY = 0.03
# From this month on nobody there handles documents in the system any more, whatever it declares.
_GAVE_UP = ("STP", 201008)


def plan_history(
    workers: list[Worker], cut_off: Mapping[tuple[str, int], int]
) -> dict[int, dict[int, MonthBits]]:
    """Month → worker's number → bits; `cut_off`: days without a line, by agency and month."""
    random = Random(SEED + 13)  # noqa: S311  a reproducible sample, not a secret
    users = [w for w in workers if w.stage >= Stage.READER]
    ready = sorted(users, key=lambda w: (-w.stage, random.random()))
    regular = [w for w in ready if w.stage is Stage.REGULAR]
    months = {}
    for ym, share in SHARES.items():
        days, weeks = rules.working_days(ym), rules.week_masks(ym)
        regular = _next(regular, ready, len(workers) * share // 1000, random)
        chosen = {w.number for w in regular}
        months[ym] = {
            w.number: _bits(
                [day for day in days if not cut_off.get((w.agency, ym), 0) >> (day.day - 1) & 1],
                weeks,
                random,
                is_regular=w.number in chosen,
                works_in_it=_handles_documents(w, ym),
            )
            for w in users
        }
    return months


def _handles_documents(worker: Worker, ym: int) -> bool:
    agency, month = _GAVE_UP
    has_given_up = worker.agency == agency and ym >= month
    return worker.role == Role.CLERK and worker.agency in WORKING_IN_IT and not has_given_up


def _next(before: list[Worker], ready: list[Worker], wanted: int, random: Random) -> list[Worker]:
    """Most stay, some fall away, the readiest others come until the month's number is reached."""
    kept = [w for w in before if random.random() >= _FALL_AWAY or w.login is not None][:wanted]
    taken = {w.number for w in kept}
    others = [w for w in ready if w.number not in taken]
    random.shuffle(fresh := others[: max(0, wanted - len(kept)) * 2])
    return kept + fresh[: max(0, wanted - len(kept))]


def _bits(
    days: list[date],
    weeks: tuple[int, ...],
    random: Random,
    *,
    is_regular: bool,
    works_in_it: bool,
) -> MonthBits:
    draw, available = _habit if is_regular else _now_and_then, bits_of(days)
    while True:
        bits = draw(days, random)
        if rules.is_regular(_TERMS, bits, available, weeks) is is_regular:
            return replace(bits, process=bits.read) if is_regular and works_in_it else bits


def _habit(days: list[date], random: Random) -> MonthBits:
    active = random.sample(days, random.randint(-(-len(days) // 2) + 1, len(days)))
    return MonthBits(read=bits_of(active), write=bits_of(active[: random.randint(2, len(active))]))


def _now_and_then(days: list[date], random: Random) -> MonthBits:
    active = random.sample(days, random.randint(0, len(days) // 2))
    return MonthBits(read=bits_of(active), write=bits_of(active[: random.randint(0, 3)]))
