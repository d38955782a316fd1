"""What the sample mails and documents are about. Pure."""

import json
from dataclasses import dataclass
from functools import cache

from config.demo.province import DATA, AgencyRow, list_agencies


@dataclass(frozen=True)
class Topic:
    """A matter: its issuer's code, the letters after the number, and sentences about it."""

    issuer: str
    symbol: str
    about: str
    facts: str
    ask: str

    @property
    def agency(self) -> AgencyRow:
        return next(row for row in list_agencies() if row.code == self.issuer)


@cache
def list_topics() -> tuple[Topic, ...]:
    """All of them, in the file's order."""
    rows = json.loads((DATA / "topics.json").read_text(encoding="utf-8"))
    return tuple(Topic(**row) for row in rows)
