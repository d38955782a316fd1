"""Which servers take a domain's mail: MX, null MX, the domain itself. RFC 5321 §5.1."""

import random

import dns.exception
import dns.name
import dns.rdatatype
import dns.resolver

from mailsvc.delivery.routing import SMTP_PORT, MxRecord, is_null_mx, order_hosts
from mailsvc.delivery.transports.base import Outcome, deferred, failed

LIFETIME_S = 10


class NoHosts(Exception):
    """No server to try; `outcome` says why."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.text)
        self.outcome = outcome


def find_hosts(domain: str, *, own_name: str) -> list[tuple[str, int]]:
    """(host, port) in the order of trying; NoHosts with the outcome for all recipients."""
    if domain.startswith("["):
        literal = domain.strip("[]").removeprefix("IPv6:").removeprefix("ipv6:")
        return [(literal, SMTP_PORT)]  # RFC 5321 §4.1.3
    records = _ask_mx(domain)
    if is_null_mx(records):
        # RFC 7505 §4.1, RFC 7504 §2
        raise NoHosts(failed("5.1.10", "the domain does not accept mail", code=556))
    if not records:
        _require_address(domain)  # RFC 5321 §5.1: no MX, so the domain itself is its server
        records = [MxRecord(0, domain)]
    shuffled = random.sample(records, len(records))
    hosts = order_hosts(records, own_name=own_name, shuffled=shuffled)
    if not hosts:
        raise NoHosts(failed("5.4.6", "the mail would loop back to this server"))
    return [(host, SMTP_PORT) for host in hosts]


def _ask_mx(domain: str) -> list[MxRecord]:
    """The MX records, [] when there are none."""
    try:
        answer = dns.resolver.get_default_resolver().resolve(
            domain, dns.rdatatype.MX, lifetime=LIFETIME_S, search=False
        )
        return [MxRecord(one.preference, str(one.exchange).casefold()) for one in answer]
    except dns.resolver.NoAnswer:
        return []
    except dns.resolver.NXDOMAIN as error:
        raise NoHosts(failed("5.1.2", "the domain does not exist")) from error
    except (dns.name.LabelTooLong, dns.name.EmptyLabel, dns.name.NameTooLong) as error:
        raise NoHosts(failed("5.1.2", "not a domain name")) from error
    except (dns.exception.DNSException, OSError, UnicodeError) as error:
        raise NoHosts(deferred("4.4.3", "no answer to the MX question")) from error


def _require_address(domain: str) -> None:
    resolver = dns.resolver.get_default_resolver()
    for kind in (dns.rdatatype.A, dns.rdatatype.AAAA):
        try:
            resolver.resolve(domain, kind, lifetime=LIFETIME_S, search=False)
        except (dns.resolver.NoAnswer, dns.resolver.NXDOMAIN):
            continue
        except (dns.exception.DNSException, OSError, UnicodeError) as error:
            raise NoHosts(deferred("4.4.3", "no answer to the address question")) from error
        return
    raise NoHosts(failed("5.4.4", "the domain has no mail server"))
