"""Which site a domain belongs to, and what a site that sends to us may do. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from mailsvc.base.errors import Invalid
from mailsvc.smtp.address import to_ascii_domain


class TlsPolicy(StrEnum):
    """What a connection must have before a mail goes over it."""

    NONE = "none"
    MAY = "may"  # RFC 7435: encrypt where offered, never lose mail over it
    MUST = "must"
    VERIFY = "verify"

    @property
    def is_strict(self) -> bool:
        """True when clear text is never an answer."""
        return self in {TlsPolicy.MUST, TlsPolicy.VERIFY}


@dataclass(frozen=True)
class Hop:
    """Where and how to deliver; `host` is "" when the domain's own MX are asked."""

    name: str
    host: str = ""
    port: int = 25
    tls: TlsPolicy = TlsPolicy.MAY
    ca_pem: str = ""
    login: str = ""
    connections_max: int = 4
    is_inside: bool = False

    @property
    def is_peer(self) -> bool:
        """True for one known server, not a policy for servers found by MX."""
        return bool(self.host)


@dataclass(frozen=True)
class Routes:
    """The table of sites as one value."""

    by_domain: Mapping[str, Hop] = field(default_factory=dict)
    default: Hop | None = None

    def find(self, domain: str) -> Hop | None:
        """The site that takes a foreign domain's mail; None: its MX, nothing special."""
        return self.find_named(domain) or self.default

    def find_named(self, domain: str) -> Hop | None:
        """The site the domain is named for; the nearest name wins."""
        return next(
            (self.by_domain[name] for name in names_of(domain) if name in self.by_domain), None
        )


def names_of(domain: str) -> list[str]:
    """The names a domain may stand under in the table: itself, then everything above it."""
    try:
        labels = to_ascii_domain(domain).split(".")
    except Invalid:
        return []
    return [".".join(labels), *("." + ".".join(labels[at:]) for at in range(1, len(labels)))]


@dataclass(frozen=True)
class Guest:
    """A site that has logged in here: whose mail it may bring, and where to."""

    name: str
    domains: frozenset[str] = frozenset()
    is_hub: bool = False
    may_relay: bool = False

    def may_send_from(self, domain: str, *, is_ours: bool) -> bool:
        """A district brings its own domains' mail; the hub that of any domain which is not ours."""
        if is_ours:
            return False
        return self.is_hub or any(name in self.domains for name in names_of(domain))
