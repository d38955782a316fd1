"""Heartbeats: a worker without a port says that it is alive by touching a file."""

import os

from django.conf import settings


def beat(part: str) -> None:
    """Touch var/run/<part>.alive; call it at least every ten seconds."""
    settings.RUN_DIR.mkdir(parents=True, exist_ok=True)
    path = settings.RUN_DIR / f"{part}.alive"
    path.write_text(str(os.getpid()), encoding="ascii")


def last_beat(part: str) -> float:
    """When the part was last alive, as a file time (seconds since 1970); 0 if never."""
    try:
        return (settings.RUN_DIR / f"{part}.alive").stat().st_mtime
    except FileNotFoundError:
        return 0.0
