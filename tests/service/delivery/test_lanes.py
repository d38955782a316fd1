"""A site that does not answer holds a few threads, and other sites get their mail meanwhile."""

import threading
import time
from collections import Counter
from dataclasses import dataclass, field

import pytest
from django.conf import settings

from mailsvc.delivery.groups import Group
from mailsvc.delivery.lanes import WAITING_MAX
from mailsvc.delivery.transports.base import OpenContent, Outcome
from mailsvc.delivery.transports.smtp import SmtpTransport
from mailsvc.delivery.worker import CLAIMS, Worker
from mailsvc.queue import consistency
from mailsvc.queue.models import QueuedRecipient
from mailsvc.smtp.envelope import Envelope
from tests.service.delivery.conftest import queue_mail
from tests.support.smtp_peer import HOLD, Peer, smtp_peer

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.db_bound]

DEAD, ALIVE = "chet.example", "song.example"
MAILS = CLAIMS + 3
PER_GOAL = settings.DESTINATION_CONNECTIONS_MAX


@dataclass
class Sites:
    """Real SMTP to a peer for each domain; the dead one is let go once the other has its mail."""

    peers: dict[str, Peer]
    worker: Worker | None = None
    inside: Counter[str] = field(default_factory=Counter)
    peak: int = 0
    dead_had: int = -1
    dead_claimed: int = -1
    finished: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self, group: Group) -> "_Watched":
        return _Watched(self, group.route.goal)

    def enter(self, domain: str) -> None:
        with self.lock:
            self.inside[domain] += 1
            self.peak = max(self.peak, self.inside[DEAD])
            if self.peak > PER_GOAL:
                self.peers[DEAD].let_go.set()  # a broken cap fails at once, not after time-outs

    def leave(self, domain: str) -> None:
        with self.lock:
            self.inside[domain] -= 1
            self.finished += 1
            if domain == ALIVE:
                self.dead_had = len(self.peers[DEAD].mails)
                self.dead_claimed = _claimed_in_the_end()
                self.peers[DEAD].let_go.set()
            if self.finished == MAILS + 1 and self.worker is not None:
                self.worker.stop()


def _claimed_in_the_end() -> int:
    """How many of the dead site's mails stay claimed once the surplus went back to its rows."""
    claimed = QueuedRecipient.objects.filter(state="claimed", domain=DEAD)
    deadline = time.monotonic() + 30
    while claimed.count() > PER_GOAL + WAITING_MAX and time.monotonic() < deadline:
        time.sleep(0.02)
    return claimed.count()


@dataclass
class _Watched:
    sites: Sites
    domain: str

    def deliver(self, envelope: Envelope, open_content: OpenContent) -> dict[str, Outcome]:
        hosts = [("127.0.0.1", self.sites.peers[self.domain].port)]
        self.sites.enter(self.domain)
        try:
            return SmtpTransport(lambda: hosts, host_name="mail.dienbien.example").deliver(
                envelope, open_content
            )
        finally:
            self.sites.leave(self.domain)


def test_a_dead_site_cannot_hold_all_threads() -> None:
    for number in range(MAILS):
        queue_mail("", f"nguoi{number}@{DEAD}")
    queue_mail("", f"an@{ALIVE}")
    with smtp_peer({"GREETING": HOLD}) as dead, smtp_peer() as alive:
        sites = Sites({DEAD: dead, ALIVE: alive})
        sites.worker = Worker(sites)
        sites.worker.run()
    assert len(alive.mails) == 1
    assert sites.dead_had == 0
    assert 0 < sites.dead_claimed <= PER_GOAL + WAITING_MAX  # the rest waits in its rows
    assert 0 < sites.peak <= PER_GOAL
    assert len(dead.mails) == MAILS
    assert set(QueuedRecipient.objects.values_list("state", flat=True)) == {"delivered"}
    assert consistency.check() == []
