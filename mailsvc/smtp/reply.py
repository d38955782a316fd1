"""Replies of an SMTP server, each a constant. RFC 5321 §4.2, RFC 3463, RFC 2034."""

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache

_ENHANCED = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")


@dataclass(frozen=True)
class Reply:
    """One reply line; no `enhanced` only where RFC 2034 §4 wants none (greeting, EHLO, 3yz)."""

    code: int
    enhanced: str
    text: str

    def __post_init__(self) -> None:
        _require_codes(self.code, self.enhanced)

    @property
    def is_permanent(self) -> bool:
        """True for 5yz: the client must not send the same again."""
        return self.code >= 500

    @property
    def is_temporary(self) -> bool:
        """True for 4yz: the client should try later."""
        return 400 <= self.code < 500

    def with_text(self, text: str) -> "Reply":
        """The same codes with another text."""
        return Reply(self.code, self.enhanced, text)

    def __str__(self) -> str:
        text = self.text if self.text.isprintable() else _CONTROL.sub(" ", self.text)
        return " ".join(part for part in (str(self.code), self.enhanced, text) if part)

    @cached_property
    def wire(self) -> bytes:
        """The line as it is sent; made once."""
        return str(self).encode("utf-8", "replace") + b"\r\n"

    def __bytes__(self) -> bytes:
        return self.wire


@lru_cache(maxsize=256)
def _require_codes(code: int, enhanced: str) -> None:
    """ValueError for codes that cannot stand together; each reply to a mail asks again."""
    if not 200 <= code <= 559:
        raise ValueError(f"not an SMTP code: {code}")
    if enhanced and not _ENHANCED.fullmatch(enhanced):
        raise ValueError(f"not an enhanced code: {enhanced}")
    # RFC 2034 §4: class of the enhanced code = first digit of the reply code.
    if enhanced and enhanced[0] != str(code)[0]:
        raise ValueError(f"{code} and {enhanced} disagree")


GREETING = Reply(220, "", "ESMTP")
START_TLS = Reply(220, "2.0.0", "ready to start TLS")
BYE = Reply(221, "2.0.0", "bye")
HELP = Reply(214, "2.0.0", "see RFC 5321")
LOGGED_IN = Reply(235, "2.7.0", "authentication successful")
OK = Reply(250, "2.0.0", "ok")
SENDER_OK = Reply(250, "2.1.0", "sender ok")
RECIPIENT_OK = Reply(250, "2.1.5", "recipient ok")
ACCEPTED = Reply(250, "2.0.0", "accepted as")
CANNOT_VERIFY = Reply(252, "2.5.0", "cannot verify, send some mail to find out")
CHALLENGE = Reply(334, "", "")
START_DATA = Reply(354, "", "end data with <CR><LF>.<CR><LF>")

SHUTTING_DOWN = Reply(421, "4.3.2", "service is restarting, try again")
TOO_MANY_SESSIONS = Reply(421, "4.7.0", "too many connections, try again later")
MAKING_ROOM = Reply(421, "4.7.0", "too many connections, an idle one is closed")
TOO_MANY_ENVELOPES = Reply(421, "4.7.0", "too many mails on one connection, open another")
NOT_FOR_BROWSERS = Reply(421, "4.7.0", "this is a mail server, not a web server")
TOO_MANY_ERRORS = Reply(421, "4.7.0", "too many errors")
TOO_MANY_COMMANDS = Reply(421, "4.7.0", "too many commands without a mail")
TOO_MANY_UNKNOWN = Reply(421, "4.7.0", "too many unknown recipients")
TOO_MANY_LOGINS = Reply(421, "4.7.0", "too many failed log-ins, try again later")
TIMED_OUT = Reply(421, "4.4.2", "timed out")
NOT_SCREENED = Reply(451, "4.7.0", "content cannot be checked now, try again later")
ASKED_TO_WAIT = Reply(451, "4.7.1", "try again later")
TOO_MUCH_SENT = Reply(450, "4.7.1", "this account has sent too much, try again later")
SENDER_UNPROVEN = Reply(451, "4.7.0", "sender cannot be verified now, try again later")
MAILBOX_FULL_NOW = Reply(452, "4.2.2", "mailbox full, try again later")
LOCAL_ERROR = Reply(451, "4.3.0", "local error, try again later")
TOO_BUSY = Reply(452, "4.3.1", "too busy, try again later")
# RFC 5321 §4.5.3.1.10: the rest of the recipients goes into another transaction.
TOO_MANY_RECIPIENTS = Reply(452, "4.5.3", "too many recipients")
LOGIN_UNAVAILABLE = Reply(454, "4.7.0", "temporary authentication failure")
TLS_UNAVAILABLE = Reply(454, "4.7.0", "TLS not available")

