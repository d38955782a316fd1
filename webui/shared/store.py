"""The mail store as the pages open it: one seam, so that tests bring a store of their own."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import cast

from django.conf import settings
from django.utils.module_loading import import_string

from mailsvc.directory.models import Mailbox
from mailsvc.mailstore.session import Session

_OPENER = "mailsvc.mailstore.session.open_session"


def open_store(mailbox: Mailbox) -> AbstractContextManager[Session]:
    """A session of a mailbox that came through `directory.access`; StoreUnavailable when down."""
    opener = import_string(getattr(settings, "MAIL_STORE", _OPENER))
    return cast(Callable[[Mailbox], AbstractContextManager[Session]], opener)(mailbox)
