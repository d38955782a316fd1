"""A small DNS server on loopback, set as dnspython's default resolver for a test."""

import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.resolver
import dns.rrset

SILENT = "SILENT"  # no answer ever
BROKEN = "SERVFAIL"

Records = Mapping[tuple[str, str], list[str] | str]


@contextmanager
def dns_zone(records: Records) -> Iterator[list[tuple[str, str]]]:
    """Answer from `records`: {("stc.example", "MX"): ["10 mx.stc.example."]}; gives what was asked.

    A name without any record does not exist. SILENT and BROKEN stand in place of a list.
    """
    asked: list[tuple[str, str]] = []
    before = dns.resolver.default_resolver
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))
        thread = threading.Thread(target=_serve, args=(server, records, asked), daemon=True)
        thread.start()
        resolver = dns.resolver.Resolver(configure=False)
        resolver.nameservers, resolver.port = ["127.0.0.1"], server.getsockname()[1]
        dns.resolver.default_resolver = resolver
        try:
            yield asked
        finally:
            dns.resolver.default_resolver = before
            _stop(server)
            thread.join(5)


def _serve(server: socket.socket, records: Records, asked: list[tuple[str, str]]) -> None:
    while True:
        wire, peer = server.recvfrom(4096)
        if wire == b"stop":
            return
        query = dns.message.from_wire(wire)
        question = query.question[0]
        name = question.name.to_text(omit_final_dot=True).casefold()
        kind = dns.rdatatype.to_text(question.rdtype)
        asked.append((name, kind))
        found = records.get((name, kind), [])
        if found == SILENT:
            continue
        reply = dns.message.make_response(query)
        reply.flags |= dns.flags.RA
        if found == BROKEN:
            reply.set_rcode(dns.rcode.SERVFAIL)
        elif found:
            reply.answer.append(dns.rrset.from_text(question.name, 60, "IN", kind, *found))
        elif not any(key[0] == name for key in records):
            reply.set_rcode(dns.rcode.NXDOMAIN)
        server.sendto(reply.to_wire(), peer)


def _stop(server: socket.socket) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.sendto(b"stop", server.getsockname())
