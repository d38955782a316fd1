"""LMTP to the mail store: a unix socket or `host:port`, one connection kept for each thread."""

import contextlib
import logging
import smtplib
import threading
from collections.abc import Callable

from mailsvc.delivery.routing import split_host
from mailsvc.delivery.transports.base import (
    OpenContent,
    Outcome,
    deferred,
    for_all,
)
from mailsvc.delivery.transports.wire import Deadline, transact
from mailsvc.smtp.envelope import Envelope

TIMEOUT_S = 60
DEADLINE_S = 240
_PORT = 24

logger = logging.getLogger(__name__)


class LmtpTransport:
    """`on_unknown` is asked when the store does not know a mailbox. True: the directory has it, and
    the store has been told by now; then one more try is made, and a second "unknown" is not final.
    """

    def __init__(
        self,
        address: str,
        *,
        host_name: str,
        on_unknown: Callable[[list[str]], bool] = lambda _: False,
    ) -> None:
        self._address = address
        self._host_name = host_name
        self._on_unknown = on_unknown
        self._local = threading.local()

    def deliver(self, envelope: Envelope, open_content: OpenContent) -> dict[str, Outcome]:
        """One transaction; recipients the store does not know yet get a second one."""
        content = open_content()
        outcomes = self._try(envelope, content)
        unknown = tuple(r for r in envelope.recipients if _is_unknown(outcomes[r.address]))
        if not unknown or not self._on_unknown([one.address for one in unknown]):
            return outcomes
        second = self._try(Envelope(envelope.mail_from, unknown, envelope.smtputf8), content)
        later = deferred("4.3.0", "the mailbox is being made")
        return outcomes | {a: later if _is_unknown(one) else one for a, one in second.items()}

    def close(self) -> None:
        """Leave this thread's connection."""
        client: smtplib.LMTP | None = getattr(self._local, "client", None)
        self._local.client = None
        if client is not None:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                client.quit()

    def _try(self, envelope: Envelope, content: bytes) -> dict[str, Outcome]:
        try:
            client = self._connected()
            return transact(
                client,
                envelope,
                content,
                deadline=Deadline(DEADLINE_S),
                remote="",
                is_lmtp=True,
            )
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            logger.warning("mail store does not take mail: %s", type(error).__name__)
            return for_all(envelope, deferred("4.3.0", "mail store not available"))

    def _connected(self) -> smtplib.LMTP:
        client: smtplib.LMTP | None = getattr(self._local, "client", None)
        if client is not None and _is_alive(client):
            return client
        self.close()
        fresh = self._connect()
        self._local.client = fresh
        return fresh

    def _connect(self) -> smtplib.LMTP:
        if self._address.startswith("/"):
            client = smtplib.LMTP(self._address, local_hostname=self._host_name, timeout=TIMEOUT_S)
        else:
            host, port = split_host(self._address, default_port=_PORT)
            client = smtplib.LMTP(host, port, local_hostname=self._host_name, timeout=TIMEOUT_S)
        client.command_encoding = "utf-8"
        code, text = client.ehlo()  # says LHLO
        if code != 250:
            raise smtplib.SMTPHeloError(code, text)
        return client


def _is_alive(client: smtplib.LMTP) -> bool:
    """An RSET costs nothing beside a mail and tells a dead connection from a live one."""
    try:
        return client.sock is not None and client.rset()[0] == 250
    except (OSError, smtplib.SMTPException):
        return False


def _is_unknown(outcome: Outcome) -> bool:
    return outcome.enhanced == "5.1.1"
