"""What a person may ask for, as data."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, kw_only=True)
class Query:
    """Everything left empty asks nothing. `due` is one of "late", "today", "week", "none"."""

    text: str = ""
    direction: str = ""
    year: int | None = None
    doc_type: str = ""
    issuer: str = ""
    state: str = ""
    urgency: str = ""
    due: str = ""
    unit_pk: int | None = None
    since: date | None = None
    until: date | None = None
