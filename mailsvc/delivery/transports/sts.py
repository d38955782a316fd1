"""A domain's MTA-STS policy: asked of DNS and of its HTTPS server, kept for its max_age. RFC 8461.

Never raises: where DNS or HTTPS do not allow, what is known already holds, else no policy.
"""

import http.client
import logging
import socket
import ssl
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

import dns.exception
import dns.resolver

from mailsvc.base.errors import Invalid
from mailsvc.smtp.address import to_ascii_domain
from mailsvc.smtp.mta_sts import POLICY_MAX_BYTES, Mode, Policy, read_policy, read_record

_DNS_S = 5.0
_HTTPS_S = 10.0
# So long an id, or that there is none, is not asked again.
_ASK_AGAIN_S = 3600.0
_KNOWN_MAX = 5000
_PATH = "/.well-known/mta-sts.txt"

logger = logging.getLogger(__name__)

Connect = Callable[[tuple[str, int], float], socket.socket]


@dataclass(frozen=True)
class _Known:
    record_id: str
    policy: Policy | None
    until: float  # the policy's end
    asked_at: float


class StsPolicies:
    """One a process. `connect` and `context` are seams for tests; the cache is lost at its end."""

    def __init__(
        self,
        *,
        connect: Connect = socket.create_connection,
        context: ssl.SSLContext | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._connect = connect
        self._context = context or ssl.create_default_context()
        self._clock = clock
        self._known: dict[str, _Known] = {}
        self._lock = threading.Lock()

    def find(self, domain: str) -> Policy | None:
        """The policy to keep now, None without one (mode none is none)."""
        try:
            name = to_ascii_domain(domain)
        except Invalid:
            return None
        now = self._clock()
        with self._lock:
            known = self._known.get(name)
        if known is None or now - known.asked_at > _ASK_AGAIN_S:
            known = self._ask(name, known, now)
            with self._lock:
                if len(self._known) >= _KNOWN_MAX:
                    self._known.clear()
                self._known[name] = known
        policy = known.policy if now < known.until else None
        return policy if policy is not None and policy.mode is not Mode.NONE else None

    def _ask(self, name: str, known: _Known | None, now: float) -> _Known:
        record_id = _ask_record(name)
        before = known or _Known("", None, 0.0, now)
        if not record_id or (record_id == before.record_id and now < before.until):
            # RFC 8461 §3.3: no record, or one that cannot be read, does not end a policy.
            return _Known(before.record_id, before.policy, before.until, now)
        policy = self._fetch(name)
        if policy is None:
            return _Known(before.record_id, before.policy, before.until, now)
        return _Known(record_id, policy, now + policy.max_age_s, now)

    def _fetch(self, name: str) -> Policy | None:
        """RFC 8461 §3.3: HTTPS, the certificate checked, no redirect."""
        host = f"mta-sts.{name}"
        try:
            with self._connect((host, 443), _HTTPS_S) as plain:
                plain.settimeout(_HTTPS_S)
                with self._context.wrap_socket(plain, server_hostname=host) as secured:
                    text = _get(host, secured)
        except (OSError, http.client.HTTPException, UnicodeError) as error:
            logger.info("MTA-STS policy of a domain not read: %s", type(error).__name__)
            return None
        return read_policy(text)


def _get(host: str, secured: ssl.SSLSocket) -> str:
    client = http.client.HTTPConnection(host)
    client.sock = secured
    client.request("GET", _PATH, headers={"Host": host, "Connection": "close"})
    answer = client.getresponse()
    kind = answer.headers.get_content_type()
    if answer.status != 200 or kind != "text/plain":
        raise http.client.HTTPException(f"status {answer.status}, {kind}")
    return answer.read(POLICY_MAX_BYTES).decode("utf-8")


def _ask_record(name: str) -> str:
    try:
        answer = dns.resolver.get_default_resolver().resolve(
            f"_mta-sts.{name}", "TXT", lifetime=_DNS_S, search=False
        )
        return read_record(b"".join(one.strings).decode("ascii", "replace") for one in answer)
    except (dns.exception.DNSException, OSError, UnicodeError):
        return ""
