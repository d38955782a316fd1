"""When a report is due. RFC 3461 §4.1, §6."""

from collections.abc import Collection
from enum import StrEnum


class Action(StrEnum):
    """What became of the mail for one recipient. RFC 3464 §2.3.3."""

    FAILED = "failed"
    DELAYED = "delayed"
    DELIVERED = "delivered"
    RELAYED = "relayed"
    EXPANDED = "expanded"


def is_due(action: Action, *, mail_from: str, notify: Collection[str]) -> bool:
    """True when the sender is to be told. No NOTIFY at all means: tell failures and delays."""
    if not mail_from:
        return False  # RFC 5321 §4.5.5, RFC 3464 §2: a report about a report would loop
    if action is Action.FAILED:
        return not notify or "FAILURE" in notify
    if action is Action.DELAYED:
        return not notify or "DELAY" in notify
    return "SUCCESS" in notify


def quotes_whole(*, size_bytes: int, ret: str) -> bool:
    """True when the report carries the whole mail, False for its header only. RFC 3461 §6.2."""
    if ret == "HDRS":
        return False
    return size_bytes <= (FULL_MAX_BYTES if ret == "FULL" else USUAL_MAX_BYTES)


USUAL_MAX_BYTES = 50_000
FULL_MAX_BYTES = 1_000_000
