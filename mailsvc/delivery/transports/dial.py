"""Opening a connection: greeting, TLS as the policy asks, log-in. RFC 3207, RFC 7435, RFC 4954."""

import logging
import smtplib
import ssl
from base64 import b64encode
from collections.abc import Callable

from mailsvc.base.errors import Unavailable
from mailsvc.delivery.transports.base import Outcome, deferred, from_reply
from mailsvc.delivery.transports.client import SmtpClient
from mailsvc.delivery.transports.pool import leave
from mailsvc.sites.rules import Hop, TlsPolicy

CONNECT_TIMEOUT_S = 20
QUIET_MAX_S = 120.0  # departs from RFC 5321 §4.5.3.2 (up to 5 min): a silent site holds a thread
_LOGGED_IN, _CHALLENGE = 235, 334

logger = logging.getLogger(__name__)

ReadSecret = Callable[[str], str]


class NoConnection(Exception):
    """Nobody there, or not as we must have it; `outcome` says why, for all recipients."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.text)
        self.outcome = outcome


def dial(host: str, port: int, hop: Hop, *, host_name: str, read_secret: ReadSecret) -> SmtpClient:
    """A client that may be told MAIL; NoConnection.

    A greeting of 5yz is the server's answer to every mail: those outcomes are final.
    """
    try:
        client = _secured(host, port, hop, host_name)
    except smtplib.SMTPResponseException as error:
        outcome = from_reply(error.smtp_code, error.smtp_error, remote=host)
        raise NoConnection(_unreachable(outcome)) from error
    except ssl.SSLCertVerificationError as error:
        text = f"certificate refused: {error.verify_message}"
        raise NoConnection(_silent("4.7.5", text, host)) from error
    except (OSError, smtplib.SMTPException) as error:
        raise NoConnection(_silent("4.4.1", _what(error), host)) from error
    if hop.login:
        _log_in(client, host, hop, read_secret)
    return client


def client_context(policy: TlsPolicy, ca_pem: str = "") -> ssl.SSLContext:
    """TLS 1.2 and later (RFC 8997); the certificate is checked for VERIFY alone."""
    context = ssl.create_default_context(cadata=ca_pem or None)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if policy is not TlsPolicy.VERIFY:
        # RFC 7435: a certificate nobody can check is better than clear text.
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def _secured(host: str, port: int, hop: Hop, host_name: str) -> SmtpClient:
    client = _greeted(host, port, host_name)
    if hop.tls is TlsPolicy.NONE:
        return client
    if not client.has_extn("starttls"):
        if not hop.tls.is_strict:
            return client
        leave(client)
        raise NoConnection(_silent("4.7.4", "TLS is required here, but not offered", host))
    try:
        client.starttls(context=client_context(hop.tls, hop.ca_pem))
        client.ehlo_or_helo_if_needed()
    except (OSError, smtplib.SMTPException) as error:
        client.close()
        if hop.tls.is_strict:
            raise
        # RFC 3207 §4: the sender may go on without TLS; a new connection, for this one is lost.
        logger.info("TLS refused by a peer: %s", type(error).__name__)
        return _greeted(host, port, host_name)
    return client


def _greeted(host: str, port: int, host_name: str) -> SmtpClient:
    client = SmtpClient(host, port, local_hostname=host_name, timeout=CONNECT_TIMEOUT_S)
    try:
        client.command_encoding = "utf-8"
        client.ehlo_or_helo_if_needed()
        client.wait_at_most(QUIET_MAX_S)
    except BaseException:
        client.close()
        raise
    return client


def _log_in(client: SmtpClient, host: str, hop: Hop, read_secret: ReadSecret) -> None:
    try:
        code = _say_who(client, hop.login, read_secret(hop.name))
    except (OSError, smtplib.SMTPException, Unavailable) as error:
        client.close()
        raise NoConnection(_silent("4.4.2", _what(error), host)) from error
    if code != _LOGGED_IN:
        leave(client)
        # A password that was changed is put right by people; their mail waits for it.
        logger.error("log-in refused by site %s: %s", hop.name, code)
        raise NoConnection(_silent("4.7.8", f"log-in refused: {code}", host))


def _say_who(client: SmtpClient, login: str, secret: str) -> int:
    """The last reply to AUTH PLAIN (RFC 4616 §2: UTF-8, which smtplib does not write) or LOGIN."""
    offered = str(client.esmtp_features.get("auth", "")).upper().split()
    if "PLAIN" in offered or "LOGIN" not in offered:
        return client.docmd("AUTH", f"PLAIN {_base64(f'{chr(0)}{login}{chr(0)}{secret}')}")[0]
    code, _text = client.docmd("AUTH", "LOGIN")
    for answer in (login, secret):
        if code != _CHALLENGE:
            break
        code, _text = client.docmd(_base64(answer))
    return code


def _base64(text: str) -> str:
    return b64encode(text.encode()).decode("ascii")


def _silent(enhanced: str, text: str, host: str) -> Outcome:
    return _unreachable(deferred(enhanced, text, remote=host))


def _unreachable(outcome: Outcome) -> Outcome:
    """Whatever the mail is, it is the destination that does not take it now."""
    is_final = outcome.code >= 500
    return Outcome(
        outcome.kind,
        outcome.code,
        outcome.enhanced,
        outcome.text,
        outcome.remote,
        is_unreachable=not is_final,
    )


def _what(error: Exception) -> str:
    return f"connection failed: {type(error).__name__}"
