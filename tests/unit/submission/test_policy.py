"""The decision table of submission: each reason alone, and who it applies to."""

import pytest

from mailsvc.submission.policy import (
    Facts,
    RecipientFacts,
    Refusal,
    Source,
    decide,
    decide_recipient,
)

GOOD = {
    "is_null_sender": False,
    "may_use_sender": True,
    "may_use_header_from": True,
    "recipients": 1,
    "size_bytes": 100,
    "received_fields": 1,
    "has_bare_newline": False,
    "recipients_max": 100,
    "size_max_bytes": 1000,
}
ALL = set(Source)
PEOPLE = {Source.SUBMISSION, Source.WEB}


@pytest.mark.parametrize("source", Source)
def test_good_mail_is_taken(source):
    assert decide(Facts(source=source, **GOOD)).is_accepted


@pytest.mark.parametrize("source", Source)
@pytest.mark.parametrize(
    ("change", "refusal", "sources"),
    [
        ({"may_use_sender": False}, Refusal.SENDER_DENIED, PEOPLE),
        ({"is_null_sender": True}, Refusal.SENDER_DENIED, PEOPLE),
        ({"may_use_header_from": False}, Refusal.HEADER_FROM_DENIED, PEOPLE),
        ({"recipients": 0}, Refusal.NO_RECIPIENTS, ALL),
        ({"recipients": 101}, Refusal.TOO_MANY_RECIPIENTS, ALL),
        ({"size_bytes": 1001}, Refusal.TOO_LARGE, ALL),
        ({"received_fields": 51}, Refusal.MAIL_LOOP, ALL),
        ({"has_bare_newline": True}, Refusal.BARE_NEWLINE, {Source.MX}),
    ],
    ids=lambda value: "-".join(sorted(value)) if isinstance(value, (set, dict)) else str(value),
)
def test_each_reason(source, change, refusal, sources):
    decision = decide(Facts(source=source, **(GOOD | change)))
    assert decision.refusal == (refusal if source in sources else None)


@pytest.mark.parametrize(
    ("source", "is_local", "has_mailbox", "is_suspended", "refusal"),
    [
        (Source.MX, True, True, False, None),
        (Source.MX, True, True, True, Refusal.MAILBOX_SUSPENDED),
        (Source.WEB, True, False, False, Refusal.UNKNOWN_RECIPIENT),
        (Source.MX, False, False, False, Refusal.RELAY_DENIED),
        (Source.SUBMISSION, False, False, False, None),
        (Source.WEB, False, False, False, None),
        (Source.SYSTEM, False, False, False, None),
    ],
)
def test_recipients(source, is_local, has_mailbox, is_suspended, refusal):
    facts = RecipientFacts(source, is_local, has_mailbox, is_suspended)
    assert decide_recipient(facts).refusal == refusal
