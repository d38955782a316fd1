"""LMTP to the mail store: a unix socket or `host:port`, one connection kept for each thread."""

import contextlib
import logging
import smtplib
import threading
from collections.abc import Callable

from mailsvc.delivery.routing import split_host
from mailsvc.delivery.transports.base import OpenContent, Outcome, deferred, for_all
from mailsvc.delivery.transports.client import LmtpClient
from mailsvc.delivery.transports.content import Content
from mailsvc.delivery.transports.wire import transact
from mailsvc.smtp.envelope import Envelope

QUIET_MAX_S = 60.0
END_QUIET_MAX_S = 240.0  # many may wait for the lock of one mailbox
_PORT = 24
_CLOSING = 421

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
        client: LmtpClient | None = getattr(self._local, "client", None)
        self._local.client = None
        if client is not None:
            with contextlib.suppress(OSError):
                client.wait_at_most(1)
                client.quit()

    def _try(self, envelope: Envelope, content: Content) -> dict[str, Outcome]:
        kept: LmtpClient | None = getattr(self._local, "client", None)
        if kept is not None and kept.is_idle():
            # The store may leave a connection between our look and our words; nothing is lost then.
            with contextlib.suppress(OSError):
                outcomes = _transact(kept, envelope, content)
                if any(one.code != _CLOSING for one in outcomes.values()):
                    return outcomes
        self.close()
        try:
            self._local.client = fresh = self._connect()
            return _transact(fresh, envelope, content)
        except OSError as error:
            self.close()
            logger.warning("mail store does not take mail: %s", type(error).__name__)
            return for_all(envelope, deferred("4.3.0", "mail store not available"))

    def _connect(self) -> LmtpClient:
        if self._address.startswith("/"):
            host, port = self._address, 0
        else:
            host, port = split_host(self._address, default_port=_PORT)
        client = LmtpClient(host, port, local_hostname=self._host_name, timeout=QUIET_MAX_S)
        client.wait_at_most(QUIET_MAX_S)
        client.command_encoding = "utf-8"
        code, text = client.ehlo()  # says LHLO
        if code != 250:
            client.close()
            raise smtplib.SMTPHeloError(code, text)
        return client


def _transact(client: LmtpClient, envelope: Envelope, content: Content) -> dict[str, Outcome]:
    return transact(
        client,
        envelope,
        content,
        remote="",
        is_lmtp=True,
        end_quiet_max_s=END_QUIET_MAX_S,
    )


def _is_unknown(outcome: Outcome) -> bool:
    return outcome.enhanced == "5.1.1"
