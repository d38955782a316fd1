"""Dovecot's copy of the certificate: brought up to date while it runs.

Dovecot's own user may not read the key where the relay keeps it, so it has a copy. Log-ins from now
on see the new certificate, open ones go on.
"""

import logging
import os
import signal
from pathlib import Path

from django.conf import settings

from mailsvc.mailstore import identity
from mailsvc.mailstore.leftover import find_running
from mailsvc.relay import tls

logger = logging.getLogger(__name__)

_NAMES = ("cert.pem", "key.pem")


def copy_pair(pair: tuple[Path, Path]) -> None:
    """Put (certificate, key) where Dovecot reads them."""
    for source, name in zip(pair, _NAMES, strict=True):
        target = _copies() / name
        target.touch(mode=0o600)
        target.write_bytes(source.read_bytes())
        identity.give(target)


def renew() -> bool:
    """Give a running Dovecot the relay's new pair; True when there was one. A periodic job.

    A pair that cannot be used is left alone: the relay's figures tell the operator.
    """
    pid = find_running(settings.DOVECOT_DIR / "run", settings.DOVECOT_DIR / "dovecot.conf")
    if pid is None or _is_current():
        return False
    try:
        tls.server_context(settings.TLS_DIR)
    except OSError:
        return False
    copy_pair((settings.TLS_DIR / _NAMES[0], settings.TLS_DIR / _NAMES[1]))
    os.kill(pid, signal.SIGHUP)
    logger.info("Dovecot was given the new certificate")
    return True


def _is_current() -> bool:
    try:
        return all(
            (settings.TLS_DIR / name).read_bytes() == (_copies() / name).read_bytes()
            for name in _NAMES
        )
    except FileNotFoundError:
        return True  # being replaced at this moment, or an operator's own Dovecot


def _copies() -> Path:
    folder: Path = settings.DOVECOT_DIR / "tls"
    return folder
