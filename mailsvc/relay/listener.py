"""One listening port and what all its connections share."""

import asyncio
from dataclasses import dataclass, field
from typing import Protocol

from mailsvc.relay.certificates import Certificates
from mailsvc.relay.figures import count_rejected
from mailsvc.relay.handler import Handler
from mailsvc.relay.limits import Gate, Limits, LoginThrottle
from mailsvc.smtp import reply
from mailsvc.smtp.reply import Reply


class Guest(Protocol):
    """What the server may ask of a connection."""

    @property
    def task(self) -> asyncio.Task[None] | None: ...
    @property
    def gone(self) -> asyncio.Future[None]: ...
    def shut_down(self) -> None: ...
    def give_way(self) -> bool: ...
    def abort(self) -> None: ...


@dataclass(frozen=True)
class Port:
    """Shared by a listener's connections; gate and throttle by all listeners of the process."""

    handler: Handler
    host_name: str
    message_max_bytes: int
    recipients_max: int
    mailboxes_max: int
    offers_login: bool
    is_tls_first: bool  # submissions: TLS from the start (RFC 8314 §3.3)
    certificates: Certificates
    limits: Limits
    gate: Gate
    throttle: LoginThrottle
    connections: set[Guest] = field(default_factory=set)

    def refuse(self, address: str) -> Reply | None:
        """The reply that turns a newcomer away; TLS from the start asks before the handshake."""
        limit = None if self.is_tls_first else self.gate.refuse(address)
        if limit is None:
            return None
        count_rejected(limit)
        return reply.TOO_MANY_SESSIONS

    def enter(self, guest: Guest, address: str) -> None:
        if not self.is_tls_first:
            self.gate.enter(address)
        self.gate.welcome(guest)
        self.connections.add(guest)

    def leave(self, guest: Guest, address: str) -> None:
        self.gate.leave(address)
        self.gate.forget(guest)
        self.connections.discard(guest)
