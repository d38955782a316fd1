"""Sessions in the database, as Django's, read by SQL that is made once (`SESSION_ENGINE`)."""

import json
from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session

from mailsvc.base import clock
from mailsvc.base.memory import Memory
from mailsvc.prepared.queries import Prepared

_SESSION: Prepared[Session] = Prepared(lambda key: Session.objects.filter(session_key=key), str)

_read: Memory[bytes | str, str] = Memory(limit=4_000_000)  # signed → JSON, characters


class SessionStore(db.SessionStore):
    """Asked for at every request, so that a log-out holds at once, everywhere."""

    def _get_session_from_db(self) -> Session | None:
        """None for a key that is unknown or has expired; it is then not used again."""
        row = _SESSION.first(self.session_key or "")
        if row is not None and row.expire_date > clock.now():
            return row
        self._session_key = None
        return None

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        """What was read once of these very words bore our signature."""
        kept = _read.get(session_data)
        if kept is not None:
            return json.loads(kept)  # type: ignore[no-any-return]
        found: dict[str, Any] = super().decode(session_data)
        if found:
            _read.put(session_data, json.dumps(found), len(session_data))
        return found
