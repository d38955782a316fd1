"""Counting a month: every person once, in the agency that paid most of his days. Pure."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from typing import NamedTuple

from mailsvc.usage import rules
from mailsvc.usage.bits import bits_of


@dataclass(frozen=True)
class Month:
    """What everybody's bits of a month are judged by."""

    ym: int
    terms: rules.Terms
    working: tuple[date, ...]
    weeks: tuple[int, ...]
    ends_at: datetime


class PostRow(NamedTuple):
    """A main post of the month, with its holder's account and bits."""

    person_pk: int
    agency_pk: int
    valid_from: date
    valid_to: date | None
    account_made_at: datetime | None
    first_login_at: datetime | None
    read: int | None
    write: int | None
    process: int | None
    delegated: int | None


@dataclass
class Tally:
    """Counts per agency, and the digest of everything they were counted from."""

    counts: dict[int, Counter[str]] = field(default_factory=dict)
    digest: "hashlib._Hash" = field(default_factory=hashlib.sha256)

    def note(self, line: str) -> None:
        self.digest.update(line.encode())

    def of(self, agency_pk: int) -> Counter[str]:
        return self.counts.setdefault(agency_pk, Counter())


def count(month: Month, posts: Iterable[PostRow]) -> Tally:
    """Judge everybody; `posts` come ordered by person, then by the day they begin."""
    tally = Tally()
    availabilities: dict[tuple[date, date | None], int] = {}
    for _, group in groupby(posts, key=lambda row: row.person_pk):
        rows = list(group)
        days = []
        for row in rows:
            period = row.valid_from, row.valid_to
            if period not in availabilities:
                availabilities[period] = _available(month, *period)
            days.append(availabilities[period])
        _count_person(month, rows, days, tally)
    return tally


def _count_person(month: Month, rows: list[PostRow], days: list[int], tally: Tally) -> None:
    last = rows[-1]
    home = _home(rows, days)
    available = 0
    for bits in days:
        available |= bits
    did = rules.MonthBits(last.read or 0, last.write or 0, last.process or 0, last.delegated or 0)
    has_account = last.account_made_at is not None and last.account_made_at < month.ends_at
    has_opened = last.first_login_at is not None and last.first_login_at < month.ends_at
    tally.note(f"{last.person_pk} {home} {available:x} {has_account:d}{has_opened:d} {did}\n")
    counts = tally.of(home)
    if not rules.is_eligible(month.terms, available):
        counts["short_service"] += 1
        return
    counts["eligible"] += 1
    counts["accounts"] += has_account
    # Whoever acted through a mail program has opened the account, whatever the log-in page saw.
    counts["opened"] += has_account and (has_opened or did.qualifying > 0)
    counts["reached"] += did.qualifying > 0
    counts["outgoing"] += did.outgoing > 0
    counts["delegated"] += did.delegated > 0
    counts["regular"] += rules.is_regular(month.terms, did, available, month.weeks)


def _home(rows: list[PostRow], days: list[int]) -> int:
    """The agency of most available days; the later post wins a tie."""
    held: dict[int, int] = {}
    since: dict[int, date] = {}
    for row, bits in zip(rows, days, strict=True):
        held[row.agency_pk] = held.get(row.agency_pk, 0) | bits
        since[row.agency_pk] = row.valid_from
    return max(held, key=lambda pk: (held[pk].bit_count(), since[pk]))


def _available(month: Month, begin: date, end: date | None) -> int:
    return bits_of(day for day in month.working if begin <= day and (end is None or day < end))
