"""The certificate of new connections, read anew when the operator renews it: no restart.

A pair on disk that cannot be used (half written, a key of another certificate) changes nothing but
a figure and one line in the log; it is tried again at each look until it is whole. Connections that
are open keep the certificate they began with.
"""

import logging
import ssl
from pathlib import Path

from cryptography import x509

from mailsvc.metrics.declare import gauge
from mailsvc.relay.tls import ensure_certificate, server_context

logger = logging.getLogger(__name__)

EVERY_S = 10.0
_EXPIRES = gauge(
    "congvan_certificate_expires_timestamp_seconds",
    "When the certificate in use expires, in seconds since 1970.",
    is_shared=True,
)
_BROKEN = gauge(
    "congvan_certificate_broken",
    "1 while the pair on disk cannot be used and an older one is.",
    is_shared=True,
)

_Signature = tuple[tuple[int, int, int], ...]


class Certificates:
    """One a process. `context` is what the next handshake uses; `refresh` may block."""

    def __init__(self, folder: Path, host_name: str) -> None:
        self._folder = folder
        ensure_certificate(folder, host_name)
        self._seen = self._signature()
        self.context = self._load()

    def refresh(self) -> bool:
        """Look at the files; True when a new pair is in use from now on."""
        signature = self._signature()
        if signature == self._seen:
            return False
        try:
            self.context = self._load()
        except (OSError, ValueError) as error:  # ssl.SSLError is an OSError
            if not self._is_broken:
                logger.error("the new certificate cannot be used: %s", type(error).__name__)
            self._set_broken(True)
            return False
        self._seen = signature
        logger.info("a new certificate is in use")
        return True

    @property
    def _paths(self) -> tuple[Path, Path]:
        return self._folder / "cert.pem", self._folder / "key.pem"

    def _load(self) -> ssl.SSLContext:
        context = server_context(self._folder)
        certificate = x509.load_pem_x509_certificate(self._paths[0].read_bytes())
        _EXPIRES.set(certificate.not_valid_after_utc.timestamp())
        self._set_broken(False)
        return context

    def _set_broken(self, is_broken: bool) -> None:
        self._is_broken = is_broken
        _BROKEN.set(is_broken)

    def _signature(self) -> _Signature | None:
        """What changes with the files; None while one is missing."""
        try:
            facts = [path.stat() for path in self._paths]
        except OSError:
            return None
        return tuple((fact.st_ino, fact.st_mtime_ns, fact.st_size) for fact in facts)
