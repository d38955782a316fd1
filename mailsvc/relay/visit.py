"""The state of one connection and of one mail transaction in it.

Kept here and not in aiosmtpd's session, which STARTTLS replaces (its trap 4).
"""

from dataclasses import dataclass, field

from mailsvc.directory.access import SenderRight
from mailsvc.directory.actor import Actor
from mailsvc.sites.rules import Guest
from mailsvc.smtp.address import lookup_key
from mailsvc.smtp.envelope import Envelope, Recipient
from mailsvc.smtp.params import MailParams
from mailsvc.submission.policy import Source
from mailsvc.submission.resolution import Resolution, resolved
from mailsvc.submission.trace import Arrival


@dataclass
class Transaction:
    """From MAIL to the end of DATA; `mail_from` is "" for the null sender.

    `asked` counts RCPT commands, `recipients` hold what they came to: a group comes to many.
    """

    mail_from: str
    params: MailParams
    recipients: list[Recipient] = field(default_factory=list)
    asked: int = 0
    outside: set[str] = field(default_factory=set)  # of them, those in others' domains
    groups: list[Recipient] = field(default_factory=list)  # of what was asked for

    def is_crowded_by(self, resolution: Resolution, mailboxes_max: int) -> bool:
        """True when one RCPT more belongs into another transaction: groups came to too many."""
        return len(self.recipients) + len(resolution.finals) > mailboxes_max

    def add(self, recipient: Recipient, resolution: Resolution) -> None:
        """One RCPT more, and where it leads."""
        self.asked += 1
        self.recipients.extend(resolved(recipient, resolution))
        self.outside.update(resolution.outside)
        if resolution.is_group:
            self.groups.append(recipient)

    def envelope(self) -> Envelope:
        return Envelope(
            mail_from=self.mail_from,
            recipients=tuple(self.recipients),
            smtputf8=self.params.smtputf8,
            ret=self.params.ret,
            envid=self.params.envid,
        )


@dataclass
class Visit:
    """One connection."""

    peer_ip: str
    port: int = 0
    is_checked: bool = True  # False for a machine of ours: no SPF, DKIM, DMARC
    helo: str = ""
    is_extended: bool = False
    is_tls: bool = False
    tls: str = ""  # version and cipher, for the trace
    actor: Actor | None = None
    guest: Guest | None = None  # the site that has logged in, instead of a person
    # By what right the actor sends as an address, asked before.
    senders: dict[str, SenderRight] = field(default_factory=dict)
    transaction: Transaction | None = None
    envelopes: int = 0  # MAIL commands taken
    errors: int = 0
    empty_commands: int = 0
    unknown_recipients: int = 0

    def find_right(self, address: str) -> SenderRight | None:
        """What was found out about an address by `Handler.check_sender`."""
        return self.senders.get(lookup_key(address))

    def forget(self) -> None:
        """RFC 3207 §4.2: what was learned before TLS does not count."""
        self.helo, self.is_extended = "", False
        self.actor, self.guest, self.transaction = None, None, None
        self.senders.clear()

    def source(self, usual: Source) -> Source:
        """Whose mail comes: the port's people, or a site."""
        return Source.SITE if self.guest is not None else usual

    def arrival(self, *, is_utf8: bool) -> Arrival:
        """The "with" keyword: RFC 3848, RFC 6531 §4.3."""
        return Arrival(
            helo=self.helo,
            peer_ip=self.peer_ip,
            protocol=self._keyword(is_utf8),
            port=self.port,
            tls=self.tls,
            site=self.guest.name if self.guest else "",
        )

    def _keyword(self, is_utf8: bool) -> str:
        if not self.is_extended:
            return "SMTP"
        name = "UTF8SMTP" if is_utf8 else "ESMTP"
        return name + "S" * self.is_tls + "A" * (self.actor is not None)
