"""A worker killed between the store's 250 and our record: delivered again, never lost."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from mailsvc.delivery.worker import run_once
from mailsvc.queue import consistency, services
from mailsvc.queue.models import Attempt, QueuedRecipient
from tests.factories import Member
from tests.service.delivery.conftest import FakeTransports, queue_mail
from tests.support.database import database_url

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.db_bound]

CHILD = """
import os, signal, sys
from pathlib import Path
import django
django.setup()
from mailsvc.delivery.worker import Worker

class Store:
    def deliver(self, envelope, open_content):
        Path(sys.argv[1]).write_bytes(open_content().read())
        os.kill(os.getpid(), signal.SIGKILL)

Worker(lambda group: Store()).run()
"""


def test_a_kill_after_the_stores_250_delivers_again(hoa: Member, tmp_path: Path) -> None:
    queue_mail("gui@xa.example", hoa.mailbox.address, subject="Thư mời họp")
    stored = tmp_path / "mail"
    child = subprocess.run(
        [sys.executable, "-c", CHILD, str(stored)],
        capture_output=True,
        text=True,
        timeout=60,
        env={
            **os.environ,
            "CV_DATABASE_URL": database_url(),
            "DJANGO_SETTINGS_MODULE": "config.settings",
        },
    )
    assert child.returncode == -signal.SIGKILL, child.stderr
    row = QueuedRecipient.objects.get()
    assert (row.state, row.attempts, Attempt.objects.count()) == ("claimed", 1, 0)
    assert consistency.check() == []
    fake = FakeTransports()
    assert run_once(fake) == 0  # the dead worker's lease still runs

    assert services.release_stale() == 1
    assert run_once(fake) == 1
    assert [content for _, _, content in fake.sent] == [stored.read_bytes()]
    row.refresh_from_db()
    assert (row.state, row.attempts, Attempt.objects.count()) == ("delivered", 2, 1)
    assert consistency.check() == []
