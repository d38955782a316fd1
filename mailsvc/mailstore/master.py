"""The web client's key to the mail store: one secret, made at first start, loopback only."""

import hashlib
import os
import secrets

from django.conf import settings

NAME = "web"
NETS = "127.0.0.0/8,::1"
_FILE = "imap-master"


def master_secret() -> str:
    """The secret kept under SECRETS_DIR (mode 0600)."""
    path = settings.SECRETS_DIR / _FILE
    settings.SECRETS_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return str(path.read_text(encoding="ascii"))
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(32))
    return str(path.read_text(encoding="ascii"))


def master_line() -> str:
    """The line of Dovecot's master file; a random secret of 256 bits needs no slow hash."""
    digest = hashlib.sha256(master_secret().encode("ascii")).hexdigest()
    return f"{NAME}:{{SHA256.HEX}}{digest}::::::allow_nets={NETS}\n"
