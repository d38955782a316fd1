"""Which way a recipient's mail goes. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from mailsvc.sites.rules import Hop, Routes


class Way(StrEnum):
    """The kinds of transport."""

    LMTP = "lmtp"
    FORWARD = "forward"
    APPEND = "append"
    SMTP = "smtp"


@dataclass(frozen=True)
class Route:
    """A way and its goal: recipients of one mail with equal routes share a transaction.

    `goal` names the destination: what is counted, and what may be down. `hop` says how to get
    there where the way is SMTP.
    """

    way: Way
    goal: str = ""
    hop: Hop | None = None


def choose_route(
    *,
    kind: str,
    address: str,
    domain: str,
    is_local: bool,
    is_forwarding: bool = False,
    routes: Routes,
    usual: Hop,
) -> Route:
    """The sender's copy is appended, local mail goes to the store (by way of its mailbox's
    forwarding rule where there is one), a domain that lives at a site to
    the site, the rest the default way: a site, a smart host (`usual` has a host), or MX.
    """
    if kind == "sent_copy":
        return Route(Way.APPEND, address)
    if is_local:
        return Route(Way.FORWARD, address) if is_forwarding else Route(Way.LMTP)
    hop = routes.find_named(domain) or routes.default or usual
    return Route(Way.SMTP, hop.name or domain, hop) if hop.is_peer else Route(Way.SMTP, domain, hop)


@dataclass(frozen=True)
class MxRecord:
    """One answer to the MX question."""

    preference: int
    host: str


def is_null_mx(records: list[MxRecord]) -> bool:
    """RFC 7505 §3: one record with the root as host says the domain takes no mail."""
    return len(records) == 1 and records[0].host in {"", "."}


def order_hosts(records: list[MxRecord], *, own_name: str, shuffled: list[MxRecord]) -> list[str]:
    """Hosts by preference; equal ones as `shuffled` has them.

    RFC 5321 §5.1: where we are an MX ourselves, only better ones may be tried, else mail loops.
    """
    own = [record.preference for record in records if record.host.rstrip(".") == own_name]
    usable = [record for record in shuffled if not own or record.preference < min(own)]
    return [record.host.rstrip(".") for record in sorted(usable, key=lambda one: one.preference)][
        :HOSTS_MAX
    ]


HOSTS_MAX = 4
SMTP_PORT = 25


def split_host(text: str, *, default_port: int) -> tuple[str, int]:
    """`host`, `host:port` or `[v6]:port`."""
    if text.startswith("["):
        host, _, rest = text[1:].partition("]")
        return host, int(rest[1:]) if rest.startswith(":") else default_port
    host, colon, port = text.rpartition(":")
    return (host, int(port)) if colon and ":" not in host else (text, default_port)
