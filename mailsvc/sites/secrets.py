"""What we log in with at other sites: one file a site, mode 0600, never in the database."""

import re
from pathlib import Path

from django.conf import settings

from mailsvc.base.disk import write_private
from mailsvc.base.errors import Invalid, Unavailable

_NAME = re.compile(r"[a-z0-9][a-z0-9\-]{0,39}")


def read(name: str) -> str:
    """The secret for this site; Unavailable when there is none: the mail waits for it."""
    try:
        return _path(name).read_text(encoding="utf-8")
    except OSError as error:
        raise Unavailable("site_secret", "Thiếu mật khẩu của điểm nối.", site=name) from error


def write(name: str, secret: str) -> None:
    """Keep it durably; the old one is there until the new one is whole."""
    if not secret or not secret.isprintable():
        raise Invalid("site_secret", "Mật khẩu trống hoặc có ký tự điều khiển.")
    write_private(_path(name), secret.encode())


def forget(name: str) -> None:
    """Remove it; a missing one is fine."""
    _path(name).unlink(missing_ok=True)


def has(name: str) -> bool:
    """True when there is one."""
    return _path(name).is_file()


def _path(name: str) -> Path:
    if not _NAME.fullmatch(name):
        raise ValueError("not a site's name")
    return Path(settings.SECRETS_DIR) / "sites" / name
