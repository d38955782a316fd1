"""Typed readers of environment variables; a bad value stops the start with one sentence.

The only place that reads `os.environ`. A name with a secret may also come as `NAME_FILE`.
"""

import ipaddress
import os
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

_TRUE = {"1", "true", "yes", "on", "co", "có"}
_FALSE = {"0", "false", "no", "off", "khong", "không"}
# Pages are answered in milliseconds: compiling a statement and starting processes for it cost more
# than they bring, but for the roll-ups of a month. What an index of words leads to lies scattered:
# asked of the disk together it comes in a third of the time.
_POSTGRES_PLANS = "-c jit=off -c parallel_setup_cost=100000 -c effective_io_concurrency=64"
_CONNECTION_S = 300  # a thread of the web process keeps its connection so long


def read_str(name: str, default: str) -> str:
    """A text value; an empty variable counts as unset."""
    return os.environ.get(name, "").strip() or default


def read_secret(name: str) -> str:
    """A secret from NAME, or from the file named by NAME_FILE; "" when neither is set."""
    path = os.environ.get(f"{name}_FILE", "").strip()
    if not path:
        return os.environ.get(name, "").strip()
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ImproperlyConfigured(f"{name}_FILE: cannot read {path}: {error.strerror}") from error


def read_int(name: str, default: int, *, low: int = 0, high: int = 2**31 - 1) -> int:
    """A whole number within low…high."""
    raw = os.environ.get(name, "").strip()
    if not raw:
        return default
    try:
        value = int(raw)
    except ValueError:
        raise ImproperlyConfigured(f"{name}={raw!r}: expected a whole number") from None
    if not low <= value <= high:
        raise ImproperlyConfigured(f"{name}={value}: expected {low} to {high}")
    return value


def read_port(name: str, default: int) -> int:
    """A TCP port, 1 to 65535."""
    return read_int(name, default, low=1, high=65535)


def read_bool(name: str, default: bool) -> bool:
    """1/true/yes/on or 0/false/no/off; a typo is refused: it must never switch safety off."""
    raw = os.environ.get(name, "").strip().casefold()
    if not raw:
        return default
    if raw in _TRUE:
        return True
    if raw in _FALSE:
        return False
    raise ImproperlyConfigured(f"{name}={raw!r}: expected 1 or 0")


def read_choice(name: str, default: str, choices: Sequence[str]) -> str:
    """One of a few words."""
    value = read_str(name, default)
    if value not in choices:
        raise ImproperlyConfigured(f"{name}={value!r}: expected one of {', '.join(choices)}")
    return value


def read_list(name: str, default: list[str]) -> list[str]:
    """Comma-separated values, blanks dropped."""
    raw = os.environ.get(name, "").strip()
    return [part.strip() for part in raw.split(",") if part.strip()] if raw else default


def read_networks(
    name: str, default: tuple[str, ...] = ()
) -> tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]:
    """Comma-separated addresses and networks (10.0.0.0/8)."""
    try:
        return tuple(ipaddress.ip_network(one) for one in read_list(name, list(default)))
    except ValueError as error:
        raise ImproperlyConfigured(f"{name}: {error}") from None


def read_path(name: str, default: Path) -> Path:
    """An absolute path; a relative one is taken from the working folder."""
    return Path(read_str(name, str(default))).expanduser().absolute()


def read_database(name: str, default_file: Path) -> dict[str, object]:
    """A Django DATABASES entry from `sqlite:///path` or `postgres://user:pass@host:port/name`."""
    url = read_str(name, f"sqlite:///{default_file}")
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return _sqlite("/" + unquote(parts.path).lstrip("/"))
    if parts.scheme in {"postgres", "postgresql"}:
        return _postgres(url)
    raise ImproperlyConfigured(f"{name}: {parts.scheme!r} is not sqlite or postgres")


def _sqlite(path: str) -> dict[str, object]:
    """WAL with full fsync: a committed acceptance survives a power cut."""
    return {
        "ENGINE": "config.sqlite",
        "NAME": path,
        "CONN_MAX_AGE": _CONNECTION_S,
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
                "PRAGMA busy_timeout=20000;"
            ),
        },
        # Tests use a file too: a memory database has no WAL and cannot be shared by processes.
        "TEST": {"NAME": f"{path}.test"},
    }


def _postgres(url: str) -> dict[str, object]:
    parts = urlsplit(url)
    name = unquote(parts.path.lstrip("/"))
    if not name:
        raise ImproperlyConfigured("CV_DATABASE_URL: the database name is missing")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": _CONNECTION_S,
        "CONN_HEALTH_CHECKS": True,  # one that broke costs a new one, not a page
        "OPTIONS": {
            "connect_timeout": 5,
            "options": f"-c lock_timeout=20000 {_POSTGRES_PLANS}",
            # Django's None forbids what mailsvc.prepared asks for by name; the ORM's own cursor
            # binds values itself and prepares nothing either way.
            "prepare_threshold": 5,
        },
    }
