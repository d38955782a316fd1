"""What acceptance writes before a mail: Received, and what RFC 6409 lets a server add."""

import re
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from functools import lru_cache

from django.conf import settings

from mailsvc.base.clock import VIETNAM
from mailsvc.queue.facts import AcceptanceFacts
from mailsvc.submission.headers import HeaderFacts
from mailsvc.submission.policy import Source

_NOT_HOST = re.compile(r"[^A-Za-z0-9.\-\[\]:_]")
_HELO_MAX = 100
_HEADER_MAX = 64 * 1024
# The first one only, over its folded lines; ours end in "id <trace id>;".
_RECEIVED_ID = re.compile(
    rb"\A(?:(?!Received:)[^\r\n]+\r\n)*Received:(?:[^\r\n;]|\r\n[ \t])*\bid ([0-9A-Za-z]{8,32});"
)


@dataclass(frozen=True)
class Arrival:
    """How a mail reached the relay. `protocol` is a "with" keyword (RFC 5321 §4.4, RFC 6531)."""

    helo: str
    peer_ip: str
    protocol: str
    port: int = 0
    tls: str = ""
    site: str = ""

    def facts(self, *, label: str) -> str:
        """For the mail's trace; unlike Received it never leaves this installation."""
        return _facts(self, label)


# From the browser or from ourselves: nobody came over a wire.
NO_ARRIVAL = Arrival("", "", "")


def received_field(
    *, trace_id: str, source: Source, arrival: Arrival | None, now: datetime
) -> bytes:
    """The trace field, once a mail. RFC 5321 §4.4."""
    date = _date(int(now.timestamp()))
    protocol = arrival.protocol if arrival else "HTTP" if source is Source.WEB else "local"
    return (
        f"Received: {_origin(source, arrival)}by {settings.HOST_NAME} with {protocol}"
        f" id {trace_id};\r\n\t{date}\r\n"
    ).encode("ascii", "replace")


def read_hop(content: bytes) -> str:
    """The trace id the last server gave, from the Received field on top; "" without one."""
    found = _RECEIVED_ID.search(content, 0, _HEADER_MAX)
    return found[1].decode("ascii") if found else ""


def missing_fields(*, trace_id: str, facts: HeaderFacts, now: datetime) -> bytes:
    """Date and Message-ID where a mail program left them out. RFC 6409 §8.2, §8.3."""
    lines: list[str] = []
    if not facts.has_date:
        lines.append(f"Date: {format_datetime(now.astimezone(VIETNAM))}\r\n")
    if not facts.message_id:
        lines.append(f"Message-ID: {made_message_id(trace_id)}\r\n")
    return "".join(lines).encode("ascii")


def made_message_id(trace_id: str) -> str:
    """The Message-ID we give."""
    return f"<{trace_id}@{settings.HOST_NAME}>"


@lru_cache(maxsize=4)
def _date(second: int) -> str:
    return format_datetime(datetime.fromtimestamp(second, VIETNAM))


# The mails of one connection share these: a peer brings many.
@lru_cache(maxsize=1024)
def _facts(arrival: Arrival, label: str) -> str:
    return AcceptanceFacts(
        port=arrival.port,
        peer=arrival.peer_ip,
        helo=_NOT_HOST.sub("?", arrival.helo)[:_HELO_MAX],
        protocol=arrival.protocol,
        tls=arrival.tls,
        site=arrival.site,
        label=label,
    ).to_text()


@lru_cache(maxsize=1024)
def _origin(source: Source, arrival: Arrival | None) -> str:
    if arrival is None:
        return ""
    helo = _NOT_HOST.sub("?", arrival.helo)[:_HELO_MAX] or "unknown"
    if source.is_person:
        # Where a civil servant sat when writing is nobody's business but the log's.
        return "from client (logged in)\r\n\t"
    # RFC 5321 §4.1.3: an IPv6 literal is tagged.
    literal = f"IPv6:{arrival.peer_ip}" if ":" in arrival.peer_ip else arrival.peer_ip
    return f"from {helo} ([{literal}])\r\n\t"
