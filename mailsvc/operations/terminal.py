"""What the commands of the operator share: who types, ages as people write them, tables."""

import getpass
import re
from argparse import ArgumentTypeError
from collections.abc import Sequence
from datetime import datetime, timedelta

from mailsvc.base.clock import VIETNAM
from mailsvc.directory.actor import Actor

_AGE = re.compile(r"(\d{1,5})([mhd])")
_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}


def terminal_actor() -> Actor:
    """The system, under the name of who sits at the server: the journal keeps it."""
    return Actor(account_pk=None, person_pk=None, address=f"terminal:{_user()}", name=_user())


def parse_age(text: str) -> timedelta:
    """`30m`, `4h`, `2d`."""
    found = _AGE.fullmatch(text.strip().casefold())
    if found is None:
        raise ArgumentTypeError(f"tuổi thư phải viết dạng 30m, 4h hoặc 2d, không phải {text}")
    return int(found[1]) * _UNITS[found[2]]


def age_text(age: timedelta) -> str:
    """The same, from a duration: `35m`, `4h`, `2d`."""
    minutes = max(int(age.total_seconds()) // 60, 0)
    if minutes < 120:
        return f"{minutes}m"
    return f"{minutes // 60}h" if minutes < 2880 else f"{minutes // 1440}d"


def moment_text(at: datetime | None) -> str:
    """Local time to the second; "–" for none."""
    return f"{at.astimezone(VIETNAM):%d/%m/%Y %H:%M:%S}" if at else "–"


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> list[str]:
    """Columns as wide as their widest cell."""
    lines = [[str(cell) for cell in row] for row in (head, *rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    ]


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "?"
