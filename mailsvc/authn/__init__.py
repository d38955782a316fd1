"""Authn: does a mail come from where it says? SPF, DKIM, ARC and DMARC, as facts.

Owns: the checks (`sender`, `signature`, `chain`, `alignment`), the linear reading of a mail that
signatures need (`signed_mail`), the DNS questions (`resolver`), the Authentication-Results field
(`field`). The four public functions stand here: `spf`, `dkim`, `arc`, `dmarc`.
In: bytes and the peer's address from the relay. Out: words ("pass", "fail", "none", "temperror" …)
and a header field to put before the mail; never an error, never more than BUDGET_S of waiting.
Invariants: facts only, no decision: policy is submission's. No DNS means temperror, not fail.
Standards: RFC 7208 (SPF), 6376 and 8463 (DKIM), 8617 (ARC), 7489 (DMARC), 8601 (the field).
"""

# Beside the docstring, against the habit: these are the names other programs are promised.
from mailsvc.authn.services import arc, dkim, dmarc, spf

__all__ = ["arc", "dkim", "dmarc", "spf"]
