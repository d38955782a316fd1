"""The error tree. Three edges translate it, nobody else: the relay's handler, the web middleware,
the worker loops.

AppError(code, public_text, **facts)      facts go to the log, public_text to the peer
├─ Refused            caller must change something       HTTP 4xx   SMTP 5yz   worker: give up
│   ├─ NotFound  Forbidden  Invalid(fields)  Conflict  TooLarge  RateLimited(retry_after_s)
└─ Unavailable        same request may succeed later     HTTP 503   SMTP 4yz   worker: retry
    ├─ StoreUnavailable (IMAP)  PeerUnavailable (SMTP)  Busy (lock)
anything else         our bug                            HTTP 500   SMTP 451   worker: hold + alert
"""

from collections.abc import Mapping


class AppError(Exception):
    """An expected failure. `code` is for machines, `public_text` (Vietnamese) for people."""

    http_status = 500

    def __init__(self, code: str, public_text: str, **facts: object) -> None:
        super().__init__(f"{code}: {public_text}")
        self.code = code
        self.public_text = public_text
        self.facts = facts


class Refused(AppError):
    """The caller must change something before it can succeed."""

    http_status = 400


class NotFound(Refused):
    """Missing, or not for this actor: both look the same from outside."""

    http_status = 404


class Forbidden(Refused):
    """The actor may see the object but may not do this to it."""

    http_status = 403


class Invalid(Refused):
    """Bad input; `fields` maps a field's name to its message."""

    http_status = 422

    def __init__(
        self,
        code: str,
        public_text: str,
        fields: Mapping[str, str] | None = None,
        **facts: object,
    ) -> None:
        super().__init__(code, public_text, **facts)
        self.fields = dict(fields or {})


class Conflict(Refused):
    """The object's state does not allow this now; reload and look."""

    http_status = 409


class TooLarge(Refused):
    """Over a limit; the text names the limit."""

    http_status = 413


class RateLimited(Refused):
    """Too many tries; `retry_after_s` says when to come back."""

    http_status = 429

    def __init__(self, code: str, public_text: str, retry_after_s: int, **facts: object) -> None:
        super().__init__(code, public_text, **facts)
        self.retry_after_s = retry_after_s


class Unavailable(AppError):
    """The same request may succeed later."""

    http_status = 503


class StoreUnavailable(Unavailable):
    """The mail store (IMAP) does not answer."""


class PeerUnavailable(Unavailable):
    """Another mail server does not answer, or answers 4yz."""


class Busy(Unavailable):
    """A lock was not free in time."""
