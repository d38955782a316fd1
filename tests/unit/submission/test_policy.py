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
    "may_use_header_sender": True,
    "recipients": 1,
    "mailboxes": 1,
    "size_bytes": 100,
    "received_fields": 1,
    "has_bare_newline": False,
    "recipients_max": 100,
    "mailboxes_max": 500,
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
        ({"may_use_header_sender": False}, Refusal.HEADER_SENDER_DENIED, PEOPLE),
        ({"mailboxes": 501}, Refusal.TOO_MANY_RECIPIENTS, ALL),
        ({"is_secret": True}, Refusal.STATE_SECRET, ALL),
        ({"is_internal": True, "has_outside": True}, Refusal.INTERNAL_ONLY, ALL),
        ({"is_internal": True}, None, ALL),
        ({"has_outside": True}, None, ALL),
        ({"recipients": 0}, Refusal.NO_RECIPIENTS, ALL),
        ({"recipients": 101}, Refusal.TOO_MANY_RECIPIENTS, ALL),
        ({"size_bytes": 1001}, Refusal.TOO_LARGE, ALL),
        ({"received_fields": 51}, Refusal.MAIL_LOOP, ALL),
        (
            {"has_endless_header": True},
            Refusal.HEADER_TOO_LARGE,
            ALL - {Source.SYSTEM, Source.FORWARD},
        ),
        ({"has_bare_newline": True}, Refusal.BARE_NEWLINE, {Source.MX}),
    ],
    ids=lambda value: "-".join(sorted(value)) if isinstance(value, (set, dict)) else str(value),
)
def test_each_reason(source, change, refusal, sources):
    decision = decide(Facts(source=source, **(GOOD | change)))
    assert decision.refusal == (refusal if source in sources else None)


SERVERS = {Source.MX, Source.SITE, Source.FORWARD}
INSIDE = ALL - SERVERS


@pytest.mark.parametrize("source", Source)
@pytest.mark.parametrize(
    ("change", "refusal", "sources"),
    [
        ({}, None, ALL),
        ({"is_local_domain": False, "is_known": False}, Refusal.RELAY_DENIED, {Source.MX}),
        ({"is_known": False}, Refusal.UNKNOWN_RECIPIENT, ALL),
        ({"is_suspended": True, "is_full": True}, Refusal.MAILBOX_SUSPENDED, ALL),
        ({"may_write": False}, Refusal.GROUP_DENIED, ALL),
        ({"is_full": True}, Refusal.MAILBOX_FULL_NOW, SERVERS),
        ({"is_full": True}, Refusal.MAILBOX_FULL, INSIDE),
        ({"is_over_quota": True}, Refusal.MAILBOX_FULL, ALL),
    ],
    ids=lambda value: "-".join(sorted(value)) if isinstance(value, (set, dict)) else str(value),
)
def test_recipients(source, change, refusal, sources):
    good = {"is_local_domain": True, "is_known": True, "is_suspended": False}
    found = decide_recipient(RecipientFacts(source=source, **(good | change))).refusal
    assert found == refusal if source in sources else found != refusal
