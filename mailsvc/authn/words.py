"""Results as RFC 8601 §2.7 writes them."""

from enum import StrEnum


class Verdict(StrEnum):
    """What a check says; not every check uses every word."""

    PASS = "pass"  # noqa: S105  a verdict
    FAIL = "fail"
    SOFTFAIL = "softfail"
    NEUTRAL = "neutral"
    NONE = "none"
    POLICY = "policy"
    TEMPERROR = "temperror"
    PERMERROR = "permerror"
