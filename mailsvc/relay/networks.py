"""Is a peer within these networks? Pure."""

from functools import lru_cache
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import TypeAlias

Network: TypeAlias = IPv4Network | IPv6Network


@lru_cache(maxsize=4096)  # asked at each connection, and peers come again
def is_within(peer_ip: str, networks: tuple[Network, ...]) -> bool:
    """False for what is no address. An IPv4 peer of an IPv6 socket counts as IPv4 (::ffff:…)."""
    try:
        address = ip_address(peer_ip)
    except ValueError:
        return False
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    return any(address in network for network in networks)
