"""One attempt: a group through its transport; every claim gets exactly one result."""

import logging
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.conf import settings

from mailsvc.base import clock, trace
from mailsvc.base.errors import Unavailable
from mailsvc.delivery.groups import Group, find_copy_mailbox, usual_hop
from mailsvc.delivery.outgoing import final_content
from mailsvc.delivery.routing import Way
from mailsvc.delivery.transports.append import AppendTransport
from mailsvc.delivery.transports.base import Outcome, Transport, deferred, for_all
from mailsvc.delivery.transports.content import BLOCK_BYTES, Content
from mailsvc.delivery.transports.forward import ForwardTransport
from mailsvc.delivery.transports.hosts import find_hosts
from mailsvc.delivery.transports.lmtp import LmtpTransport
from mailsvc.delivery.transports.pool import Pool
from mailsvc.delivery.transports.smtp import SmtpTransport
from mailsvc.delivery.transports.sts import StsPolicies
from mailsvc.directory.selectors import list_mailboxes
from mailsvc.forwarding.plans import plan
from mailsvc.forwarding.rules import Forward
from mailsvc.mailstore.users import render_users
from mailsvc.metrics.declare import histogram
from mailsvc.queue import spool
from mailsvc.queue.orders import Claim, Result, ResultKind
from mailsvc.sites.rules import Hop

# Dovecot looks at its user file once a second.
_STORE_SEES_S = 1.2

logger = logging.getLogger(__name__)

SECONDS = histogram("congvan_attempt_seconds", "How long one attempt took, by way.", "way")

ChooseTransport = Callable[[Group], Transport]


@dataclass(frozen=True)
class Attempted:
    """A claim and what its attempt came to."""

    claim: Claim
    result: Result
    remote: str
    is_local: bool
    is_unreachable: bool = False
    forward_to: tuple[str, ...] = ()


@dataclass(frozen=True)
class Held:
    """No outcome at all: an operator must look."""

    text: str


def attempt(
    group: Group, choose: ChooseTransport, *, on_move: Callable[[], None] = lambda: None
) -> list[Attempted]:
    """Try once. Never raises: what nobody foresaw holds the mail and alarms the operator.

    `on_move` is called whenever a long transfer has moved.
    """
    token = trace.current.set(group.first.trace_id)
    try:
        done = _attempt(group, choose, on_move)
        _note(group, done)
    finally:
        trace.current.reset(token)
    return done


def _attempt(group: Group, choose: ChooseTransport, on_move: Callable[[], None]) -> list[Attempted]:
    started_at, started = clock.now(), time.monotonic()
    unforeseen = "no outcome"
    try:
        outcomes = choose(group).deliver(group.envelope, lambda: _content(group, on_move))
    except Unavailable as error:
        outcomes = for_all(group.envelope, deferred("4.3.0", error.code))
    except Exception as error:  # the worker's edge: a bug must not lose mail
        logger.exception("attempt failed in an unforeseen way; the mail is held")
        outcomes, unforeseen = {}, type(error).__name__
    spent_ms = int((time.monotonic() - started) * 1000)
    return [
        _attempted(
            group, claim, outcomes.get(claim.address) or Held(unforeseen), started_at, spent_ms
        )
        for claim in group.claims
    ]


def hold_claim(claim: Claim, why: str) -> Attempted:
    """A claim that was not tried at all, because nobody foresaw what it holds."""
    logger.error("claim of %s held: %s", claim.trace_id, why)
    result = Result(
        recipient_pk=claim.recipient_pk,
        token=claim.token,
        kind=ResultKind.HELD,
        code=451,
        enhanced="4.3.0",
        text=why,
        started_at=clock.now(),
    )
    return Attempted(claim, result, "", is_local=False)


def _note(group: Group, done: list[Attempted]) -> None:
    """One line and one figure for the whole group; the domain is all it says of whom."""
    way, spent_ms = group.route.way.value, done[0].result.duration_ms
    SECONDS.labels(way).observe(spent_ms / 1000)
    counted = Counter(one.result.kind.value for one in done)
    said = " ".join(f"{kind}={count}" for kind, count in counted.items())
    logger.info("%s to %s: %s in %s ms", way, group.first.domain, said, spent_ms)


def _attempted(
    group: Group, claim: Claim, outcome: Outcome | Held, started_at: datetime, spent_ms: int
) -> Attempted:
    remote = "" if isinstance(outcome, Held) else outcome.remote
    result = Result(
        recipient_pk=claim.recipient_pk,
        token=claim.token,
        kind=ResultKind.HELD if isinstance(outcome, Held) else ResultKind(outcome.kind),
        code=451 if isinstance(outcome, Held) else outcome.code,
        enhanced="4.3.0" if isinstance(outcome, Held) else outcome.enhanced,
        text=outcome.text,
        started_at=started_at,
        duration_ms=spent_ms,
        remote=remote,
    )
    return Attempted(
        claim,
        result,
        remote,
        is_local=group.route.way is not Way.SMTP,
        is_unreachable=not isinstance(outcome, Held) and outcome.is_unreachable,
        forward_to=() if isinstance(outcome, Held) else outcome.forward_to,
    )


class Transports:
    """The real ones. LMTP connections are kept for each thread, those to other hosts for all."""

    def __init__(self) -> None:
        self._lmtp = LmtpTransport(
            settings.LMTP_ADDRESS, host_name=settings.HOST_NAME, on_unknown=_tell_store
        )
        self._pool = Pool()
        self._policies = StsPolicies()
        self.on_reached: Callable[[Group], None] = lambda _: None

    def __call__(self, group: Group) -> Transport:
        if group.route.way is Way.LMTP:
            return self._lmtp
        if group.route.way is Way.FORWARD:
            return ForwardTransport(self._lmtp, partial(_plan, group))
        if group.route.way is Way.APPEND:
            mailbox = find_copy_mailbox(group)
            return AppendTransport(lambda: mailbox, folder=group.first.folder)
        return self._to_others(group, group.route.hop or usual_hop())

    def close(self) -> None:
        """Leave this thread's connections, and those nobody uses."""
        self._lmtp.close()
        self._pool.close()

    def _to_others(self, group: Group, hop: Hop) -> Transport:
        def find() -> list[tuple[str, int]]:
            if hop.is_peer:
                return [(hop.host, hop.port)]
            return find_hosts(group.route.goal, own_name=settings.HOST_NAME)

        return SmtpTransport(
            find,
            host_name=settings.HOST_NAME,
            finish=partial(final_content, group.first),
            hop=hop,
            find_policy=lambda: (
                self._policies.find(group.route.goal)
                if settings.MTA_STS and not hop.is_peer
                else None
            ),
            pool=self._pool,
            on_reached=lambda: self.on_reached(group),
        )


def _content(group: Group, on_move: Callable[[], None]) -> Content:
    """The mail of this group; a short one is read at once, a large one while it is sent."""
    first = group.first
    content = Content(
        head=first.full_prefix,
        open_rest=lambda: spool.open_content(first.trace_id),
        rest_bytes=max(first.size_bytes - len(first.prefix), 0),
        on_block=on_move,
    )
    return Content(content.read()) if content.size_bytes <= BLOCK_BYTES else content


def _plan(group: Group, address: str, head: bytes) -> Forward:
    return plan(address, head, group.forward, is_retry=group.first.attempts > 1)


def _tell_store(addresses: list[str]) -> bool:
    """A mailbox made a moment ago: write Dovecot's user file and give it time to look."""
    if not list_mailboxes().filter(address__in=addresses).exists():
        return False
    render_users()
    time.sleep(_STORE_SEES_S)
    return True
