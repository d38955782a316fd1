"""Which addresses on the net may be asked for a picture: pure decisions."""

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from mailsvc.base.errors import Invalid

URL_CHARS = 2000
_PORTS = {"http": 80, "https": 443}
_HOST = re.compile(r"(?=.{1,253}$)[a-z0-9_](?:[a-z0-9_-]{0,62})(?:\.[a-z0-9_-]{1,63})*\.?")
_UNSAFE = re.compile(r"[\x00-\x20\x7f-\uffff\\]")
# Global unicast is 2000::/3; within it 6to4 and Teredo carry an IPv4 address that may be anything.
_V6_PUBLIC = ipaddress.ip_network("2000::/3")
_V6_TUNNELS = (ipaddress.ip_network("2002::/16"), ipaddress.ip_network("2001::/32"))
_V4_RELAYS = ipaddress.ip_network("192.88.99.0/24")


@dataclass(frozen=True)
class Place:
    """Where a picture lies, as it is asked for: `target` is path and query."""

    is_encrypted: bool
    host: str
    port: int
    target: str

    @property
    def url(self) -> str:
        return f"{'https' if self.is_encrypted else 'http'}://{self.host}{self.target}"


def read_place(url: str) -> Place:
    """Invalid for anything but http or https, the usual ports and a host by name."""
    if len(url) > URL_CHARS or _UNSAFE.search(url):
        raise _refused()
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS.get(parts.scheme, 0)
        host = (parts.hostname or "").casefold()
    except ValueError:
        raise _refused() from None
    if parts.scheme not in _PORTS or port not in _PORTS.values() or parts.username is not None:
        raise _refused()
    # By number means past every list of names; browsers of old wrote numbers in many ways.
    if not _HOST.fullmatch(host) or host.rstrip(".").rpartition(".")[2].isdigit() or "0x" in host:
        raise _refused()
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Place(parts.scheme == "https", host.rstrip("."), port, target)


def next_place(place: Place, location: str) -> Place:
    """Where a redirect leads (RFC 9110 §15.4); Invalid as of `read_place`, or to plain http."""
    goal = read_place(urljoin(place.url, location))
    if place.is_encrypted and not goal.is_encrypted:
        raise _refused()
    return goal


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public Internet (RFC 6890, RFC 6598, RFC 4193)."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False  # a zone (fe80::1%eth0) too
    if isinstance(found, ipaddress.IPv6Address):
        is_tunnel = any(found in network for network in _V6_TUNNELS)
        return found in _V6_PUBLIC and found.is_global and not is_tunnel
    return found.is_global and not found.is_multicast and found not in _V4_RELAYS


def _refused() -> Invalid:
    return Invalid("picture_place", "Địa chỉ hình không được phép.")
