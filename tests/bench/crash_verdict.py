"""Counting: what Dovecot shows against what was accepted, and where each double comes from."""

import re
from collections import Counter
from collections.abc import Callable
from typing import Any

from mailsvc.mailstore.link import Link
from mailsvc.queue import consistency
from mailsvc.queue.models import Attempt, QueuedRecipient
from tests.bench.crash_load import Ledger

_FIELD = b"BODY[HEADER.FIELDS (MESSAGE-ID)]"
_NAME = re.compile(rb"<([\w-]+)@crash>")
_DEFERRED = "deferred"

Copies = Counter[tuple[str, str]]
# How often a claim of a mail of this round may have been forgotten by a database that was ended.
Forgets = Callable[[int], int]


def list_copies(addresses: list[str]) -> Copies:
    """How often each mail stands in each mailbox, as Dovecot shows it."""
    found: Copies = Counter()
    for address in addresses:
        link = Link(address)
        try:
            link.select("INBOX")
            if link.exists:
                asked = [_FIELD.replace(b"BODY", b"BODY.PEEK")]
                for row in link.client.fetch(link.client.search(), asked).values():
                    if match := _NAME.search(row[_FIELD]):
                        found[match[1].decode(), address] += 1
        finally:
            link.close()
    return found


def judge(ledger: Ledger, addresses: list[str], forgets: Forgets) -> dict[str, Any]:
    """The report of one installation."""
    copies = list_copies(addresses)
    wanted = {(name, address) for name, to in ledger.accepted.items() for address in to}
    missing = {name for name, _ in wanted - copies.keys()}
    doubles = {key: count - 1 for key, count in copies.items() if count > 1}
    findings = consistency.check()
    for finding in findings:
        print(f"inconsistent: {finding}", flush=True)
    for name in sorted(missing):
        print(f"lost: {name} {_states(name)}", flush=True)
    return {
        "accepted": len(ledger.accepted),
        "delivered": len(ledger.accepted) - len(missing),
        "lost": len(missing),
        "doubled": sum(doubles.values()),
        "unexplained": sum(_unexplained(key, extra, forgets) for key, extra in doubles.items()),
        "inconsistent": len(findings),
        "copies": sum(copies.values()),
        # The client never read their 250, and they were delivered all the same.
        "unacknowledged": len({name for name, _ in copies} - ledger.accepted.keys()),
        "refused": ledger.refused,
    }


def _unexplained(key: tuple[str, str], extra: int, forgets: Forgets) -> int:
    """Copies beyond the attempts that may have stored one without our knowing.

    Those that were claimed and never recorded, those Dovecot left in the middle (deferred), and
    those whose claim had not reached the disk (mailsvc.queue.durability).
    """
    name, address = key
    rows = QueuedRecipient.objects.filter(message__message_id=f"<{name}@crash>", address=address)
    unknown = forgets(int(name.split("-")[1]))
    for row in rows:
        tried = Attempt.objects.filter(recipient=row)
        unknown += row.attempts - tried.count() + tried.filter(outcome=_DEFERRED).count()
    if extra > unknown:
        print(f"doubled: {name} {address} {_states(name)}", flush=True)
    return max(0, extra - unknown)


def _states(name: str) -> list[tuple[str, str, int, str]]:
    rows = QueuedRecipient.objects.filter(message__message_id=f"<{name}@crash>")
    return [(row.message_id, row.state, row.attempts, row.last_text) for row in rows]
