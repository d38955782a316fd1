"""What is to be done with one mail for a mailbox that forwards."""

from mailsvc.authn.field import JUNK_FIELD
from mailsvc.forwarding.rules import (
    TRACE_FIELD,
    Forward,
    MailFacts,
    may_forward,
    read_delivered_to,
)
from mailsvc.forwarding.selectors import is_allowed
from mailsvc.message.headers import split_fields

_KEPT = Forward((), keeps_copy=True)


def plan(mailbox: str, head: bytes, rule: Forward | None, *, is_retry: bool) -> Forward:
    """The targets the mail may go to now, and whether a copy is kept: it is when nothing else is.

    `head` are the mail's first bytes, its header section among them. A mail that did not get away
    at its first attempt is kept, whatever the rule says: it would be refused again.
    """
    if rule is None or not may_forward(mailbox, _facts(head)):
        return _KEPT
    targets = tuple(one for one in rule.targets if is_allowed(one))
    return Forward(targets, keeps_copy=rule.keeps_copy or is_retry or not targets)


def _facts(head: bytes) -> MailFacts:
    fields, _ = split_fields(head, 0, len(head))
    trace = [value for name, value in fields.items if name == TRACE_FIELD.lower()]
    return MailFacts(
        delivered_to=read_delivered_to(trace),
        is_junk=any(name == JUNK_FIELD.lower() for name, _ in fields.items),
    )
