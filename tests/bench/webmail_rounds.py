"""The rounds of `make bench-webmail`. Needs Django set up for the installation measured."""

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Protocol, TypeVar

from django.conf import settings

from mailsvc.mailindex import services as index
from mailsvc.mailindex.models import IndexedMailbox
from mailsvc.mailstore import master
from mailsvc.mailstore.users import render_users
from tests import factories
from tests.bench.webmail_browser import Browser, timed
from tests.bench.webmail_mailbox import (
    HTML_SUBJECT,
    RARE,
    TEXT_SUBJECT,
    clone,
    copy,
    fill,
    folder_of,
    hurried,
)
from tests.bench.webmail_ours import OurPerson
from tests.bench.webmail_report import Report
from tests.bench.webmail_roundcube import Roundcube, RoundcubePerson
from tests.support.product import Product

_USERS = 8
_FILL_S = 1800.0
_T = TypeVar("_T")
_DEEP_PAGE = 400
_TRIES, _SEARCHES = 12, 2
_TURNS = 4  # of each side in a round, where a try is short
_LOAD_S = 4.0


class Person(Protocol):
    """What either side's person can do; each call returns when the answer is whole."""

    side: str
    browser: Browser

    def open_inbox(self) -> None: ...
    def list_page(self, page: int) -> None: ...
    def uid_of(self, subject: str) -> int: ...
    def open_mail(self, uid: int, expected: str) -> None: ...
    def open_html(self, uid: int, expected: str) -> None: ...
    def open_whole(self, uid: int, expected: str) -> None: ...
    def search(self, word: str, *, in_body: bool) -> None: ...
    def mark(self, uid: int, *, seen: bool) -> None: ...
    def first_visit_bytes(self) -> int: ...


Pair = tuple[Person, Person]


