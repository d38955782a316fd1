"""A mailbox that forwards: into the store where a copy is kept, and a word to the worker where to.

The forwarded mail itself is accepted with the record of this attempt (`delivery.forwards`).
"""

from collections.abc import Callable
from dataclasses import replace

from mailsvc.delivery.transports.base import (
    OpenContent,
    Outcome,
    OutcomeKind,
    Transport,
)
from mailsvc.forwarding.rules import Forward
from mailsvc.smtp.envelope import Envelope

FORWARDED = "forwarded"  # the outcome of a mail of which no copy is kept


class ForwardTransport:
    """`decide` gives what is to be done with one recipient's mail, from the mail's first bytes."""

    def __init__(self, store: Transport, decide: Callable[[str, bytes], Forward]) -> None:
        self._store = store
        self._decide = decide

    def deliver(self, envelope: Envelope, open_content: OpenContent) -> dict[str, Outcome]:
        """Each recipient by its own rule; without targets left, everything goes to the store."""
        head = _head(open_content)
        plans = {one.address: self._decide(one.address, head) for one in envelope.recipients}
        kept = tuple(
            one
            for one in envelope.recipients
            if plans[one.address].keeps_copy or not plans[one.address].targets
        )
        outcomes = {address: _forwarded() for address in plans}
        if kept:
            outcomes |= self._store.deliver(replace(envelope, recipients=kept), open_content)
        return {
            address: replace(one, forward_to=plans[address].targets)
            if one.kind is OutcomeKind.DELIVERED
            else one
            for address, one in outcomes.items()
        }


def _head(open_content: OpenContent) -> bytes:
    """The first block: more than any header section a decision is made on."""
    return next(iter(open_content().blocks()), b"")


def _forwarded() -> Outcome:
    return Outcome(OutcomeKind.DELIVERED, 250, "2.0.0", FORWARDED)
