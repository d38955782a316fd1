"""The envelope: what travels beside a mail's bytes. RFC 5321 §2.3.1, RFC 3461."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Recipient:
    """One RCPT: the address, and what the sender asked to be told about it."""

    address: str
    notify: frozenset[str] = frozenset()
    orcpt: str = ""  # "rfc822;xtext", as it came: RFC 3461 §5.2.1 passes it on unchanged


@dataclass(frozen=True)
class Envelope:
    """Sender and recipients; `mail_from` is "" for the null sender."""

    mail_from: str
    recipients: tuple[Recipient, ...]
    smtputf8: bool = False
    ret: str = ""  # "", "FULL" or "HDRS"
    envid: str = ""  # xtext, as it came