def measure(folder: Path, product: Product, *, rounds: int, mails: int) -> None:
    """All cases; prints the report."""
    report = Report()
    with ExitStack() as stack:
        product.prepare()
        product.start()
        stack.callback(product.stop)
        members = _make_mailboxes(mails)
        _fill_index(members[0])
        roundcube = Roundcube(folder / "roundcube", imap_port=settings.IMAP_PORT)
        stack.callback(roundcube.stop)
        roundcube.start()
        pairs = [_pair(product, roundcube, member) for member in members]
        _rounds(report, rounds, pairs[0], mails)
        _sizes(report, rounds, {mails // 10: pairs[-2], mails * 2: pairs[-1]})
        _throughput(report, rounds, pairs[:_USERS])
        for person in pairs[0]:
            report.first_visit[person.side] = person.first_visit_bytes()
    print(*report.lines(), sep="\n")
    print(report.json_line())


def _make_mailboxes(mails: int) -> list[factories.Member]:
    """Eight people with the measured mailbox, one with a tenth of it, one with twice as much."""
    agency = factories.make_agency()
    members = [factories.make_member(agency) for _ in range(_USERS + 2)]
    render_users()
    begin = time.monotonic()
    _fill_mailboxes([member.mailbox.address for member in members], mails)
    print(f"mailboxes made in {time.monotonic() - begin:.0f} s", flush=True)
    return members


def _fill_mailboxes(addresses: list[str], mails: int) -> None:
    """From the folder of an earlier run where there is one."""
    small, measured, largest = addresses[-2], addresses[0], addresses[-1]
    kept = Path(os.environ["KEPT"]) / str(mails) if os.environ.get("KEPT") else None
    if kept is not None and kept.exists():
        for name, targets in (
            ("small", [small]),
            ("measured", addresses[:-2]),
            ("large", [largest]),
        ):
            for target in targets:
                copy(kept / name, folder_of(target))
        return
    _write_mails(addresses, mails)
    if kept is not None:
        for name, source in (("small", small), ("measured", measured), ("large", largest)):
            copy(folder_of(source), kept / name)


def _write_mails(addresses: list[str], mails: int) -> None:
    largest = addresses[-1]
    steps: tuple[tuple[int, int, list[str]], ...] = (
        (0, mails // 10, addresses[-2:-1]),
        (mails // 10, mails, addresses[:_USERS]),
        (mails, mails * 2, []),
    )
    with hurried(largest):
        for first, end, targets in steps:
            fill(largest, first, end, mails)
            for target in targets:
                clone(largest, target)


def _fill_index(member: factories.Member) -> None:
    """As the jobs do in the minutes after somebody first searches in a mailbox."""
    begin = time.monotonic()
    index.want(member.mailbox)
    job = IndexedMailbox.objects.get(mailbox=member.mailbox)
    while job.due_at is not None and time.monotonic() - begin < _FILL_S:
        index.run_fill(slice_s=10)
        job.refresh_from_db()
    print(f"search index filled in {time.monotonic() - begin:.0f} s", flush=True)


def _pair(product: Product, roundcube: Roundcube, member: factories.Member) -> Pair:
    mailbox = member.mailbox
    return (
        OurPerson(product.web, mailbox.pk, mailbox.address, member.password),
        RoundcubePerson(roundcube.port, f"{mailbox.address}*{master.NAME}", master.master_secret()),
    )


def _rounds(report: Report, rounds: int, pair: Pair, mails: int) -> None:
    uids = {p.side: (p.uid_of(TEXT_SUBJECT), p.uid_of(HTML_SUBJECT)) for p in pair}
    words = iter(RARE * rounds * 2)
    unread = {p.side: iter(range(mails - 10, 0, -1)) for p in pair}

    def open_another(person: Person) -> None:
        """Each mail once, as people read; its number is in its subject."""
        uid = next(unread[person.side])
        person.open_mail(uid, f"{uid - 1}/CV")

    deep = min(_DEEP_PAGE, mails // 50)
    cases: dict[str, Callable[[Person], object]] = {
        "inbox": lambda p: p.open_inbox(),
        "list": lambda p: p.list_page(1),
        "deep_page": lambda p: p.list_page(deep),
        "open": lambda p: p.open_mail(uids[p.side][0], TEXT_SUBJECT),
        "open_another": open_another,
        "open_html": lambda p: p.open_html(uids[p.side][1], HTML_SUBJECT),
        "open_whole": lambda p: p.open_whole(uids[p.side][0], TEXT_SUBJECT),
        "mark_read": lambda p: p.mark(uids[p.side][0], seen=True),
        "mark_unread": lambda p: p.mark(uids[p.side][0], seen=False),
    }
    for case, act in cases.items():
        for person in pair:
            act(person)  # starts processes, fills caches
        for number in range(rounds * _TURNS):
            for person in _in_turn(number, pair):
                for _ in range(_TRIES):
                    report.add(person.side, case, *timed(person.browser, partial(act, person)))
        _say(report, case)
    for case, in_body in (("search_subject", False), ("search_body", True)):
        for number in range(rounds):
            for _ in range(_SEARCHES):
                word = next(words)
                for person in _in_turn(number, pair):
                    spent = timed(person.browser, partial(person.search, word, in_body=in_body))
                    report.add(person.side, case, *spent)
        _say(report, case)


def _sizes(report: Report, rounds: int, pairs: dict[int, Pair]) -> None:
    """Is the inbox of a large mailbox as quick as that of a small one?"""
    for number in range(rounds):
        for size, pair in pairs.items():
            for person in _in_turn(number, pair):
                person.open_inbox()
                for _ in range(_TRIES):
                    spent = timed(person.browser, person.open_inbox)
                    report.add(person.side, f"inbox_{size}", *spent)
    for size in pairs:
        _say(report, f"inbox_{size}")


def _throughput(report: Report, rounds: int, pairs: list[Pair]) -> None:
    for number in range(rounds):
        for side in _in_turn(number, (0, 1)):
            people = [pair[side] for pair in pairs]
            for person in people:
                person.list_page(1)
            report.rates[people[0].side].append(_rate(people))
    _say(report, "list_requests")


def _rate(people: list[Person]) -> float:
    """List requests a second of all these people at once."""
    end = time.monotonic() + _LOAD_S
    counts = [0] * len(people)

    def work(place: int) -> None:
        while time.monotonic() < end:
            people[place].list_page(1 + counts[place] % 5)
            counts[place] += 1

    begin = time.monotonic()
    threads = [threading.Thread(target=work, args=(n,)) for n in range(len(people))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / (time.monotonic() - begin)


def _in_turn(number: int, pair: tuple[_T, _T]) -> Iterator[_T]:
    return iter(pair if number % 2 else pair[::-1])


def _say(report: Report, case: str) -> None:
    print(*(line for line in report.lines() if line.split()[0] == case), sep="\n", flush=True)
