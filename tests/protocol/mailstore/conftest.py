"""A fresh mailbox of the real Dovecot for each test."""

from collections.abc import Iterator

import pytest

from mailsvc.directory.models import Mailbox
from mailsvc.mailstore.pool import pool
from mailsvc.mailstore.session import Session, open_session
from tests.support.dovecot import RunningDovecot


@pytest.fixture
def mailbox(running_dovecot: RunningDovecot) -> Mailbox:
    return running_dovecot.next_mailbox()


@pytest.fixture
def session(mailbox: Mailbox) -> Iterator[Session]:
    with open_session(mailbox) as opened:
        yield opened


@pytest.fixture(autouse=True)
def _nothing_idle() -> Iterator[None]:
    yield
    pool.close_all()
