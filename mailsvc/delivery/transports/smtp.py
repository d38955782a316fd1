"""SMTP to other sites: the smart host or the domain's MX, TLS where the peer offers it."""

import contextlib
import logging
import smtplib
import ssl
from collections.abc import Callable

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
from mailsvc.delivery.transports.hosts import NoHosts
from mailsvc.delivery.transports.wire import transact
from mailsvc.smtp.envelope import Envelope

CONNECT_TIMEOUT_S = 20
QUIET_MAX_S = 120.0  # departs from RFC 5321 §4.5.3.2 (up to 5 min): a silent site holds a thread

FindHosts = Callable[[], list[tuple[str, int]]]

logger = logging.getLogger(__name__)


class SmtpTransport:
    """`find_hosts` gives the servers in the order of trying, or raises NoHosts. `finish` makes the
    final bytes (signatures), when nothing else will change them.
    """

    def __init__(
        self,
        find_hosts: FindHosts,
        *,
        host_name: str,
        finish: Callable[[Content], Content] = lambda content: content,
    ) -> None:
        self._find_hosts = find_hosts
        self._finish = finish
        self._host_name = host_name

    def deliver(self, envelope: Envelope, open_content: OpenContent) -> dict[str, Outcome]:
        """Try the servers until one has answered for each recipient (RFC 5321 §5.1)."""
        try:
            hosts = self._find_hosts()
        except NoHosts as error:
            return for_all(envelope, error.outcome)
        outcomes = for_all(envelope, deferred("4.4.1", "no server could be reached"))
        for host, port in hosts:
            open_ones = [r for r in envelope.recipients if _is_open(outcomes[r.address])]
            rest = Envelope(
                envelope.mail_from,
                tuple(open_ones),
                envelope.smtputf8,
                envelope.ret,
                envelope.envid,
            )
            outcomes |= self._try_host(host, port, rest, open_content)
            if not any(_is_open(one) for one in outcomes.values()):
                break
        return outcomes

    def _try_host(
        self,
        host: str,
        port: int,
        envelope: Envelope,
        open_content: OpenContent,
    ) -> dict[str, Outcome]:
        client: SmtpClient | None = None
        try:
            client = self._connect(host, port)
            content = self._finish(open_content())
            return transact(client, envelope, content, remote=host)
        except smtplib.SMTPResponseException as error:
            return for_all(envelope, from_reply(error.smtp_code, error.smtp_error, remote=host))
        except (OSError, smtplib.SMTPException) as error:
            text = f"connection failed: {type(error).__name__}"
            return for_all(envelope, deferred("4.4.1", text, remote=host))
        finally:
            if client is not None:
                _leave(client)

    def _connect(self, host: str, port: int) -> SmtpClient:
        client = self._greeted(host, port)
        if not client.has_extn("starttls"):
            return client
        try:
            # RFC 7435: a certificate nobody can check is better than clear text.
            context = ssl.create_default_context()
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
            client.starttls(context=context)
            client.ehlo_or_helo_if_needed()
        except (OSError, smtplib.SMTPException) as error:
            # RFC 3207 §4: the sender may go on without TLS; a new connection, for this one is lost.
            logger.info("TLS refused by a peer: %s", type(error).__name__)
            client.close()
            return self._greeted(host, port)
        return client

    def _greeted(self, host: str, port: int) -> SmtpClient:
        client = SmtpClient(host, port, local_hostname=self._host_name, timeout=CONNECT_TIMEOUT_S)
        try:
            client.command_encoding = "utf-8"
            client.ehlo_or_helo_if_needed()
            client.wait_at_most(QUIET_MAX_S)
        except BaseException:
            client.close()
            raise
        return client


def _is_open(outcome: Outcome) -> bool:
    return outcome.kind is OutcomeKind.DEFERRED


def _leave(client: SmtpClient) -> None:
    with contextlib.suppress(OSError, smtplib.SMTPException):
        if client.sock is not None:
            client.wait_at_most(2)
            client.quit()
    client.close()
