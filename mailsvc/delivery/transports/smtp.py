"""SMTP to other hosts: a site, the smart host or the domain's MX."""

import smtplib
from collections.abc import Callable
from dataclasses import replace

from mailsvc.delivery.transports.base import (
    OpenContent,
    Outcome,
    OutcomeKind,
    deferred,
    for_all,
    from_reply,
)
from mailsvc.delivery.transports.client import SmtpClient
from mailsvc.delivery.transports.content import Content
from mailsvc.delivery.transports.dial import NoConnection, ReadSecret, dial
from mailsvc.delivery.transports.hosts import NoHosts
from mailsvc.delivery.transports.pool import Pool, leave
from mailsvc.delivery.transports.suit import Unsuitable, suited
from mailsvc.delivery.transports.wire import transact
from mailsvc.sites import secrets
from mailsvc.sites.rules import Hop, TlsPolicy
from mailsvc.smtp.envelope import Envelope
from mailsvc.smtp.mta_sts import Mode, Policy

Hosts = list[tuple[str, int]]
FindHosts = Callable[[], Hosts]
_CLOSING = 421
_USUAL = Hop("")


class SmtpTransport:
    """`find_hosts` gives the servers in the order of trying, or raises NoHosts.

    `find_policy` asks for the domain's MTA-STS policy once there are servers. `finish` makes the
    final bytes (signatures), when nothing else will change them. `hop` says how to talk with the
    servers. `pool` keeps connections for the next mail; without one each mail has its own.
    `on_reached` is called once a server is ready to take mail.
    """

    def __init__(
        self,
        find_hosts: FindHosts,
        *,
        host_name: str,
        finish: Callable[[Content], Content] = lambda content: content,
        hop: Hop = _USUAL,
        find_policy: Callable[[], Policy | None] = lambda: None,
        pool: Pool | None = None,
        on_reached: Callable[[], None] = lambda: None,
        read_secret: ReadSecret = secrets.read,
    ) -> None:
        self._find_hosts = find_hosts
        self._host_name = host_name
        self._finish = finish
        self._hop = hop
        self._find_policy = find_policy
        self._pool = pool
        self._on_reached = on_reached
        self._read_secret = read_secret

    def deliver(self, envelope: Envelope, open_content: OpenContent) -> dict[str, Outcome]:
        """Try the servers until one has answered for each recipient (RFC 5321 §5.1)."""
        try:
            hosts = self._find_hosts()
        except NoHosts as error:
            # A name server that does not answer is no mail's fault: its mail waits for the domain.
            is_silent = _is_open(error.outcome)
            return for_all(envelope, replace(error.outcome, is_unreachable=is_silent))
        hosts, hop = self._by_policy(hosts)
        nobody = replace(deferred("4.4.1", "no server could be reached"), is_unreachable=True)
        outcomes = for_all(envelope, nobody)
        is_reached = False
        for host, port in hosts:
            open_ones = tuple(r for r in envelope.recipients if _is_open(outcomes[r.address]))
            try:
                outcomes |= self._try_host(
                    host, port, hop, replace(envelope, recipients=open_ones), open_content
                )
                is_reached = True
            except NoConnection as error:
                outcomes |= {one.address: error.outcome for one in open_ones}
            if not any(_is_open(one) for one in outcomes.values()):
                break
        # Who answered is not down, whatever the servers after it did.
        return {a: _reached(one) for a, one in outcomes.items()} if is_reached else outcomes

    def _by_policy(self, hosts: Hosts) -> tuple[Hosts, Hop]:
        """RFC 8461 §5: where a domain says so, only the servers it names, certificates checked."""
        policy = self._find_policy()
        if policy is None or policy.mode is not Mode.ENFORCE:
            return hosts, self._hop
        allowed = [one for one in hosts if policy.allows(one[0])]
        return allowed, replace(self._hop, tls=TlsPolicy.VERIFY)

    def _try_host(
        self, host: str, port: int, hop: Hop, envelope: Envelope, open_content: OpenContent
    ) -> dict[str, Outcome]:
        """Over a kept connection while it stands, else over a new one; NoConnection."""
        content, key = open_content(), (host, port, hop)
        kept = self._pool.take(key) if self._pool is not None else None
        if kept is not None:
            outcomes = self._over_kept(kept, envelope, content, host)
            if outcomes is not None:
                self._keep(key, kept)
                return outcomes
        client = dial(host, port, hop, host_name=self._host_name, read_secret=self._read_secret)
        self._on_reached()
        try:
            outcomes = self._transact(client, envelope, content, host)
        except smtplib.SMTPResponseException as error:
            outcomes = for_all(envelope, from_reply(error.smtp_code, error.smtp_error, remote=host))
        except (OSError, smtplib.SMTPException) as error:
            text = f"connection failed: {type(error).__name__}"
            outcomes = for_all(envelope, deferred("4.4.2", text, remote=host))
        except BaseException:
            client.close()
            raise
        self._keep(key, client)
        return outcomes

    def _over_kept(
        self, client: SmtpClient, envelope: Envelope, content: Content, host: str
    ) -> dict[str, Outcome] | None:
        """None when the peer had left it meanwhile: nothing was said, so nothing is lost."""
        try:
            outcomes = self._transact(client, envelope, content, host)
        except (OSError, smtplib.SMTPException):
            client.close()
            return None
        except BaseException:
            client.close()
            raise
        if all(one.code == _CLOSING for one in outcomes.values()):
            client.close()
            return None
        return outcomes

    def _transact(
        self, client: SmtpClient, envelope: Envelope, content: Content, host: str
    ) -> dict[str, Outcome]:
        """Re-coded for this server, then signed, then sent."""
        try:
            envelope, content = suited(client, envelope, content, remote=host)
        except Unsuitable as error:
            return for_all(envelope, error.outcome)
        return transact(client, envelope, self._finish(content), remote=host)

    def _keep(self, key: tuple[str, int, Hop], client: SmtpClient) -> None:
        if self._pool is not None:
            self._pool.put(key, client)
        else:
            leave(client)


def _is_open(outcome: Outcome) -> bool:
    return outcome.kind is OutcomeKind.DEFERRED


def _reached(outcome: Outcome) -> Outcome:
    return replace(outcome, is_unreachable=False) if outcome.is_unreachable else outcome