LINE_TOO_LONG = Reply(500, "5.5.2", "line too long")
BAD_LINE_END = Reply(500, "5.5.2", "lines must end in CRLF")
UNKNOWN_COMMAND = Reply(500, "5.5.2", "command not recognized")
BAD_SYNTAX = Reply(501, "5.5.4", "syntax error in parameters")
LOGIN_CANCELLED = Reply(501, "5.7.0", "authentication cancelled")
LOGIN_NOT_BASE64 = Reply(501, "5.5.2", "cannot decode")
NOT_IMPLEMENTED = Reply(502, "5.5.1", "command not implemented")
BAD_SEQUENCE = Reply(503, "5.5.1", "bad sequence of commands")
UNKNOWN_MECHANISM = Reply(504, "5.5.4", "unrecognized authentication type")
LOGIN_REQUIRED = Reply(530, "5.7.0", "authentication required")
TLS_REQUIRED = Reply(530, "5.7.0", "must issue a STARTTLS command first")
LOGIN_WRONG = Reply(535, "5.7.8", "authentication credentials invalid")
LOGIN_NEEDS_TLS = Reply(538, "5.7.11", "encryption required for authentication")
UNKNOWN_RECIPIENT = Reply(550, "5.1.1", "no such mailbox here")
MAILBOX_SUSPENDED = Reply(550, "5.2.1", "mailbox disabled")
GROUP_UNUSABLE = Reply(550, "5.2.4", "group cannot be expanded")
GROUP_DENIED = Reply(550, "5.7.1", "not permitted to write to this group")
RELAY_DENIED = Reply(550, "5.7.1", "relay not permitted")
SENDER_DENIED = Reply(550, "5.7.1", "sender address not permitted")
HEADER_FROM_DENIED = Reply(550, "5.7.1", "From address not permitted")
DMARC_REFUSED = Reply(550, "5.7.1", "rejected by the DMARC policy of the From domain")
HEADER_SENDER_DENIED = Reply(550, "5.7.1", "Sender address not permitted")
FORGED_INSIDE = Reply(550, "5.7.1", "sender address is local: log in to send from it")
STATE_SECRET = Reply(550, "5.7.1", "marked as a state secret: send it on paper")
INTERNAL_ONLY = Reply(550, "5.7.1", "for internal circulation: no outside recipients")
SPAM_REFUSED = Reply(550, "5.7.1", "message refused as spam")
BARE_NEWLINE = Reply(550, "5.6.0", "bare CR or LF in message")
MAILBOX_FULL = Reply(552, "5.2.2", "mailbox full")
TOO_LARGE_TO_SCREEN = Reply(552, "5.3.4", "message too large to be checked for malware")
TOO_LARGE = Reply(552, "5.3.4", "message too large")
HEADER_TOO_LARGE = Reply(552, "5.3.4", "header section too large")
BAD_ADDRESS = Reply(553, "5.1.3", "malformed address")
BAD_SENDER = Reply(553, "5.1.7", "malformed sender address")
NEEDS_SMTPUTF8 = Reply(553, "5.6.7", "SMTPUTF8 required for this address")
NO_RECIPIENTS = Reply(554, "5.5.1", "no valid recipients")
SITE_LOOP = Reply(550, "5.4.6", "routing loop: this domain is yours")
MAIL_LOOP = Reply(554, "5.4.6", "mail loop: too many Received fields")
DROPPED = Reply(554, "5.3.0", "removed from the queue by the administrator")
EXPIRED = Reply(554, "5.4.7", "delivery time expired")
VIRUS_FOUND = Reply(554, "5.7.1", "message contains malware")
REFUSED = Reply(554, "5.7.1", "refused")
UNKNOWN_PARAMETER = Reply(555, "5.5.4", "parameter not recognized or not implemented")
