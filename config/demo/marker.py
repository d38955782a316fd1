"""What has been loaded outside the database: var/demo/loaded.json, replaced in one step."""

import json
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path

from django.conf import settings

from mailsvc.directory.selectors import has_demo_accounts


@dataclass
class Marker:
    """The day the samples are counted back from, and what is there already."""

    day: str
    mailboxes: list[str] = field(default_factory=list)
    is_done: bool = False

    @property
    def today(self) -> date:
        return date.fromisoformat(self.day)

    def save(self) -> None:
        """Write it whole; a crash leaves the one before."""
        path = _path()
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = path.with_suffix(".new")
        draft.write_text(json.dumps(asdict(self), ensure_ascii=False), encoding="utf-8")
        draft.replace(path)


def read_marker(today: date) -> Marker:
    """The marker kept, or a new one of this day; a resumed load goes on with its first day."""
    path = _path()
    if not path.exists():
        return Marker(today.isoformat())
    return Marker(**json.loads(path.read_text(encoding="utf-8")))


def is_demo_loaded() -> bool:
    """True when everything is there: people and documents in this database, mails in Dovecot."""
    return read_marker(date.min).is_done and has_demo_accounts()


def _path() -> Path:
    return Path(settings.VAR_DIR) / "demo" / "loaded.json"
