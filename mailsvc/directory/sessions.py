"""Sessions in the database, as Django's, read by SQL that is made once (`SESSION_ENGINE`)."""

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session

from mailsvc.base import clock
from mailsvc.prepared.queries import Prepared

_SESSION: Prepared[Session] = Prepared(lambda key: Session.objects.filter(session_key=key), str)


class SessionStore(db.SessionStore):
    """Asked for at every request, so that a log-out holds at once, everywhere."""

    def _get_session_from_db(self) -> Session | None:
        """None for a key that is unknown or has expired; it is then not used again."""
        row = _SESSION.first(self.session_key or "")
        if row is not None and row.expire_date > clock.now():
            return row
        self._session_key = None
        return None
